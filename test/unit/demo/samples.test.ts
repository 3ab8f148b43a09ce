import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { useDemoOrg } from './client.js';

describe('demo/samples', () => {
  const client = useDemoOrg();

  const SAMPLES: readonly [string, Record<string, unknown>, number, Record<string, number>][] = [
    [
      'accounts.csv',
      { object: 'Account', operation: 'insert' },
      1000,
      { REQUIRED_FIELD_MISSING: 3, STRING_TOO_LONG: 3, INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: 3, INVALID_FIELD: 3 },
    ],
    [
      'contacts-semicolon.csv',
      { object: 'Contact', operation: 'insert', columnDelimiter: 'SEMICOLON', lineEnding: 'CRLF' },
      60,
      { REQUIRED_FIELD_MISSING: 1, INVALID_EMAIL_ADDRESS: 1, INVALID_FIELD: 1 },
    ],
    [
      'invoices-upsert.csv',
      { object: 'Invoice__c', operation: 'upsert', externalIdFieldName: 'External_Id__c' },
      80,
      { INVALID_FIELD: 1, INVALID_EMAIL_ADDRESS: 1, DUPLICATE_VALUE: 2 },
    ],
  ];
  for (const [file, job, rows, failures] of SAMPLES) {
    it(`${file} loads the same each time: some rows fail, for reasons worth showing`, async () => {
      const csv = await readFile(`media/samples/${file}`);
      for (let time = 0; time < 2; time++) {
        const { id, state, numberRecordsProcessed } = await client().load(job, csv);
        assert.deepEqual([state, numberRecordsProcessed], ['JobComplete', rows]);
        const codes: Record<string, number> = {};
        for (const error of await client().errors(id)) {
          const code = error.split(':')[0] ?? '';
          codes[code] = (codes[code] ?? 0) + 1;
        }
        assert.deepEqual(codes, failures);
      }
    });
  }
});
