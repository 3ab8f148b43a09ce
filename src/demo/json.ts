// JSON as Salesforce's printer lays it out: spaces around colons, arrays in line, `67.0` where a number is a decimal.

/** A number that is written with one decimal even if it is whole, such as `apiVersion`. */
export class Decimal {
  constructor(readonly value: number) {}
}

export type Json = string | number | boolean | null | Decimal | readonly Json[] | { readonly [name: string]: Json };

export function printJson(value: Json, indent = ''): string {
  if (value instanceof Decimal) return value.value.toFixed(1);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isArray(value)) {
    return value.length === 0 ? '[ ]' : `[ ${value.map((item) => printJson(item, indent)).join(', ')} ]`;
  }
  const inner = `${indent}  `;
  const members = Object.entries(value).map(
    ([name, member]) => `${inner}${JSON.stringify(name)} : ${printJson(member, inner)}`,
  );
  return members.length === 0 ? '{ }' : `{\n${members.join(',\n')}\n${indent}}`;
}

const isArray: (value: object) => value is readonly Json[] = Array.isArray;
