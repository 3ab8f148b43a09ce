import * as l10n from '@vscode/l10n';
import { UserError } from '../errors.js';
import { positionAt } from './position.js';
import { readAll } from './readAll.js';
import type { RecordStart } from './scanner.js';
import type { ByteSource } from './source.js';

/** How files that are often given the ending .csv begin. Nothing of it can be the start of a list of field names. */
const SIGNATURES: readonly (readonly [prefix: string, name: () => string])[] = [
  ['PK\x03\x04', () => l10n.t('an Excel workbook or a ZIP archive')],
  ['\xd0\xcf\x11\xe0', () => l10n.t('an old Excel workbook')],
  ['%PDF-', () => l10n.t('a PDF document')],
  ['\x1f\x8b', () => l10n.t('a gzip archive')],
  ['<!doctype', () => l10n.t('a web page')],
  ['<html', () => l10n.t('a web page')],
  ['<?xml', () => l10n.t('an XML document')],
  ['{"', () => l10n.t('a JSON document')],
  ['[{', () => l10n.t('a JSON document')],
];

/**
 * Looks at the first bytes of a file.
 * @returns bytes of the UTF-8 byte order mark: 0 or 3
 * @throws UserError `NotUtf8` for UTF-16, `NotCsv` for what is known to be something else
 */
export function readEncoding(source: ByteSource, sample: Uint8Array): number {
  const text = Buffer.from(sample.subarray(0, 16)).toString('latin1');
  if (text.startsWith('\xef\xbb\xbf')) return 3;
  if (text.startsWith('\xff\xfe')) throw utf16(source, 'UTF-16 LE');
  if (text.startsWith('\xfe\xff')) throw utf16(source, 'UTF-16 BE');
  const encoding = utf16WithoutBom(sample);
  if (encoding) throw utf16(source, encoding);
  const signature = SIGNATURES.find(([prefix]) => text.toLowerCase().startsWith(prefix.toLowerCase()));
  if (signature) {
    throw new UserError('NotCsv', l10n.t('{0} is not CSV: it looks like {1}.', source.name, signature[1]()), {
      at: { line: 1, column: 1 },
      nextStep: exportAsCsv(),
    });
  }
  return 0;
}

/** A NUL byte at this offset: no CSV has one. */
export async function nulByte(source: ByteSource, from: RecordStart, offset: number): Promise<UserError> {
  const at = await positionAt(source, from, offset);
  return new UserError(
    'NotCsv',
    l10n.t(
      '{0} is not CSV: line {1}, column {2} holds the byte 0x00, as binary files do.',
      source.name,
      at.line,
      at.column,
    ),
    { at, nextStep: exportAsCsv() },
  );
}

/** A byte at this offset that is not UTF-8. */
export async function notUtf8(source: ByteSource, from: RecordStart, offset: number): Promise<UserError> {
  const at = await positionAt(source, from, offset);
  const around = await readAll(source.read(Math.max(from.offset, offset - 1024), offset + 1024));
  const byte = (await readAll(source.read(offset, offset + 1)))[0] ?? 0;
  const value = `0x${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  return looksLikeWindows1252(around)
    ? new UserError(
        'NotUtf8',
        l10n.t(
          '{0} is not UTF-8: line {1}, column {2} holds the byte {3}. It looks like Windows-1252.',
          source.name,
          at.line,
          at.column,
          value,
        ),
        { at, nextStep: saveAsUtf8('Windows 1252') },
      )
    : new UserError(
        'NotUtf8',
        l10n.t(
          '{0} holds a damaged character: the byte {3} at line {1}, column {2} is not UTF-8.',
          source.name,
          at.line,
          at.column,
          value,
        ),
        { at, nextStep: l10n.t('Correct the character there and save the file as UTF-8.') },
      );
}

/** ASCII text has its NUL bytes all on one side of the pairs. */
function utf16WithoutBom(sample: Uint8Array): 'UTF-16 LE' | 'UTF-16 BE' | undefined {
  const nuls = [0, 0];
  sample.forEach((byte, i) => {
    if (byte === 0) nuls[i % 2]!++;
  });
  const [even, odd] = nuls as [number, number];
  const pairs = sample.length / 2;
  if (odd > pairs * 0.4 && even < pairs * 0.05) return 'UTF-16 LE';
  if (even > pairs * 0.4 && odd < pairs * 0.05) return 'UTF-16 BE';
  return undefined;
}

/** Bytes that no Windows-1252 text has: control characters, and those without a character. */
const NOT_WINDOWS_1252 = new Set(
  [...Array(0x20).keys(), 0x81, 0x8d, 0x8f, 0x90, 0x9d].filter((byte) => ![0x09, 0x0a, 0x0d].includes(byte)),
);

/** Possible as Windows-1252, and with at least as much damage as well-formed UTF-8 beyond ASCII. */
function looksLikeWindows1252(bytes: Uint8Array): boolean {
  if (bytes.some((byte) => NOT_WINDOWS_1252.has(byte))) return false;
  const text = Buffer.from(bytes).toString('utf8');
  const damaged = text.match(/\ufffd/g)?.length ?? 0;
  const wellFormed = text.match(/[\u0080-\ufffc]/g)?.length ?? 0;
  return damaged >= wellFormed;
}

function utf16(source: ByteSource, encoding: string): UserError {
  return new UserError('NotUtf8', l10n.t('{0} is {1}, but Salesforce reads UTF-8 only.', source.name, encoding), {
    at: { line: 1, column: 1 },
    nextStep: saveAsUtf8(encoding),
  });
}

function saveAsUtf8(encoding: string): string {
  return l10n.t(
    'In VS Code, click the encoding in the status bar: Reopen with Encoding → {0}, then Save with Encoding → UTF-8.',
    encoding,
  );
}

const exportAsCsv = (): string => l10n.t('Open it in the program it comes from and export it as CSV (UTF-8).');
