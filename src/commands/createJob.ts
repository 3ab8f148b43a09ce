import { resolveOrg } from './connectOrg.js';
import { l10n, Uri } from 'vscode';
import { UserError } from '../core/errors.js';
import {
  COLUMN_DELIMITERS,
  OPERATIONS,
  type ColumnDelimiter,
  type CreateJobRequest,
  type JobInfo,
  type LineEnding,
} from '../core/salesforce/job.js';
import { keyOf } from '../orgs/knownOrg.js';
import type { OrgKey } from '../core/load/jobStore.js';
import { report } from '../ui/notify.js';
import { BACK, pick, runSteps, type Step } from '../ui/steps.js';
import type { Context } from './context.js';
import { oneOf, optionalOneOf, optionalTextOf, textOf, type Handler } from './handler.js';
import { JobReference, nextStep } from './jobTarget.js';
import { filesOf } from './load/activeFile.js';
import { csvSource } from './load/csvSource.js';
import { decided, newDraft, type InspectedFile } from './load/draft.js';
import { jobSteps } from './load/jobSteps.js';
import { inspectForPerson } from './load/prepare.js';

const LINE_ENDINGS = ['LF', 'CRLF'] as const satisfies readonly LineEnding[];

/** `POST /jobs/ingest`: an Open job, which waits for its data. */
export function createJob(ctx: Context): Handler {
  const create = async (org: OrgKey, request: CreateJobRequest): Promise<JobInfo> => {
    const bulk = await ctx.orgs.bulk(org);
    const asOf = ctx.clock.now();
    const job = await bulk.createJob(request);
    ctx.store.put(org, job, asOf);
    return job;
  };
  return {
    person: async (target) => {
      const file = await meantFile(ctx, target);
      const title = file ? l10n.t('Create Job for {0}', file.fileName) : l10n.t('Create Job');
      const draft = newDraft(file ? [file] : [], ctx.orgs.resolve());
      // What a file tells is not asked.
      let columnDelimiter: ColumnDelimiter = file?.facts.columnDelimiter ?? 'COMMA';
      let lineEnding: LineEnding = file?.facts.lineEnding ?? 'LF';
      const form = [
        oneOfStep(l10n.t('Column delimiter of the data'), COLUMN_DELIMITERS, (chosen) => (columnDelimiter = chosen)),
        oneOfStep(l10n.t('Line ending of the data'), LINE_ENDINGS, (chosen) => (lineEnding = chosen)),
      ];
      await runSteps(title, [...jobSteps(ctx, draft), ...(file ? [] : form)]);
      const { org, object, operation, externalIdFieldName, assignmentRule } = decided(draft);
      const job = await create(keyOf(org), {
        object: object.name,
        operation,
        ...(externalIdFieldName !== undefined && { externalIdFieldName }),
        ...(assignmentRule && { assignmentRuleId: assignmentRule.id }),
        columnDelimiter,
        lineEnding,
      });
      ctx.reveal(keyOf(org), job.id);
      const upload = file ? l10n.t('Upload {0}…', file.fileName) : l10n.t('Upload CSV…');
      report(
        'information',
        l10n.t('Job {0} is open. It waits for its data.', job.id),
        nextStep(upload, 'salesforceBulk.uploadJobData', new JobReference(keyOf(org), job.id, file?.uri)),
      );
    },
    api: async (args) => {
      const externalIdFieldName = optionalTextOf(args, 'externalIdFieldName');
      const assignmentRuleId = optionalTextOf(args, 'assignmentRuleId');
      const job = await create(keyOf(await resolveOrg(ctx, optionalTextOf(args, 'org'))), {
        object: textOf(args, 'object'),
        operation: oneOf(args, 'operation', OPERATIONS),
        ...(externalIdFieldName !== undefined && { externalIdFieldName }),
        ...(assignmentRuleId !== undefined && { assignmentRuleId }),
        lineEnding: optionalOneOf(args, 'lineEnding', LINE_ENDINGS) ?? 'LF',
        columnDelimiter: optionalOneOf(args, 'columnDelimiter', COLUMN_DELIMITERS) ?? 'COMMA',
      });
      return { jobId: job.id };
    },
  };
}

/** The CSV the command was called on, or that is in front. In front, one that cannot be sent is as good as none. */
async function meantFile(ctx: Context, target: unknown): Promise<InspectedFile | undefined> {
  const [uri] = filesOf(target, undefined);
  if (!uri) return undefined;
  try {
    return await inspectForPerson(uri, await csvSource(ctx, uri));
  } catch (error) {
    if (target instanceof Uri || !(error instanceof UserError)) throw error;
    return undefined;
  }
}

const oneOfStep = <T extends string>(placeholder: string, values: readonly T[], take: (value: T) => void): Step => ({
  ask: async (place) => {
    const choice = await pick({ place, placeholder, items: values.map((label) => ({ label })) });
    if (choice === BACK) return BACK;
    take(choice.label);
  },
});
