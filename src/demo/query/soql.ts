// As much SOQL as the product asks for: SELECT fields or count() FROM object [WHERE … AND …] [ORDER BY …] [LIMIT n].

import { ApiError } from '../http.js';

export type Operator = '=' | '!=' | '<' | '>' | '<=' | '>=' | 'LIKE' | 'IN' | 'NOT IN';

export interface Condition {
  readonly field: string;
  readonly operator: Operator;
  readonly values: readonly (string | number | boolean | null)[];
}

export interface Soql {
  readonly object: string;
  /** API names, `Owner.Name` for a parent's field; empty for count(). */
  readonly fields: readonly string[];
  readonly where: readonly Condition[];
  readonly orderBy: readonly { field: string; descending: boolean }[];
  readonly limit: number;
}

const TOKEN = /\s*(?:('(?:[^'\\]|\\.)*')|([A-Za-z_][\w.]*)|(-?\d[\w.:+-]*)|(<=|>=|!=|<>|[=<>(),]))/y;

function tokenize(soql: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const end = soql.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const start = TOKEN.lastIndex;
    const match = TOKEN.exec(soql);
    if (!match) throw malformed(`unexpected token: '${soql.slice(start).trim().slice(0, 10)}'`);
    tokens.push(match[0].trim());
  }
  return tokens;
}

const malformed = (message: string): ApiError => new ApiError(400, 'MALFORMED_QUERY', message);

class Parser {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(soql: string) {
    this.#tokens = tokenize(soql);
  }

  parse(): Soql {
    this.#expect('SELECT');
    const fields = this.#selectList();
    this.#expect('FROM');
    const object = this.#next();
    const where: Condition[] = [];
    if (this.#skip('WHERE')) {
      do where.push(this.#condition());
      while (this.#skip('AND'));
    }
    const orderBy: { field: string; descending: boolean }[] = [];
    if (this.#skip('ORDER')) {
      this.#expect('BY');
      do orderBy.push(this.#ordering());
      while (this.#skip(','));
    }
    const limit = this.#skip('LIMIT') ? Number(this.#next()) : Infinity;
    if (this.#peek() !== undefined || Number.isNaN(limit)) throw malformed(`unexpected token: '${this.#peek()}'`);
    return { object, fields, where, orderBy, limit };
  }

  #selectList(): string[] {
    const first = this.#next();
    if (first.toLowerCase() === 'count' && this.#skip('(')) {
      this.#expect(')');
      return [];
    }
    const fields = [first];
    while (this.#skip(',')) fields.push(this.#next());
    return fields;
  }

  #condition(): Condition {
    const field = this.#next();
    const negated = this.#skip('NOT');
    const word = this.#next().toUpperCase();
    const operator = negated ? `NOT ${word}` : word === '<>' ? '!=' : word;
    if (operator === 'IN' || operator === 'NOT IN') {
      this.#expect('(');
      const values = [this.#literal()];
      while (this.#skip(',')) values.push(this.#literal());
      this.#expect(')');
      return { field, operator, values };
    }
    if (!/^(=|!=|<|>|<=|>=|LIKE)$/.test(operator)) throw malformed(`unexpected token: '${operator}'`);
    return { field, operator: operator as Operator, values: [this.#literal()] };
  }

  #ordering(): { field: string; descending: boolean } {
    const field = this.#next();
    const descending = this.#skip('DESC');
    if (!descending) this.#skip('ASC');
    if (this.#skip('NULLS') && !this.#skip('FIRST')) this.#expect('LAST');
    return { field, descending };
  }

  #literal(): string | number | boolean | null {
    const token = this.#next();
    if (token.startsWith("'")) return token.slice(1, -1).replace(/\\(.)/g, '$1');
    if (/^(true|false)$/i.test(token)) return token.toLowerCase() === 'true';
    if (/^null$/i.test(token)) return null;
    if (/^-?\d+(\.\d+)?$/.test(token)) return Number(token);
    if (/^\d{4}-\d\d-\d\d/.test(token)) return token;
    throw malformed(`unexpected token: '${token}'`);
  }

  #peek(): string | undefined {
    return this.#tokens[this.#at];
  }

  #next(): string {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw malformed('unexpected token: <EOF>');
    return token;
  }

  #skip(word: string): boolean {
    const found = this.#peek()?.toUpperCase() === word;
    if (found) this.#at++;
    return found;
  }

  #expect(word: string): void {
    const token = this.#peek();
    if (!this.#skip(word)) throw malformed(`unexpected token: '${token ?? '<EOF>'}', expecting '${word}'`);
  }
}

/** @throws ApiError 400 MALFORMED_QUERY */
export const parseSoql = (soql: string): Soql => new Parser(soql).parse();
