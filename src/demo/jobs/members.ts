// Members of the body of a job's POST or PATCH, and what is wrong with them.

import { ApiError } from '../http.js';
import type { Org } from '../org.js';
import { DELIMITERS, LINE_ENDINGS } from '../rows/csv.js';
import type { BulkJob } from './job.js';

type Body = Readonly<Record<string, unknown>>;

/** @throws ApiError 400 JSON_PARSER_ERROR */
export function rejectUnknownMembers(org: Org, body: Body, known: readonly string[]): void {
  if (org.settings.doubts.unknownMember === 'ignored') return;
  const unknown = Object.keys(body).find((name) => !known.includes(name));
  if (unknown !== undefined) throw unrecognizedField(unknown);
}

export const unrecognizedField = (name: string): ApiError =>
  new ApiError(400, 'JSON_PARSER_ERROR', `Unrecognized field "${name}"`);

export const invalidValue = (value: unknown, property: string): ApiError =>
  new ApiError(400, 'API_ERROR', `Invalid value: '${show(value)}' supplied for property: '${property}'`);

export const show = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? 'null' : JSON.stringify(value);

/** @throws ApiError 400 API_ERROR */
export function oneOf<Word extends string>(
  body: Body,
  property: string,
  words: readonly Word[],
  otherwise?: Word,
): Word {
  const value = body[property] ?? otherwise;
  const word = words.find((candidate) => candidate === value);
  if (word === undefined) throw invalidValue(value, property);
  return word;
}

export const optionalText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const keysOf = <Key extends string>(table: Readonly<Record<Key, unknown>>): Key[] => Object.keys(table) as Key[];

/** @throws ApiError 400 API_ERROR */
export function readDialect(body: Body): Pick<BulkJob, 'lineEnding' | 'columnDelimiter'> {
  oneOf(body, 'contentType', ['CSV'], 'CSV');
  const lineEnding = oneOf(body, 'lineEnding', keysOf(LINE_ENDINGS), 'LF');
  const columnDelimiter = oneOf(body, 'columnDelimiter', keysOf(DELIMITERS), 'COMMA');
  return { lineEnding, columnDelimiter };
}
