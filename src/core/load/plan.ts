import * as l10n from '@vscode/l10n';
import type { CsvFacts, RowTransform } from '../csv/facts.js';
import { isResultColumn } from '../csv/resultColumns.js';
import { UserError } from '../errors.js';
import type { LineEnding, Operation } from '../salesforce/job.js';
import type { Field, SObjectDescribe } from '../salesforce/ports.js';

/** What a person (or a caller) decided about one file. */
export interface LoadRequest {
  readonly object: string;
  readonly operation: Operation;
  /** For upsert. */
  readonly externalIdFieldName?: string;
  readonly assignmentRuleId?: string;
  /** Empty cells clear the field (are sent as `#N/A`). */
  readonly emptyAsNull?: boolean;
  /** Rows with a wrong number of cells; undecided = a load with such rows is refused. */
  readonly raggedRows?: 'leaveOut' | 'send';
  /** To declare and to send; that of the file where left out. */
  readonly lineEnding?: LineEnding;
  /** Names of columns that are not sent. */
  readonly leaveOut?: readonly string[];
}

/** What is sent of each row, and what is said about it before. */
export interface SendPlan {
  readonly transform: RowTransform;
  readonly sentColumns: readonly string[];
  readonly leftOutColumns: readonly string[];
  /** Data rows that are sent. */
  readonly rows: number;
  /** Line breaks inside cells that are changed, since a job takes only one kind. */
  readonly changedCellBreaks: number;
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
export const isDelete = (operation: Operation): boolean => operation === 'delete' || operation === 'hardDelete';

/**
 * Decides which columns and rows are sent, and how.
 * @param fields of the object, where they are known: which of them can be cleared
 * @throws UserError `IdColumnMissing`, `ExternalIdColumnMissing`, `RaggedRows`, `NothingToSend`
 */
export function planSend(
  fileName: string,
  facts: CsvFacts,
  request: LoadRequest,
  describe?: Pick<SObjectDescribe, 'fields'>,
): SendPlan {
  const columns = columnsToSend(fileName, facts.header, request);
  if (facts.raggedRows > 0 && request.raggedRows === undefined) throw raggedRows(fileName, facts);
  const rows = facts.rows - (request.raggedRows === 'leaveOut' ? facts.raggedRows : 0);
  if (rows === 0 || columns.length === 0) {
    throw new UserError('NothingToSend', l10n.t('No row of {0} would be sent.', fileName), {
      nextStep:
        columns.length === 0
          ? l10n.t('Add columns with the names of fields: those that begin with sf__ are never sent.')
          : l10n.t('Correct the rows whose number of cells is not that of the header, or send them anyway.'),
    });
  }
  const sent = new Set(columns);
  const lineEnding = request.lineEnding ?? facts.lineEnding;
  return {
    transform: {
      lineEnding,
      columns,
      emptyAsNull: request.emptyAsNull ? clearableColumns(facts.header, columns, request, describe?.fields) : [],
      raggedRows: request.raggedRows ?? 'send',
    },
    sentColumns: columns.map((index) => facts.header[index] as string),
    leftOutColumns: facts.header.filter((_, index) => !sent.has(index)),
    rows,
    changedCellBreaks: changedCellBreaks(facts, lineEnding),
  };
}

function changedCellBreaks({ quotedEndings: { lf, crlf, cr } }: CsvFacts, lineEnding: LineEnding): number {
  return cr + (lineEnding === 'LF' ? crlf : lf);
}

function columnsToSend(fileName: string, header: readonly string[], request: LoadRequest): readonly number[] {
  const id = header.findIndex((name) => same(name, 'Id'));
  if (id < 0 && (isDelete(request.operation) || request.operation === 'update')) {
    throw new UserError(
      'IdColumnMissing',
      l10n.t('{0} has no column named Id, which {1} needs to find the records.', fileName, request.operation),
      { nextStep: l10n.t('Name the column that holds the record Ids "Id", or choose another operation.'), at: HEADER },
    );
  }
  // Any second column fails the whole job: "The 'delete' batch must contain only ids".
  if (isDelete(request.operation)) return [id];
  const key = request.externalIdFieldName;
  // Salesforce takes an upsert by Id without an Id column: all rows are inserted.
  if (request.operation === 'upsert' && key !== undefined && !same(key, 'Id') && !header.some((n) => same(n, key))) {
    throw new UserError('ExternalIdColumnMissing', l10n.t('{0} has no column named {1}.', fileName, key), {
      nextStep: l10n.t('Add the column that holds the external id, or choose another external id field.'),
      at: HEADER,
    });
  }
  const leaveOut = (name: string) => request.leaveOut?.some((other) => same(other, name)) ?? false;
  return [...header.keys()].filter((index) => !isResultColumn(header, index) && !leaveOut(header[index] as string));
}

const HEADER = { line: 1, column: 1 };

/** `#N/A` clears a field; it cannot stand for a key, nor in a field that must have a value, nor find a parent. */
function clearableColumns(
  header: readonly string[],
  columns: readonly number[],
  request: LoadRequest,
  fields: readonly Field[] | undefined,
): readonly number[] {
  return columns.filter((index) => {
    const name = header[index] as string;
    if (name.includes('.') || same(name, 'Id') || same(name, request.externalIdFieldName ?? '')) return false;
    const field = fields?.find((field) => same(field.name, name));
    return field === undefined || (field.nillable && field.type !== 'boolean');
  });
}

function raggedRows(fileName: string, facts: CsvFacts): UserError {
  const first = facts.firstRaggedRows[0];
  const lines = facts.firstRaggedRows.map((row) => row.line);
  const message =
    facts.raggedRows === 1
      ? l10n.t(
          '1 row of {0} has another number of cells than the header: {2} instead of {3} (line {1}).',
          fileName,
          first?.line ?? 0,
          first?.cells ?? 0,
          facts.header.length,
        )
      : l10n.t(
          '{0} rows of {1} have another number of cells than the header (the first on line {2}).',
          facts.raggedRows,
          fileName,
          first?.line ?? 0,
        );
  return new UserError('RaggedRows', message, {
    nextStep: l10n.t('Correct these rows, leave them out, or send them anyway: Salesforce will refuse each of them.'),
    lines,
    ...(first && { at: { line: first.line, column: 1 } }),
  });
}
