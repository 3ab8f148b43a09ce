// AND, OR, NOT and parentheses around conditions, of WHERE as of HAVING.

import type { ConditionWithValueQuery, HavingClause, Operator, WhereClause } from '@jetstreamapp/soql-parser-js';
import type { SoqlText } from './soqlText.js';

export type Condition = Extract<ConditionWithValueQuery, { operator: Operator }>;
type Clause = WhereClause | HavingClause;
type Test<Row> = (row: Row) => boolean;
type Symbol<Row> = '(' | ')' | 'AND' | 'OR' | 'NOT' | Test<Row>;

/** @throws ApiError 400 */
export function compileLogic<Row>(
  text: SoqlText,
  clause: Clause,
  compile: (condition: Condition) => Test<Row>,
): Test<Row> {
  const symbols = [...flatten(text, clause, compile)];
  let at = 0;
  // AND and OR never meet on one level: the query would not have been taken.
  const expression = (): Test<Row> => {
    let left = operand();
    for (let word = symbols[at]; word === 'AND' || word === 'OR'; word = symbols[at]) {
      at++;
      const [one, other] = [left, operand()];
      left = word === 'AND' ? (row) => one(row) && other(row) : (row) => one(row) || other(row);
    }
    return left;
  };
  const operand = (): Test<Row> => {
    const symbol = symbols[at++];
    if (typeof symbol === 'function') return symbol;
    const inner = symbol === 'NOT' ? operand() : expression();
    if (symbol === '(') at++; // its closing one
    return symbol === 'NOT' ? (row) => !inner(row) : inner;
  };
  return expression();
}

/** The parser chains all conditions to the right and counts parentheses: back to the order of the text. */
function* flatten<Row>(
  text: SoqlText,
  clause: Clause,
  compile: (condition: Condition) => Test<Row>,
): Generator<Symbol<Row>> {
  const { left } = clause;
  for (let count = left?.openParen ?? 0; count > 0; count--) yield '(';
  if (left && 'operator' in left) {
    yield compile(left);
    for (let count = left.closeParen ?? 0; count > 0; count--) yield ')';
  }
  if (!('right' in clause)) return;
  // Without an operator where the query has none: the parser does not mind, Salesforce does.
  const { operator, right } = clause as { operator?: 'AND' | 'OR' | 'NOT'; right: Clause };
  if (operator === undefined) throw missingOperator(text, right);
  yield operator;
  yield* flatten(text, right, compile);
}

function missingOperator(text: SoqlText, { left }: Clause): Error {
  const name = left && 'field' in left ? left.field : 'NOT';
  return text.unexpected(text.find(name, 'WHERE'), name);
}
