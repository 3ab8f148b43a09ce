// The text of a query, to say where in it something is wrong: the parser tells what, seldom where.

import type { FunctionExp } from '@jetstreamapp/soql-parser-js';
import { ApiError } from '../http.js';

interface Token {
  readonly text: string;
  /** Characters before it. */
  readonly at: number;
}

const TOKEN =
  /'(?:[^'\\]|\\.)*'|\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-][\d:]+)?)?|[A-Za-z_][\w.]*(?::\d+)?|[<>!]=|<>|[+-]?\d[\d.]*|\S/g;

/** Characters that recorded messages show on either side of the error, at most. */
const CONTEXT = 36;

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

export class SoqlText {
  readonly tokens: readonly Token[];

  constructor(readonly text: string) {
    this.tokens = [...text.matchAll(TOKEN)].map((match) => ({ text: match[0], at: match.index }));
  }

  /** Where a name stands, in any letter case; after a keyword if one is given. */
  find(name: string, after?: string): number {
    const start = after === undefined ? -1 : this.tokens.findIndex(({ text }) => same(text, after));
    return this.tokens.find(({ text }, index) => index > start && same(text, name))?.at ?? 0;
  }

  /** An error as Salesforce shows it: the words around, a caret under the first wrong character, row and column. */
  error(at: number, errorCode: string, message: string): ApiError {
    const start = at <= CONTEXT ? 0 : this.#wordAfter(at - CONTEXT, at);
    const rest = this.text.slice(at, at + CONTEXT);
    const end = at + (at + CONTEXT < this.text.length ? Math.max(rest.search(/[\s,][^\s,]*$/), 1) : rest.length);
    const context = this.text.slice(start, end).replace(/\s/g, ' ').trimEnd();
    const before = this.text.slice(0, at).split('\n');
    const column = (before.at(-1)?.length ?? 0) + 1;
    return new ApiError(
      400,
      errorCode,
      `\n${context}\n${' '.repeat(at - start)}^\nERROR at Row:${before.length}:Column:${column}\n${message}`,
    );
  }

  unexpected(at: number, token: string): ApiError {
    return this.error(at, 'MALFORMED_QUERY', `unexpected token: '${token}'`);
  }

  /** A function that the clause cannot have. */
  unexpectedFunction({ functionName = '', rawValue = functionName }: FunctionExp, clause?: string): ApiError {
    return this.unexpected(this.find(functionName, clause), rawValue);
  }

  #wordAfter(from: number, to: number): number {
    const boundary = this.text.slice(from, to).search(/(?<=[\s,])[^\s,]/);
    return boundary < 0 ? from : from + boundary;
  }
}
