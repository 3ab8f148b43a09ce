const SPACE = 0x20;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const HASH = 0x23;
const NO_BREAK_SPACE = 0xa0;

/** What Salesforce takes for a number, and how its documentation shows one echoed: `9.12260031E8`. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const DATE = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(?:Z|([+-]\d\d):?(\d\d))?)?$/i;
const MIDNIGHT = 'T00:00:00.000Z';
/** The last three characters of an Id only repeat which of the others are capitals. */
const ID_18 = /^[a-z0-9]{15}[A-Z0-5]{3}$/i;
/** Digits that a double holds exactly. */
const EXACT_DIGITS = 15;

const ID_LENGTH = 18;
const DAY_LENGTH = 10;
/** By ASCII code, blanks left out: 1 = it may stand in a number or a date. */
const IN_NUMBERS = Uint8Array.from({ length: 256 }, (_, code) =>
  Number(/[\d+\-.:etz]/i.test(String.fromCharCode(code))),
);

/** Offsets of the first byte and after the last. */
export interface Range {
  from: number;
  to: number;
}

/**
 * What a cell means, where that could be written in another way: a number, a date, a boolean, an Id, nothing. Salesforce
 * may echo it so. Different meanings may come out the same (`1` and `true`), never the same meaning as two.
 * @param cell without its quotes; changed to the part of it that is its meaning
 * @returns the meaning, where it does not stand in the cell
 */
export function valueOf(bytes: Buffer, cell: Range): string | undefined {
  const { from, to } = cell;
  if (from >= to) return '';
  const first = bytes[from]!;
  if (first > NINE && bytes[to - 1]! > SPACE) return wordOf(bytes, cell);
  if (isPlainNumber(bytes, cell) || isDay(bytes, cell) || isText(bytes, cell)) return undefined;
  const text = bytes
    .toString('latin1', from, to)
    .replace(/\r\n?/g, '\n')
    .replaceAll('""', '"')
    .replace(/^\s+|\s+$/g, '');
  return meaningOf(ID_18.test(text) ? text.slice(0, 15) : text);
}

/** Begins with a letter, or with what is no number: most cells. */
function wordOf(bytes: Buffer, cell: Range): string | undefined {
  const length = cell.to - cell.from;
  if (length === ID_LENGTH && ID_18.test(bytes.toString('latin1', cell.from, cell.to))) cell.to -= 3;
  else if (length === 4 || length === 5) {
    const word = bytes.toString('latin1', cell.from, cell.to).toLowerCase();
    if (word === 'true' || word === 'false') return word;
  }
  return undefined;
}

/** Digits, perhaps with a sign and a fraction, whose zeros at the end mean nothing. */
function isPlainNumber(bytes: Buffer, cell: Range): boolean {
  const { from, to } = cell;
  const start = bytes[from] === MINUS ? from + 1 : from;
  if (to - start > EXACT_DIGITS || to - start < 2 || bytes[start]! <= ZERO) return false;
  let point = -1;
  for (let i = start; i < to; i++) {
    const byte = bytes[i]!;
    if (byte === POINT && point < 0) point = i;
    else if (byte < ZERO || byte > NINE) return false;
  }
  if (point < 0) return true;
  let end = to;
  while (bytes[end - 1] === ZERO) end--;
  if (bytes[end - 1] === POINT) end--;
  if (end - start < 2) return false;
  cell.to = end;
  return true;
}

/** `2026-01-31`: a date of itself, and midnight of it. */
function isDay(bytes: Buffer, { from, to }: Range): boolean {
  if (to - from !== DAY_LENGTH) return false;
  for (let i = 0; i < DAY_LENGTH; i++) {
    const byte = bytes[from + i]!;
    if (i === 4 || i === 7 ? byte !== MINUS : byte < ZERO || byte > NINE) return false;
  }
  return true;
}

/** Begins like a number, but is none: addresses, phone numbers. What is below would find the same, ten times slower. */
function isText(bytes: Buffer, { from, to }: Range): boolean {
  const first = bytes[from]!;
  if (first === HASH || isBlank(first) || isBlank(bytes[to - 1]!) || to - from === ID_LENGTH) return false;
  for (let i = from; i < to; i++) {
    const byte = bytes[i]!;
    if (byte === SPACE ? i !== from + DAY_LENGTH : IN_NUMBERS[byte] === 0) return true;
  }
  return false;
}

const isBlank = (byte: number): boolean => byte <= SPACE || byte === NO_BREAK_SPACE;

function meaningOf(text: string): string {
  if (text === '' || text === '#N/A') return '';
  const number = NUMBER.exec(text);
  if (number) return decimal(text, number[1] !== undefined);
  const date = DATE.exec(text);
  if (date) return instant(date) ?? text;
  const lower = text.toLowerCase();
  return lower === 'true' || lower === 'false' ? lower : text;
}

function decimal(text: string, hasExponent: boolean): string {
  const exact = hasExponent || text.length <= EXACT_DIGITS ? String(Number(text) || 0) : withoutZeros(text);
  return exact === '1' ? 'true' : exact === '0' ? 'false' : exact;
}

function withoutZeros(text: string): string {
  const [, sign = '', whole = '', fraction = ''] = /^([+-]?)0*(\d*)\.?(\d*?)0*$/.exec(text) ?? [];
  const digits = `${whole || '0'}${fraction && `.${fraction}`}`;
  return sign === '-' && digits !== '0' ? `-${digits}` : digits;
}

function instant([, day, time, hours, minutes]: RegExpExecArray): string | undefined {
  const ms = Date.parse(`${day}T${time ?? '00:00'}${hours === undefined ? 'Z' : `${hours}:${minutes}`}`);
  if (Number.isNaN(ms)) return undefined;
  const iso = new Date(ms).toISOString();
  return iso.endsWith(MIDNIGHT) ? iso.slice(0, -MIDNIGHT.length) : iso;
}
