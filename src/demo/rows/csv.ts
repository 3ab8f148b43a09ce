// An uploaded CSV file as Salesforce takes it: one line ending and one delimiter, both as declared, no BOM.

import { TextDecoder } from 'node:util';
import type { Layout } from './layout.js';
import type { Upload } from './upload.js';

export const DELIMITERS = { COMMA: ',', SEMICOLON: ';', TAB: '\t', PIPE: '|', CARET: '^', BACKQUOTE: '`' } as const;
export type ColumnDelimiter = keyof typeof DELIMITERS;

export const LINE_ENDINGS = { LF: '\n', CRLF: '\r\n' } as const;
export type LineEnding = keyof typeof LINE_ENDINGS;

/** Fails a job as a whole; the message is its `errorMessage`. */
export class StructuralError extends Error {}

/**
 * Every line break of the file, those inside quotes too, must be the declared one.
 * @throws StructuralError
 */
export function checkLineEnding(layout: Layout, lineEnding: LineEnding, loneCarriageReturn: 'invalid' | 'value'): void {
  const hasOther = lineEnding === 'LF' ? layout.hasCrLf : layout.hasLf;
  if (!hasOther && !(layout.hasLoneCr && loneCarriageReturn === 'invalid')) return;
  throw new StructuralError(
    `ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is ${lineEnding}`,
  );
}

/** Characters of one record in a file: more than the 400,000 that Salesforce takes can need. */
const MAX_RECORD_CHARACTERS = 2_000_000;

interface ReadOptions {
  /** Start of a record, in bytes; 0 without it. */
  readonly from?: number;
  /** End of a record, or of the file. */
  readonly to?: number;
  /** What is no UTF-8 becomes U+FFFD, or fails the job. */
  readonly invalidUtf8?: 'failsJob' | 'replaced';
}

/**
 * The records in a range of bytes, as text without their line endings, some at a time.
 * @throws StructuralError
 */
export async function* readRecords(
  upload: Upload,
  lineEnding: LineEnding,
  { from = 0, to = upload.bytes, invalidUtf8 = 'replaced' }: ReadOptions = {},
): AsyncGenerator<readonly string[], undefined> {
  if (upload.layout.isQuoted) throw unescapedQuote();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: invalidUtf8 === 'failsJob' });
  let rest = '';
  for await (const chunk of upload.read(from, to)) {
    const text = rest + decode(decoder, chunk);
    const { records, end } = cutRecords(text, LINE_ENDINGS[lineEnding]);
    rest = text.slice(end);
    if (rest.length > MAX_RECORD_CHARACTERS) throw unescapedQuote();
    yield records;
  }
  rest += decode(decoder);
  if (rest !== '') yield [rest];
}

/** Without a chunk: what is left at the end. */
function decode(decoder: TextDecoder, chunk?: Buffer): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch {
    throw new StructuralError('ClientInputError : The data is not valid UTF-8'); // wording not recorded
  }
}

/** `end`: where the first record starts that is not whole. */
function cutRecords(text: string, lineEnding: string): { records: readonly string[]; end: number } {
  const records: string[] = [];
  let start = 0;
  let quote = text.indexOf('"');
  for (;;) {
    let end = text.indexOf('\n', start);
    while (quote >= 0 && quote < end) {
      const close = text.indexOf('"', quote + 1);
      if (close < 0) return { records, end: start };
      if (close > end) end = text.indexOf('\n', close);
      quote = text.indexOf('"', close + 1);
    }
    if (end < 0) return { records, end: start };
    records.push(text.slice(start, end + 1 - lineEnding.length));
    start = end + 1;
  }
}

export const unescapedQuote = (): StructuralError =>
  new StructuralError(
    'InvalidBatch : Failed to parse CSV. Found unescaped quote. A value with quote should be within a quote',
  );

/** The cells of a record; undefined where a space stands between a quote and a delimiter, which spoils the row. */
export type Cells = readonly string[] | undefined;

/** @throws StructuralError for quotes that are not as RFC 4180 has them */
export function splitCells(record: string, delimiter: string): Cells {
  if (!record.includes('"')) return record.split(delimiter);
  const cells: string[] = [];
  let isSpoilt = false;
  for (let at = 0; at <= record.length; at++) {
    const start = skipSpaces(record, at);
    if (record[start] !== '"') {
      const end = record.indexOf(delimiter, at);
      const cell = record.slice(at, end < 0 ? undefined : end);
      if (cell.includes('"')) throw unescapedQuote();
      cells.push(cell);
      at += cell.length;
      continue;
    }
    const close = closingQuote(record, start);
    const end = skipSpaces(record, close + 1);
    if (close < 0 || (end < record.length && record[end] !== delimiter)) throw unescapedQuote();
    if (start > at || end > close + 1) isSpoilt = true;
    cells.push(record.slice(start + 1, close).replaceAll('""', '"'));
    at = end;
  }
  return isSpoilt ? undefined : cells;
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ') at++;
  return at;
}

/** -1 where there is none. */
function closingQuote(text: string, open: number): number {
  let at = text.indexOf('"', open + 1);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
}

export const quote = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
