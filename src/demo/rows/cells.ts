// One cell's text to a field's value.

import type { Doubts } from '../doubts.js';
import { toId18 } from '../ids.js';
import { xsdType, type Field } from '../objects/field.js';
import type { Value } from '../objects/records.js';
import { toDateTime } from '../clock.js';
import { RowError } from './rowError.js';

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
const DATE = /^\d{4}-\d\d-\d\d$/;
const DATE_TIME = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(\.\d{1,3})?(Z|[+-]\d\d:?\d\d)?$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,3})?Z?$/;
const MAX_INT = 2 ** 31 - 1;
const EMAIL = /^[^\s@,;:"<>()[\]\\]+@[^\s@,;:"<>()[\]\\]+\.[^\s@.]+$/;

/**
 * Of a number, a date or a checkbox: a text that is none stops the row before anything else is looked at.
 * @param column 0-based, as the message counts
 * @throws RowError
 */
export function readCell(field: Field, text: string, column: number, doubts: Readonly<Doubts>): Value {
  const type = xsdType(field);
  const refuse = (): RowError =>
    new RowError(
      'INVALID_FIELD',
      `Failed to deserialize field at col ${column}. Due to, '${text}' is not a valid value for the type xsd:${type}`,
      [field.name],
    );
  switch (type) {
    case 'boolean': {
      const value = parseBoolean(text, doubts.booleans);
      if (value === undefined) throw refuse();
      return value;
    }
    case 'int':
      if (!/^[+-]?\d+$/.test(text) || Math.abs(Number(text)) > MAX_INT) throw refuse();
      return Number(text);
    case 'double':
      if (!NUMBER.test(text)) throw refuse();
      return toScale(Number(text), field.scale);
    case 'date':
      if (!DATE.test(text) || !isCalendarDate(text)) throw refuse();
      return text;
    case 'dateTime': {
      const match = DATE_TIME.exec(text);
      const time = match && isCalendarDate(match[1] ?? '') ? Date.parse(match[3] ? text : `${text}Z`) : NaN;
      if (Number.isNaN(time)) throw refuse();
      return toDateTime(time);
    }
    case 'time': {
      if (!TIME.test(text)) throw refuse();
      const [seconds = '', fraction = ''] = text.replace('Z', '').split('.');
      return `${seconds}.${fraction.padEnd(3, '0')}Z`;
    }
    case 'string':
      return text;
  }
}

/** More decimals than the field has are rounded away. */
const toScale = (value: number, scale: number): number =>
  Math.abs(value) < 1e15 ? Number(Math.round(Number(`${value}e${scale}`)) + `e-${scale}`) : value;

function parseBoolean(text: string, booleans: Doubts['booleans']): boolean | undefined {
  const word = booleans === 'wide' ? text.toLowerCase() : text;
  if (word === 'true' || (booleans === 'wide' && /^(1|yes)$/.test(word))) return true;
  if (word === 'false' || (booleans === 'wide' && /^(0|no)$/.test(word))) return false;
  return undefined;
}

/** `2026-02-30` is none. */
function isCalendarDate(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/**
 * What the platform checks when it saves: lengths, picklists, addresses, ids.
 * @throws RowError; its message has the field's label, its tail the API name
 */
export function checkValue(field: Field, value: Value): void {
  const refuse = (code: string, message: string): RowError =>
    new RowError(code, `${field.label}: ${message}`, [field.name]);
  if (typeof value === 'number') {
    const digits = field.type === 'int' ? field.precision : field.precision - field.scale;
    if (digits > 0 && Math.abs(value) >= 10 ** digits) {
      throw refuse('NUMBER_OUTSIDE_VALID_RANGE', `value outside of valid range on numeric field: ${value}`);
    }
  }
  if (typeof value !== 'string') return;
  if (field.type === 'reference') {
    if (!toId18(value)) throw refuse('MALFORMED_ID', `id value of incorrect type: ${value}`);
    return;
  }
  if (field.length > 0 && value.length > field.length) {
    throw refuse('STRING_TOO_LONG', `data value too large: ${value} (max length=${field.length})`);
  }
  if (field.type === 'email' && !EMAIL.test(value)) {
    throw refuse('INVALID_EMAIL_ADDRESS', `invalid email address: ${value}`);
  }
  if (!field.restrictedPicklist) return;
  const chosen = field.type === 'multipicklist' ? value.split(';') : [value];
  const bad = chosen.find((choice) => !field.picklist.includes(choice));
  if (bad !== undefined) {
    throw refuse('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', `bad value for restricted picklist field: ${bad}`);
  }
}
