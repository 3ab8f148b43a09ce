import { CancellationError, l10n, Uri, window } from 'vscode';
import { UserError } from '../../core/errors.js';
import { requirePermission } from '../../core/load/permissions.js';
import type { LoadState } from '../../core/load/loadState.js';
import { keyOf, type KnownOrg } from '../../orgs/knownOrg.js';
import { requireWritable } from '../../orgs/writeGuard.js';
import { toLoadReference } from '../../ui/loadReference.js';
import { choose } from '../../ui/notify.js';
import { runSteps } from '../../ui/steps.js';
import { countInWords } from '../../ui/words.js';
import type { Context } from '../context.js';
import { textOf, type Arguments, type Handler } from '../handler.js';
import { loadMeant, loadOfId } from '../loadTarget.js';
import { carryOut, carryOutVisibly } from './carryOut.js';
import { confirmStep } from './confirmStep.js';
import { inspect } from './csvFile.js';
import { newDraft, rowsToSend, type Decided } from './draft.js';
import { reportFinished } from './finished.js';
import { guard, leavesOutQuestions } from './guards.js';
import { answerWithOutcome, askGoOn, objectOf } from './load.js';
import { askOrder } from './lockedRows.js';
import { openRowsAsSent } from './rowsAsSent.js';
import { attemptFile, decisionsOf, requireNoOther, rowsToRerun, type Rerun, type Which } from './rerun.js';
import { refuseDirty, settleDirty } from './unsaved.js';

/**
 * Rerun Failed Rows: those that failed and those that were never processed, from the lines of the file as they are now.
 * A row that was accepted, or may have been, is not sent.
 */
export function rerunFailed(ctx: Context): Handler {
  /** Loads whose rows are being found: two reruns at once would send them twice. */
  const busy = new Set<string>();
  async function alone<T>({ loadId, fileName }: LoadState, work: () => Promise<T>): Promise<T> {
    if (busy.has(loadId)) throw new UserError('LoadUnderWay', l10n.t('{0} is being sent again already.', fileName));
    busy.add(loadId);
    try {
      return await work();
    } finally {
      busy.delete(loadId);
    }
  }
  return {
    person: async (target) => {
      const load = await loadMeant(ctx, target, l10n.t('Rerun Failed Rows'));
      await alone(load, () => rerunForPerson(ctx, load, whichOf(target, load)));
    },
    api: async (args) => {
      const load = await loadOfId(ctx, textOf(args, 'loadId'));
      return alone(load, () => rerunForCaller(ctx, load, args));
    },
  };
}

/** Called from the file itself with lines selected: only those. */
function whichOf(target: unknown, load: LoadState): Which {
  const group = toLoadReference(target)?.group;
  if (group) return { group };
  const editor = window.activeTextEditor;
  const isFile = target === undefined || target instanceof Uri;
  if (!isFile || editor?.document.uri.toString() !== load.uri) return {};
  return editor.selections.every(({ isEmpty }) => isEmpty) ? {} : { selections: editor.selections };
}

async function rerunForPerson(ctx: Context, load: LoadState, which: Which): Promise<void> {
  const org = orgOfLoad(ctx, load);
  await settleDirty(Uri.parse(load.uri, true));
  const rerun = await rowsToRerun(ctx, load, which);
  if (rerun.rows.lost > 0) await sayLost(ctx, rerun);
  const title = l10n.t('Send {0} rows of {1} again', countInWords(rerun.rows.now.length), load.fileName);
  const describe = await objectOf(ctx, org, load.object, {});
  const order = await askOrder(rerun, which, describe.fields, title);
  const { draft, attempt } = await draftOf(ctx, rerun, org, {}, order.sortBy);
  await runSteps(title, [confirmStep(draft)]);
  await guard({ ...draft, object: draft.object.label, rows: rowsToSend(draft) });
  const [file] = draft.files;
  if (!file) throw new Error('a rerun has a file');
  await requireNoOther(ctx, load, rerun.number);
  const goOn = (job: Parameters<typeof askGoOn>[0]) => askGoOn(job, load.fileName);
  const { result } = carryOutVisibly(ctx, { file, draft, attempt, goOn, ...order.jobs(file.facts) });
  reportFinished(ctx, org, load.fileName, await result);
}

async function rerunForCaller(ctx: Context, load: LoadState, args: Arguments) {
  const org = orgOfLoad(ctx, load);
  const asks = !leavesOutQuestions(args, org);
  refuseDirty(Uri.parse(load.uri, true));
  const rerun = await rowsToRerun(ctx, load, {});
  if (rerun.rows.lost > 0) throw lostRows(rerun);
  const { draft, attempt } = await draftOf(ctx, rerun, org, args);
  const [file] = draft.files;
  if (!file) throw new Error('a rerun has a file');
  if (asks) {
    await requirePermission(draft.operation, draft.object, (await ctx.orgs.salesforce(keyOf(org))).rest);
    await runSteps(l10n.t('Load {0}', file.fileName), [confirmStep(draft)]);
    await guard({ ...draft, object: draft.object.label, rows: rowsToSend(draft) });
  }
  await requireNoOther(ctx, load, rerun.number);
  return answerWithOutcome(ctx, await carryOut(ctx, { file, draft, attempt, goOn: () => Promise.resolve(false) }));
}

/** The same object, operation and options as the first time. */
async function draftOf(ctx: Context, rerun: Rerun, org: KnownOrg, args: Arguments, sortBy?: number) {
  const { sent, load } = rerun;
  const { source, attempt } = await attemptFile(ctx, rerun, sortBy);
  const file = await inspect(Uri.parse(load.uri, true), source, { columnDelimiter: rerun.facts.columnDelimiter });
  const { object, operation, externalIdFieldName, assignmentRuleId } = sent.job;
  const decisions = decisionsOf(sent);
  const draft: Decided = {
    ...newDraft([file], org),
    org,
    object: await objectOf(ctx, org, object, { ...args, emptyAsNull: decisions.emptyAsNull }),
    operation,
    externalIdFieldName,
    assignmentRule: assignmentRuleId === undefined ? undefined : { id: assignmentRuleId, name: assignmentRuleId },
    ...decisions,
  };
  return { draft, attempt };
}

function orgOfLoad(ctx: Context, load: LoadState): KnownOrg {
  const org = ctx.orgs.byKey(load.org);
  if (!org) throw new UserError('NoOrg', l10n.t('The org that {0} was loaded into is not connected.', load.fileName));
  requireWritable(org);
  return org;
}

/** What is not found is not sent; the person decides about the others. */
async function sayLost(ctx: Context, rerun: Rerun): Promise<void> {
  const { message, nextStep = '' } = lostRows(rerun);
  const asSent = l10n.t('Open Them as Sent');
  const others = l10n.t('Send the Others');
  const verbs = rerun.rows.now.length > 0 ? [others, asSent] : [asSent];
  if ((await choose(message, nextStep, ...verbs)) === others) return;
  await openRowsAsSent(ctx, rerun);
  throw new CancellationError();
}

function lostRows({ load, rows }: Rerun): UserError {
  const all = rows.lost + rows.now.length;
  return new UserError(
    'RowsNotFound',
    l10n.t('{0} of the {1} rows to be sent again are not found in {2} as it is now.', rows.lost, all, load.fileName),
    {
      nextStep: l10n.t(
        'Rows are found by their key, by what stands in them, and by their place between others. Undo what moved them, or correct them as they were sent.',
      ),
      loadId: load.loadId,
    },
  );
}
