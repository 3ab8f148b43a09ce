import { rawCells } from './rawCells.js';

/** A place in a text as VS Code counts: line and UTF-16 code unit, both from 0. */
export interface TextPosition {
  readonly line: number;
  readonly character: number;
}

export interface TextRange {
  readonly start: TextPosition;
  readonly end: TextPosition;
}

/** What VS Code ends a line at. */
export const LINE_BREAK = /\r\n|\r|\n/;

/**
 * Where a cell of a record stands, quotes included, counted from where the record begins.
 * @param record without line ending
 * @returns undefined where it has no such cell
 */
export function cellRange(record: string, delimiter: string, column: number): TextRange | undefined {
  const cells = rawCells(record, delimiter, column + 1);
  const cell = cells[column];
  if (cell === undefined) return undefined;
  const start = cells.slice(0, column).reduce((length, before) => length + before.length + delimiter.length, 0);
  return { start: positionOf(record, start), end: positionOf(record, start + cell.length) };
}

function positionOf(text: string, offset: number): TextPosition {
  const lines = text.slice(0, offset).split(LINE_BREAK);
  return { line: lines.length - 1, character: lines.at(-1)!.length };
}
