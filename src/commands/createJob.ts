import { CancellationError, l10n } from 'vscode';
import { COLUMN_DELIMITERS, OPERATIONS, type CreateJobRequest, type JobInfo } from '../core/salesforce/job.js';
import { keyOf } from '../orgs/knownOrg.js';
import type { OrgKey } from '../core/load/jobStore.js';
import { report } from '../ui/notify.js';
import { BACK, pick, runSteps } from '../ui/steps.js';
import { requireTrust, type Context } from './context.js';
import { oneOf, optionalOneOf, optionalTextOf, textOf, type Handler } from './handler.js';
import { decided, newDraft } from './load/draft.js';
import { jobSteps } from './load/jobSteps.js';

/** `POST /jobs/ingest`: an Open job, which waits for its data. */
export function createJob(ctx: Context): Handler {
  const create = async (org: OrgKey, request: CreateJobRequest): Promise<JobInfo> => {
    requireTrust();
    const bulk = await ctx.orgs.bulk(org);
    const asOf = ctx.clock.now();
    const job = await bulk.createJob(request);
    ctx.store.put(org, job, asOf);
    return job;
  };
  return {
    person: async () => {
      requireTrust();
      const title = l10n.t('Create Job');
      const draft = newDraft([], ctx.orgs.resolve());
      await runSteps(title, jobSteps(ctx, draft));
      const { org, object, operation, externalIdFieldName } = decided(draft);
      const delimiter = await pick({
        place: { title, step: 4, totalSteps: 5 },
        placeholder: l10n.t('Column delimiter of the data'),
        items: COLUMN_DELIMITERS.map((label) => ({ label })),
      });
      if (delimiter === BACK) throw new CancellationError();
      const lineEnding = await pick({
        place: { title, step: 5, totalSteps: 5 },
        placeholder: l10n.t('Line ending of the data'),
        items: (['LF', 'CRLF'] as const).map((label) => ({ label })),
      });
      if (lineEnding === BACK) throw new CancellationError();
      const job = await create(keyOf(org), {
        object: object.name,
        operation,
        ...(externalIdFieldName !== undefined && { externalIdFieldName }),
        columnDelimiter: delimiter.label,
        lineEnding: lineEnding.label,
      });
      ctx.reveal(keyOf(org), job.id);
      report('information', l10n.t('Job {0} is open. It waits for its data.', job.id));
    },
    api: async (args) => {
      const externalIdFieldName = optionalTextOf(args, 'externalIdFieldName');
      const assignmentRuleId = optionalTextOf(args, 'assignmentRuleId');
      const job = await create(keyOf(ctx.orgs.resolve(optionalTextOf(args, 'org'))), {
        object: textOf(args, 'object'),
        operation: oneOf(args, 'operation', OPERATIONS),
        ...(externalIdFieldName !== undefined && { externalIdFieldName }),
        ...(assignmentRuleId !== undefined && { assignmentRuleId }),
        lineEnding: optionalOneOf(args, 'lineEnding', ['LF', 'CRLF'] as const) ?? 'LF',
        columnDelimiter: optionalOneOf(args, 'columnDelimiter', COLUMN_DELIMITERS) ?? 'COMMA',
      });
      return { jobId: job.id };
    },
  };
}
