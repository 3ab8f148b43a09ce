import { randomUUID } from 'node:crypto';
import { CancellationError, l10n, ProgressLocation, window, type Uri } from 'vscode';
import { planParts } from '../../core/csv/parts.js';
import type { ByteSource } from '../../core/csv/source.js';
import { planSend, type LoadRequest } from '../../core/load/plan.js';
import type { LoadPlan } from '../../core/load/loadPlan.js';
import type { ColumnDelimiter } from '../../core/salesforce/job.js';
import { keyOf } from '../../orgs/knownOrg.js';
import { withoutLinks } from '../../ui/foreignText.js';
import type { Decided, InspectedFile } from './draft.js';
import { inspect, nameOf } from './csvFile.js';

/** Below this a file is read before anybody could look at a progress bar. Bytes. */
const SHOWS_PROGRESS = 20_000_000;

export const requestOf = (draft: Decided): LoadRequest => ({
  object: draft.object.name,
  operation: draft.operation,
  ...(draft.externalIdFieldName !== undefined && { externalIdFieldName: draft.externalIdFieldName }),
  ...(draft.assignmentRule && { assignmentRuleId: draft.assignmentRule.id }),
  emptyAsNull: draft.emptyAsNull,
  ...(draft.raggedRows && { raggedRows: draft.raggedRows }),
  ...(draft.lineEnding && { lineEnding: draft.lineEnding }),
  leaveOut: draft.leaveOut,
});

/** What will be sent of a file, byte for byte. */
export async function planOf(
  file: InspectedFile,
  draft: Decided,
  maxPartBytes: number | undefined,
  signal: AbortSignal,
  onProgress: (fraction: number) => void,
): Promise<LoadPlan> {
  const { source, facts } = file;
  const request = requestOf(draft);
  const send = planSend(file.fileName, facts, request, draft.object);
  const parts = await planParts(source, facts, send.transform, {
    signal,
    onProgress: (read, total) => onProgress(read / Math.max(1, total)),
    ...(maxPartBytes !== undefined && { maxPartBytes }),
  });
  const { object, operation, externalIdFieldName, assignmentRuleId } = request;
  return {
    loadId: randomUUID(),
    org: keyOf(draft.org),
    uri: file.uri.toString(),
    fileName: file.fileName,
    csv: source,
    facts,
    transform: send.transform,
    job: {
      object,
      operation,
      ...(externalIdFieldName !== undefined && { externalIdFieldName }),
      ...(assignmentRuleId !== undefined && { assignmentRuleId }),
      columnDelimiter: facts.columnDelimiter,
      lineEnding: send.transform.lineEnding,
    },
    rows: send.rows,
    parts,
    fields: draft.object.fields.map(({ name }) => name),
  };
}

/** Reads a file for a person: with progress where it takes a while, and the chance to leave. */
export async function inspectForPerson(
  uri: Uri,
  source: ByteSource,
  columnDelimiter?: ColumnDelimiter,
): Promise<InspectedFile> {
  const delimiter = columnDelimiter && { columnDelimiter };
  const options = {
    location: ProgressLocation.Notification,
    cancellable: true,
    title: withoutLinks(l10n.t('Checking {0}', nameOf(uri))),
  };
  const abort = new AbortController();
  let show: ((fraction: number) => void) | undefined;
  const reading = inspect(uri, source, {
    ...delimiter,
    signal: abort.signal,
    onProgress: (read, total) => {
      if (total < SHOWS_PROGRESS) return;
      show ??= progressOf(options, abort, reading);
      show(read / total);
    },
  });
  try {
    return await reading;
  } catch (error) {
    throw abort.signal.aborted ? new CancellationError() : error;
  }
}

function progressOf(
  options: Parameters<typeof window.withProgress>[0],
  abort: AbortController,
  until: Promise<unknown>,
) {
  let shown = 0;
  let report = (_fraction: number): void => {};
  void window.withProgress(options, async (progress, token) => {
    token.onCancellationRequested(() => abort.abort());
    report = (fraction) => {
      if (100 * fraction - shown < 1) return;
      progress.report({ increment: 100 * fraction - shown });
      shown = 100 * fraction;
    };
    await until.catch(() => {});
  });
  return (fraction: number) => report(fraction);
}
