import { CancellationError, l10n, type Uri } from 'vscode';
import { UserError } from '../../core/errors.js';
import { hasEnded, OPERATIONS, type JobInfo } from '../../core/salesforce/job.js';
import { requirePermission } from '../../core/load/permissions.js';
import { planSend } from '../../core/load/plan.js';
import type { LoadResult } from '../../core/load/runLoad.js';
import type { SObjectDescribe } from '../../core/salesforce/ports.js';
import { toOutcomeUri } from '../../documents/outcomeUri.js';
import { keyOf, type KnownOrg } from '../../orgs/knownOrg.js';
import { requireWritable } from '../../orgs/writeGuard.js';
import { confirm } from '../../ui/notify.js';
import { reportError } from '../../ui/errors.js';
import { runSteps } from '../../ui/steps.js';
import { resolveOrg } from '../connectOrg.js';
import type { Context } from '../context.js';
import {
  flagOf,
  oneOf,
  optionalOneOf,
  optionalTextOf,
  textOf,
  uriOf,
  type Arguments,
  type Handler,
} from '../handler.js';
import { askIfLoadedAlready } from './alreadyLoadedStep.js';
import { filesOf, pickFiles } from './activeFile.js';
import { carryOut, carryOutVisibly } from './carryOut.js';
import { confirmStep } from './confirmStep.js';
import { inspect, nameOf } from './csvFile.js';
import { csvSource } from './csvSource.js';
import { decided, newDraft, rowsToSend, type Decided } from './draft.js';
import { reportFinished } from './finished.js';
import { guard, leavesOutQuestions } from './guards.js';
import { jobSteps } from './jobSteps.js';
import { remember } from './memory.js';
import { inspectForPerson, requestOf } from './prepare.js';
import { refuseDirty, settleDirty } from './unsaved.js';

/** Load to Salesforce: the main job. */
export const load = (ctx: Context): Handler => ({
  person: (target, selection) => loadForPerson(ctx, target, selection),
  api: (args) => loadForCaller(ctx, args),
});

async function loadForPerson(ctx: Context, target: unknown, selection: unknown): Promise<void> {
  const uris = filesOf(target, selection);
  const chosen = uris.length > 0 ? uris : await pickFiles(l10n.t('Load to Salesforce'), l10n.t('Load'), true);
  if (chosen.length === 0) throw new CancellationError();
  for (const uri of chosen) await settleDirty(uri);
  const files = await Promise.all(chosen.map(async (uri) => inspectForPerson(uri, await csvSource(ctx, uri))));

  const draft = newDraft(files, ctx.orgs.default);
  const title =
    files.length === 1 ? l10n.t('Load {0}', nameOf(chosen[0] as Uri)) : l10n.t('Load {0} files', files.length);
  await runSteps(title, [...jobSteps(ctx, draft), confirmStep(draft)]);
  const answers = decided(draft);
  await askIfLoadedAlready(ctx, answers);
  await guard({ ...answers, object: answers.object.label, rows: rowsToSend(answers) });
  await remember(ctx.memento, chosen, { object: answers.object.name, operation: answers.operation });
  const results: Promise<void>[] = [];
  for (const file of answers.files) {
    const { uploaded, result } = carryOutVisibly(ctx, {
      file,
      draft: answers,
      goOn: (job) => askGoOn(job, file.fileName),
    });
    // One load's error does not keep the next file from being loaded.
    results.push(
      result.then(
        (ended) => reportFinished(ctx, answers.org, file.fileName, ended),
        (error: unknown) => reportError(error, ctx.log),
      ),
    );
    await uploaded;
  }
  await Promise.all(results);
}

export async function askGoOn(job: JobInfo, fileName: string): Promise<boolean> {
  try {
    await confirm({
      message: l10n.t('No row of job {0} was accepted. Send the rest of {1} all the same?', job.id, fileName),
      ...(job.errorMessage !== undefined && { detail: job.errorMessage }),
      verb: l10n.t('Send the Rest'),
    });
    return true;
  } catch {
    return false;
  }
}

