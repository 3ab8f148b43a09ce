import { CancellationError, env, l10n, QuickPickItemKind, Uri, window, workspace, type QuickPickItem } from 'vscode';
import { UserError } from '../core/errors.js';
import type { JobState } from '../core/salesforce/job.js';
import { keyOf } from '../orgs/knownOrg.js';
import type { JobFilter } from '../ui/jobListing.js';
import { escapeIcons } from '../ui/foreignText.js';
import { openFile } from '../ui/openFile.js';
import { BACK, pick } from '../ui/steps.js';
import type { Context } from './context.js';
import type { Handler } from './handler.js';
import { jobOrPick } from './jobTarget.js';

export function refreshJobs(ctx: Context): Handler {
  return {
    person: async () => {
      const org = keyOf(ctx.orgs.resolve());
      await ctx.list.refresh(org);
      ctx.watcher.lookNow(org);
    },
  };
}

export const loadMoreJobs = (ctx: Context): Handler => ({ person: () => Promise.resolve(ctx.listing.showMore()) });

export const showLog = (ctx: Context): Handler => ({ person: () => Promise.resolve(ctx.log.show()) });

const STATES: readonly JobState[] = ['Open', 'UploadComplete', 'InProgress', 'JobComplete', 'Failed', 'Aborted'];

export function filterJobs(ctx: Context): Handler {
  return {
    person: async () => {
      const { filter } = ctx.listing;
      const org = ctx.orgs.resolve();
      const objects = [...new Set(ctx.store.jobs(keyOf(org)).map((record) => record.job.object))].sort();
      const check = (on: boolean) => (on ? '$(check) ' : '$(blank) ');
      const item = (label: string, on: boolean, next: JobFilter) => ({
        label: check(on) + escapeIcons(label),
        next,
      });
      const { object: _object, ...anyObject } = filter;
      const { state: _state, ...anyState } = filter;
      const items: (QuickPickItem & { next?: JobFilter })[] = [
        { label: l10n.t('Created by'), kind: QuickPickItemKind.Separator },
        item(l10n.t('All'), filter.creator === 'all', { ...filter, creator: 'all' }),
        item(l10n.t('Mine'), filter.creator === 'mine', { ...filter, creator: 'mine' }),
        { label: l10n.t('Object'), kind: QuickPickItemKind.Separator },
        item(l10n.t('Any object'), filter.object === undefined, anyObject),
        ...objects.map((object) => item(object, filter.object === object, { ...filter, object })),
        { label: l10n.t('State'), kind: QuickPickItemKind.Separator },
        item(l10n.t('Any state'), filter.state === undefined, anyState),
        ...STATES.map((state) => item(state, filter.state === state, { ...filter, state })),
      ];
      const choice = await pick({
        place: { title: l10n.t('Filter Jobs'), step: 1, totalSteps: 1 },
        placeholder: l10n.t('Show only …'),
        items,
      });
      if (choice === BACK || !choice.next) throw new CancellationError();
      await ctx.listing.setFilter(choice.next);
    },
  };
}

const anyJob = (title: string) => ({ title, fits: () => true, none: l10n.t('The org has no bulk jobs.') });

/** The org's own page of the job. Never with a token in the address: the browser signs in itself. */
export function openInSetup(ctx: Context): Handler {
  return {
    person: async (node) => {
      const { org, jobId } = await jobOrPick(ctx, node, anyJob(l10n.t('Open in Salesforce Setup')));
      const known = ctx.orgs.byKey(org);
      if (!known) throw new UserError('NoOrg', l10n.t('The org of job {0} is not connected.', jobId));
      const page = `${known.instanceUrl}/lightning/setup/AsyncApiJobStatus/page?address=%2F${jobId}`;
      await env.openExternal(Uri.parse(page, true));
    },
  };
}

export function copyJobId(ctx: Context): Handler {
  return {
    person: async (node) => {
      const { jobId } = await jobOrPick(ctx, node, anyJob(l10n.t('Copy Job Id')));
      await env.clipboard.writeText(jobId);
      window.setStatusBarMessage(l10n.t('Copied {0}', jobId), 3000);
    },
  };
}

export function showSource(ctx: Context): Handler {
  return {
    person: async (node) => {
      const { org, jobId } = await jobOrPick(ctx, node, anyJob(l10n.t('Show Source File')));
      const load = ctx.store.loadOf(org, jobId);
      if (!load) throw new UserError('FileNotFound', l10n.t('Job {0} was not loaded from this window.', jobId));
      const uri = Uri.parse(load.uri, true);
      // VS Code would show a new, empty document under its name.
      if (uri.scheme === 'untitled' && !workspace.textDocuments.some((open) => open.uri.toString() === load.uri)) {
        throw new UserError('FileNotFound', l10n.t('{0} was never saved, and has been closed.', load.fileName));
      }
      await openFile(uri);
    },
  };
}
