import { Diagnostic, DiagnosticSeverity, l10n, Range, Uri } from 'vscode';
import { cellRange } from '../core/csv/cellRange.js';
import { DELIMITER_CHARACTERS } from '../core/csv/delimiter.js';
import type { CsvFacts } from '../core/csv/facts.js';
import { explainRowError } from '../core/load/explainError.js';
import { columnOfField } from '../core/results/columnOfField.js';
import { parseSfError } from '../core/results/errorGroups.js';
import { INTERCHANGEABLE, STATE_ONLY } from '../core/results/join.js';
import type { RowFailure } from '../core/results/outcome.js';

export const SOURCE = 'Salesforce Bulk';

/** Lists the codes: StatusCode. */
const STATUS_CODES = Uri.parse(
  'https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm',
);

/** What the columns of a file are. */
export type Columns = Pick<CsvFacts, 'header' | 'columnDelimiter'>;

/**
 * Why a row failed, on the cell that is to be corrected, else on its first line.
 * @param line on which the row begins, from 0
 * @param text its lines
 */
export function failureDiagnostic(failure: RowFailure, line: number, text: readonly string[], columns: Columns) {
  const { code, message, fields } = parseSfError(failure.error);
  const cell = cellOf(fields, text, columns);
  const range = cell
    ? new Range(line + cell.start.line, cell.start.character, line + cell.end.line, cell.end.character)
    : new Range(line, 0, line, text[0]?.length ?? 0);
  const diagnostic = new Diagnostic(range, inWords(code, message, failure.certainty), DiagnosticSeverity.Error);
  diagnostic.source = SOURCE;
  if (code !== '') diagnostic.code = { value: code, target: STATUS_CODES };
  return diagnostic;
}

function cellOf([field]: readonly string[], text: readonly string[], { header, columnDelimiter }: Columns) {
  const column = field === undefined ? undefined : columnOfField(field, header);
  return column === undefined ? undefined : cellRange(text.join('\n'), DELIMITER_CHARACTERS[columnDelimiter], column);
}

/** What Salesforce says comes first: it names the value, and a list of problems may have room for no more. */
function inWords(code: string, message: string, certainty: number): string {
  const explained = explainRowError(code);
  const sentences = [...(explained ? [explained.meaning, explained.nextStep] : []), ...doubt(certainty)];
  return [message.trim() || code, ...(sentences.length > 0 ? [sentences.join(' ')] : [])].join('\n');
}

function doubt(certainty: number): readonly string[] {
  if (certainty === INTERCHANGEABLE) return [l10n.t('It is one of several equal rows.')];
  if (certainty < STATE_ONLY) return [];
  return [l10n.t('It is one of several failed rows: which of their errors is its own cannot be told.')];
}
