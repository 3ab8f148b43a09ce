import assert from 'node:assert/strict';
import { useDemoOrg } from './client.js';

interface Page {
  readonly totalSize: number;
  readonly done: boolean;
  readonly records: readonly unknown[];
  readonly nextRecordsUrl?: string;
}

describe('demo/query, page by page', () => {
  const client = useDemoOrg();

  it('a page has 2,000 records, and the locator says where the next begins (E.3, SP)', async () => {
    for (let index = 0; index < 2001; index++) client().org.insert('Lead', { LastName: `L${index}`, Company: 'Long' });
    const first = await client().json<Page>(
      `/query?q=${encodeURIComponent("SELECT Id FROM Lead WHERE Company = 'Long'")}`,
    );
    assert.deepEqual([first.totalSize, first.done, first.records.length], [2001, false, 2000]);
    const next = String(first.nextRecordsUrl);
    assert.match(next, /^\/services\/data\/v67\.0\/query\/01g\w{15}-2000$/);
    const last = await client().json<Page>(`/${next}`);
    assert.deepEqual([last.totalSize, last.done, last.records.length, last.nextRecordsUrl], [2001, true, 1, undefined]);
  });
});
