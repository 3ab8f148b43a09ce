// An uploaded CSV file as Salesforce takes it: one line ending and one delimiter, both as declared, no BOM.

import { parse, type CsvError } from 'csv-parse';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';

export const DELIMITERS = { COMMA: ',', SEMICOLON: ';', TAB: '\t', PIPE: '|', CARET: '^', BACKQUOTE: '`' } as const;
export type ColumnDelimiter = keyof typeof DELIMITERS;

export const LINE_ENDINGS = { LF: '\n', CRLF: '\r\n' } as const;
export type LineEnding = keyof typeof LINE_ENDINGS;

export interface Dialect {
  readonly columnDelimiter: ColumnDelimiter;
  readonly lineEnding: LineEnding;
}

/** Fails a job as a whole; the message is its `errorMessage`. */
export class StructuralError extends Error {}

/** The body of one PUT. */
export class Upload {
  readonly #chunks: Buffer[] = [];
  readonly #hash = createHash('sha256');
  #bytes = 0;

  append(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  get chunks(): readonly Buffer[] {
    return this.#chunks;
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }

  /** The first record as it was sent, quotes and all, without its line ending. */
  headerText(): string {
    const head = Buffer.concat(this.#chunks.slice(0, 8)).subarray(0, 1_000_000).toString('utf8');
    let quoted = false;
    for (let at = 0; at < head.length; at++) {
      if (head[at] === '"') quoted = !quoted;
      else if (!quoted && head[at] === '\n') return head.slice(0, head[at - 1] === '\r' ? at - 1 : at);
    }
    return head;
  }
}

const CR = 13;
const LF = 10;

/**
 * Every line break of the file, those inside quotes too, must be the declared one.
 * @throws StructuralError
 */
export function checkLineEnding(upload: Upload, lineEnding: LineEnding, loneCarriageReturn: 'invalid' | 'value'): void {
  let previous = 0;
  for (const chunk of upload.chunks) {
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      const isBreak = byte === LF && (previous === CR) !== (lineEnding === 'CRLF');
      const isLone = previous === CR && byte !== LF && loneCarriageReturn === 'invalid';
      if (isBreak || isLone) throw invalidLineEnding(lineEnding);
      previous = byte;
    }
  }
  if (previous === CR && loneCarriageReturn === 'invalid') throw invalidLineEnding(lineEnding);
}

const invalidLineEnding = (lineEnding: LineEnding): StructuralError =>
  new StructuralError(
    `ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is ${lineEnding}`,
  );

/**
 * All records, the header first, with as many cells as each has. A blank line is a record of one empty cell.
 * @throws StructuralError for quotes that are not as RFC 4180 has them
 */
export async function* readRecords(upload: Upload, dialect: Dialect): AsyncGenerator<string[]> {
  const parser = Readable.from(upload.chunks).pipe(
    parse({
      delimiter: DELIMITERS[dialect.columnDelimiter],
      record_delimiter: LINE_ENDINGS[dialect.lineEnding],
      relax_column_count: true,
    }),
  );
  try {
    for await (const record of parser) yield record as string[];
  } catch (error) {
    if ((error as CsvError).code === undefined) throw error;
    throw new StructuralError(
      'InvalidBatch : Failed to parse CSV. Found unescaped quote. A value with quote should be within a quote',
    );
  }
}

export const quote = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
