// CSV files read by csv-parse, one after the other, and nothing done with their records.
//   node csvParse.js RECORDS FILE…

import { parse } from 'csv-parse';
import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { pipeline } from 'node:stream/promises';
import { report, usage } from '../childReport.js';

async function main(records: string, ...files: readonly string[]): Promise<void> {
  const started = performance.now();
  let read = 0;
  for (const file of files) {
    await pipeline(
      createReadStream(file),
      parse().on('data', () => read++),
    );
  }
  const ms = performance.now() - started;
  assert.equal(read, Number(records));
  report({ ...usage(), ms });
}

void main(...(process.argv.slice(2) as [string]));
