// Literals of a condition, read as the field's type wants them.

import type { LiteralType } from '@jetstreamapp/soql-parser-js';
import { toDateTime } from '../clock.js';
import { toId18 } from '../ids.js';
import { xsdType, type Field, type XsdType } from '../objects/field.js';
import type { Value } from '../objects/records.js';
import { spanOf } from './dateLiteral.js';
import type { SoqlText } from './soqlText.js';

/** From the first value to the last; for most literals both are the same. */
export interface Literal {
  readonly first: Value;
  readonly last: Value;
}

type Expected = Exclude<XsdType, 'time'>;

function expected(field: Field): Expected {
  const type = xsdType(field);
  return type === 'time' ? 'string' : type;
}

const TYPES: Readonly<Record<Expected, RegExp>> = {
  string: /^STRING$/,
  boolean: /^BOOLEAN$/,
  int: /^(INTEGER|DECIMAL)/,
  double: /^(INTEGER|DECIMAL)/,
  date: /^DATE(_LITERAL|_N_LITERAL)?$/,
  dateTime: /^DATE(TIME|_LITERAL|_N_LITERAL)$/,
};

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** `'O\'Nobody'` to its text. In a pattern, `\_` and `\%` stay as they are. */
export const unquote = (quoted: string): string =>
  quoted
    .slice(1, -1)
    .replace(/\\(?:u([0-9a-f]{4})|([^]))/gi, (escape, code: string | undefined, char: string | undefined) =>
      code
        ? String.fromCharCode(parseInt(code, 16))
        : /[_%]/.test(char ?? '')
          ? escape
          : (ESCAPES[char ?? ''] ?? char ?? ''),
    );

export const single = (value: Value): Literal => ({ first: value, last: value });

interface Context {
  readonly text: SoqlText;
  /** Milliseconds since 1970. */
  readonly now: number;
}

interface Compared {
  readonly field: Field;
  /** As the query has it, for messages. */
  readonly name: string;
}

interface Literals {
  readonly value: string | string[];
  readonly literalType?: LiteralType | LiteralType[];
}

/** @throws ApiError 400 INVALID_FIELD, MALFORMED_QUERY */
export function readLiterals(context: Context, compared: Compared, { value, literalType }: Literals): Literal[] {
  const types = [literalType ?? []].flat();
  return [value]
    .flat()
    .map((literal, index) => readLiteral(context, compared, literal, types[index] ?? types[0] ?? 'STRING'));
}

function readLiteral({ text, now }: Context, { field, name }: Compared, literal: string, type: LiteralType): Literal {
  if (type === 'NULL') return single(null);
  const at = (): number => text.find(name, 'WHERE');
  const want = expected(field);
  if (!TYPES[want].test(type)) {
    const quotes = want === 'string' ? 'should be' : 'should not be';
    const message = `value of filter criterion for field '${field.name}' must be of type ${want} and ${quotes} enclosed in quotes`;
    throw text.error(at(), 'INVALID_FIELD', message);
  }
  if (type === 'DATE_LITERAL' || type === 'DATE_N_LITERAL') {
    const { from, to } = spanOf(literal.toUpperCase(), now);
    const show = (time: number): string => (want === 'date' ? toDateTime(time).slice(0, 10) : toDateTime(time));
    return { first: show(from), last: show(to - 1) };
  }
  if (want === 'boolean') return single(literal.toUpperCase() === 'TRUE');
  if (want === 'int' || want === 'double') return single(Number(literal.replace(/^[a-z]{3}/i, '')));
  if (want === 'date' || want === 'dateTime') {
    const time = Date.parse(literal.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
    if (Number.isNaN(time)) throw text.error(at(), 'MALFORMED_QUERY', `Invalid ${want.toLowerCase()}: ${literal}`);
    return single(want === 'date' ? literal : toDateTime(time));
  }
  const string = unquote(literal);
  if (string === '') return single(null); // Salesforce keeps no empty texts
  if (field.type !== 'id' && field.type !== 'reference') return single(string);
  const id = toId18(string);
  if (!id) throw text.error(at(), 'MALFORMED_QUERY', `invalid ID field: ${string}`);
  return single(id);
}
