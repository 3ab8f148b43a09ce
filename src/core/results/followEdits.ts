import { LINE_BREAK, type TextRange } from '../csv/cellRange.js';

/** A row whose line is known, in a text that is being edited. */
export interface FollowedRow {
  /** Its lines as they were sent, without line endings. */
  readonly text: readonly string[];
  /** The line it begins on, from 0; undefined = it is gone. */
  line: number | undefined;
  /** It stands there as it was sent. */
  isAsSent: boolean;
}

/** Other text has taken the place of what stood between two positions. */
export interface TextEdit {
  readonly range: TextRange;
  readonly text: string;
}

/** A text as it is now. A document of VS Code is one. */
export interface TextLines {
  readonly lineCount: number;
  lineAt(line: number): { readonly text: string };
}

/**
 * Takes rows along with edits of their text.
 * @param edits each in the text that the ones before it have left
 * @param after the text when all are made
 * @returns whether any row moved, was edited, is as it was again, or is gone
 */
export function followEdits(rows: Iterable<FollowedRow>, edits: readonly TextEdit[], after: TextLines): boolean {
  const steps = edits.map(stepOf);
  let changed = false;
  for (const row of rows) {
    const { line, isAsSent } = row;
    if (line === undefined) continue;
    const touched = steps.reduce((touched, step) => take(row, step) || touched, false);
    if (touched) row.isAsSent = row.line !== undefined && standsAt(after, row.line, row.text);
    changed ||= row.line !== line || row.isAsSent !== isAsSent;
  }
  return changed;
}

interface Step extends TextEdit {
  /** By how many lines the text after it moves down. */
  readonly shift: number;
  /** What follows it comes to stand at the beginning of a line. */
  readonly endsLine: boolean;
}

function stepOf({ range, text }: TextEdit): Step {
  const lines = text.split(LINE_BREAK);
  return {
    range,
    text,
    shift: lines.length - 1 - (range.end.line - range.start.line),
    endsLine: lines.at(-1) === '' && (lines.length > 1 || range.start.character === 0),
  };
}

/** @returns whether one of its lines may be another now */
function take(row: FollowedRow, { range: { start, end }, text, shift, endsLine }: Step): boolean {
  const { line } = row;
  if (line === undefined) return true;
  const last = line + row.text.length - 1;
  if (start.line > last) return false;
  if (end.line < line || (end.line === line && end.character === 0 && endsLine)) {
    row.line = line + shift;
    return false;
  }
  const isCutOut = start.character === 0 && end.line > last && text === '';
  // Where its beginning is gone nothing tells where it would be.
  if (start.line < line || isCutOut) row.line = undefined;
  return true;
}

const standsAt = (text: TextLines, line: number, lines: readonly string[]): boolean =>
  line + lines.length <= text.lineCount && lines.every((expected, i) => text.lineAt(line + i).text === expected);
