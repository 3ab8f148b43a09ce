// WHERE: from the parser's clauses to a test of a record.

import type { Operator, ValueQueryCondition, WhereClause } from '@jetstreamapp/soql-parser-js';
import { isLongText } from '../objects/field.js';
import type { SalesforceRecord, Value } from '../objects/records.js';
import { compare } from './compare.js';
import { readLiterals, unquote, type Literal } from './literal.js';
import { compileLogic, type Condition } from './logic.js';
import { resolvePath, type Path, type Scope } from './path.js';

type Test = (record: SalesforceRecord) => boolean;
type ValueTest = (value: Value) => boolean;

/** Values of a semi-join's inner query. */
export type InnerValues = (query: ValueQueryCondition['valueQuery']) => readonly Value[];

export interface WhereContext extends Scope {
  /** Milliseconds since 1970, for date literals. */
  readonly now: number;
  readonly innerValues: InnerValues;
}

/** @throws ApiError 400 */
export const compileWhere = (context: WhereContext, where: WhereClause | undefined): Test =>
  where ? compileLogic(context.text, where, (condition) => compileCondition(context, condition)) : () => true;

function compileCondition(context: WhereContext, condition: Condition): Test {
  const { text } = context;
  if ('fn' in condition) throw text.unexpectedFunction(condition.fn, 'WHERE');
  const { field: name } = condition;
  const operator = operatorOf(condition);
  const path = resolvePath(context, name, 'WHERE');
  const { field } = path;
  if (field.type === 'address' || isLongText(field)) {
    const message = `field '${field.name}' can not be filtered in a query call`;
    throw text.error(text.find(name, 'WHERE'), 'INVALID_FIELD', message);
  }
  checkOperator(context, path, name, operator);
  if ('valueQuery' in condition) return semiJoin(path, operator, context.innerValues(condition.valueQuery));
  const literals = readLiterals(context, { field, name }, condition);
  const test = compileOperator(operator, [condition.value].flat(), literals);
  return (record) => test(path.read(record));
}

/** As the query has it: the parser leaves `<>` and lower case as they are. */
export const operatorOf = ({ operator }: Condition): Operator => operator.replace('<>', '!=').toUpperCase() as Operator;

function checkOperator({ text }: WhereContext, { field }: Path, name: string, operator: Operator): void {
  const isText = !['id', 'reference', 'boolean', 'int', 'double', 'currency', 'percent', 'date', 'datetime'].includes(
    field.type,
  );
  const wrong =
    operator === 'LIKE'
      ? !isText || field.type === 'multipicklist'
      : operator === 'INCLUDES' || operator === 'EXCLUDES'
        ? field.type !== 'multipicklist'
        : /[<>]/.test(operator) && (field.type === 'boolean' || field.type === 'multipicklist');
  if (!wrong) return;
  throw text.error(text.find(name, 'WHERE'), 'MALFORMED_QUERY', `invalid operator on ${field.type} field`);
}

function semiJoin(path: Path, operator: Operator, values: readonly Value[]): Test {
  const set = new Set(values);
  return (record) => set.has(path.read(record)) === (operator === 'IN');
}

/** A text with % and _ as patterns have them; a backslash takes their meaning away. */
const like = (pattern: string): RegExp =>
  new RegExp(
    `^${unquote(pattern).replace(/\\[%_]|[.*+?^${}()|[\]\\]|[%_]/g, (char) =>
      char === '%' ? '.*' : char === '_' ? '.' : char.length === 2 ? (char[1] ?? '') : `\\${char}`,
    )}$`,
    'is',
  );

export function compileOperator(
  operator: Operator,
  values: readonly string[],
  literals: readonly Literal[],
): ValueTest {
  const { first, last } = literals[0] ?? { first: null, last: null };
  const isIn: ValueTest = (value) => literals.some((literal) => within(value, literal));
  switch (operator) {
    case '=':
    case 'IN':
      return isIn;
    case '!=':
    case 'NOT IN':
      return (value) => !isIn(value);
    case '<':
      return (value) => value !== null && first !== null && compare(value, first) < 0;
    case '<=':
      return (value) => value !== null && last !== null && compare(value, last) <= 0;
    case '>':
      return (value) => value !== null && last !== null && compare(value, last) > 0;
    case '>=':
      return (value) => value !== null && first !== null && compare(value, first) >= 0;
    case 'LIKE': {
      const pattern = like(values[0] ?? "''");
      return (value) => value !== null && first !== null && pattern.test(String(value));
    }
    case 'INCLUDES':
      return (value) => includesAny(value, literals);
    case 'EXCLUDES':
      return (value) => !includesAny(value, literals);
  }
}

const within = (value: Value, { first, last }: Literal): boolean =>
  compare(value, first) >= 0 && compare(value, last) <= 0;

/** `('A;B','C')`: both A and B, or C. */
const includesAny = (value: Value, literals: readonly Literal[]): boolean => {
  const chosen = String(value ?? '').split(';');
  return literals.some(({ first }) =>
    String(first)
      .split(';')
      .every((choice) => chosen.includes(choice)),
  );
};
