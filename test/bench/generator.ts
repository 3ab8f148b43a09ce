import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const COLUMNS = [
  ...['External_Id__c', 'Name', 'AccountNumber', 'Site', 'Phone', 'Website'],
  ...['Industry', 'AnnualRevenue', 'NumberOfEmployees', 'BillingStreet', 'BillingCity', 'Description'],
];
export const WORDS = [
  'amber',
  'birch',
  'cedar',
  'delta',
  'ember',
  'fjord',
  'gråsten',
  'harbour',
  'island',
  'jura',
  'köln',
  '東京',
];
export const INDUSTRIES = ['Agriculture', 'Banking', 'Construction', 'Energy', 'Media', 'Transportation'];
const RECORDS_PER_CHUNK = 256;

/**
 * Accounts as CSV, the same for the same seed: 12 columns, about 215 bytes a record, LF. Of the records 45 in 100 have a
 * quoted cell, one in 25 a line break inside quotes, some doubled quotes or characters beyond ASCII.
 * @param bytes at least this many, up to the end of a record
 */
export function* csvChunks(bytes: number, seed = 1): Generator<Buffer> {
  const random = randomNumbers(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const word = () => WORDS[below(WORDS.length)];
  const words = (count: number) => Array.from({ length: count }, word).join(' ');

  function record(number: number): string {
    const quoting = below(100);
    const street = `${below(900) + 1} ${word()} street`;
    const note = words(10 + below(6));
    return [
      `EXT-${String(number).padStart(9, '0')}`,
      `${word()} ${word()} ${number}`,
      `AC${below(1_000_000)}`,
      word(),
      `+49 30 ${below(10_000_000)}`,
      `https://example.com/${number}`,
      INDUSTRIES[below(INDUSTRIES.length)],
      below(100_000_000),
      below(50_000),
      quoting < 4 ? `"${street}\n${word()} floor"` : quoting < 30 ? `"${street}, ${word()}"` : street,
      word(),
      quoting >= 25 && quoting < 45 ? `"${note}, ""${word()}"""` : note,
    ].join(',');
  }

  let written = 0;
  for (let number = 0; written < bytes;) {
    const lines = number === 0 ? [COLUMNS.join(',')] : [];
    while (lines.length < RECORDS_PER_CHUNK) lines.push(record(++number));
    const chunk = Buffer.from(`${lines.join('\n')}\n`);
    yield chunk;
    written += chunk.length;
  }
}

/** Writes a file of at least so many bytes. */
export async function writeCsv(file: string, bytes: number): Promise<void> {
  await pipeline(Readable.from(csvChunks(bytes)), createWriteStream(file, { highWaterMark: 1024 * 1024 }));
}

/** From 0 to 1; mulberry32, which is public domain. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