async function loadForCaller(ctx: Context, args: Arguments) {
  const draft = await draftOf(ctx, args);
  const [file] = draft.files;
  if (!file) throw new Error('a draft of a caller has a file');
  if (!leavesOutQuestions(args, draft.org)) {
    await requirePermission(draft.operation, draft.object, (await ctx.orgs.salesforce(keyOf(draft.org))).rest);
    await runSteps(l10n.t('Load {0}', file.fileName), [confirmStep(draft)]);
    await askIfLoadedAlready(ctx, draft);
    await guard({ ...draft, object: draft.object.label, rows: rowsToSend(draft) });
  }
  const maxPartBytes = partBytesOf(args);
  const result = await carryOut(ctx, {
    file: draft.files[0] ?? file,
    draft,
    goOn: () => Promise.resolve(false),
    ...(maxPartBytes !== undefined && { maxPartBytes }),
  });
  return answerWithOutcome(ctx, result);
}

async function draftOf(ctx: Context, args: Arguments): Promise<Decided> {
  const operation = oneOf(args, 'operation', OPERATIONS);
  const objectName = textOf(args, 'object');
  const org = await resolveOrg(ctx, optionalTextOf(args, 'org'));
  requireWritable(org);
  const uri = uriOf(args);
  const externalIdFieldName = optionalTextOf(args, 'externalIdFieldName');
  if (operation === 'upsert' && externalIdFieldName === undefined) {
    throw new UserError('InvalidArgument', l10n.t('An upsert needs "externalIdFieldName".'));
  }
  const assignmentRuleId = optionalTextOf(args, 'assignmentRuleId');
  const raggedRows = optionalOneOf(args, 'raggedRows', ['leaveOut', 'send'] as const);
  refuseDirty(uri);
  const file = await inspect(uri, await csvSource(ctx, uri), {});
  const draft: Decided = {
    ...newDraft([file], org),
    org,
    object: await objectOf(ctx, org, objectName, args),
    operation,
    externalIdFieldName,
    assignmentRule: assignmentRuleId === undefined ? undefined : { id: assignmentRuleId, name: assignmentRuleId },
    emptyAsNull: flagOf(args, 'emptyAsNull'),
    raggedRows,
  };
  planSend(file.fileName, file.facts, requestOf(draft)); // what cannot be sent is refused before anybody is asked
  return draft;
}

/** Described only where something hangs on it: each call counts against the org's daily limit. */
export async function objectOf(ctx: Context, org: KnownOrg, name: string, args: Arguments): Promise<SObjectDescribe> {
  if (args['confirm'] !== false || args['emptyAsNull'] === true) {
    return (await ctx.orgs.salesforce(keyOf(org))).rest.describe(name);
  }
  const allowed = { createable: true, updateable: true, deletable: true, queryable: true };
  return { name, label: name, labelPlural: name, keyPrefix: null, custom: false, ...allowed, fields: [] };
}

function partBytesOf(args: Arguments): number | undefined {
  const value = args['maxPartBytes'];
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 100_000_000) return value;
  throw new UserError('InvalidArgument', l10n.t('"maxPartBytes" must be a whole number from 1 to 100,000,000.'));
}

/** What became of the rows is told where it can be read; else of none of them. */
export async function answerWithOutcome(ctx: Context, result: LoadResult) {
  const { loadId, rows } = result;
  const outcome = await ctx.outcomes.read(loadId).catch(() => undefined);
  const load = ctx.store.load(loadId);
  const { counts, groups } = outcome ?? { counts: { ...NOTHING_KNOWN, unknown: rows }, groups: [] };
  return {
    ...answer(result),
    outcome: { ...counts, groups: groups.map(({ code, fields, count }) => ({ code, fields, count })) },
    ...(load && { outcomeUri: toOutcomeUri(load) }),
  };
}

const NOTHING_KNOWN = { succeeded: 0, created: 0, failed: 0, unprocessed: 0 };

/** What callers rely on; members that Salesforce may leave out are 0. */
const answer = ({ loadId, rows, jobs }: LoadResult) => ({
  loadId,
  rows,
  jobs: jobs.filter(hasEnded).map((job) => ({
    id: job.id,
    state: job.state,
    numberRecordsProcessed: job.numberRecordsProcessed ?? 0,
    numberRecordsFailed: job.numberRecordsFailed ?? 0,
    ...(job.errorMessage !== undefined && { errorMessage: job.errorMessage }),
  })),
});
