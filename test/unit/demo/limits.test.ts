import assert from 'node:assert/strict';
import { useDemoOrg } from './client.js';

describe('demo/limits: what a load takes', () => {
  const client = useDemoOrg();

  it('one batch of the daily allocation for each 10,000 rows begun, and calls (C)', async () => {
    type Limit = { Max: number; Remaining: number };
    const remaining = async () => {
      const limits = await client().json<Record<string, Limit>>('/limits');
      return ['DailyBulkApiBatches', 'DailyApiRequests'].map((name) => limits[name]?.Remaining ?? NaN);
    };
    const [batches = NaN, calls = NaN] = await remaining();
    await client().load({ object: 'Lead', operation: 'insert' }, `LastName,Company\n${'A,B\n'.repeat(10_001)}`);
    const after = await remaining();
    assert.deepEqual(after, [batches - 2, calls - 5]); // create, upload, close, read, and the limits themselves
  });

  it('nothing is left of an allocation that is overdrawn, not less than nothing (C)', async () => {
    const { id } = await client().createJob({ object: 'Lead', operation: 'insert' });
    const job = client().org.jobs.get(id) ?? assert.fail();
    job.numberRecordsProcessed = 150_000_001;
    const { DailyBulkApiBatches } = await client().json<Record<string, { Remaining: number }>>('/limits');
    assert.equal(DailyBulkApiBatches?.Remaining, 0);
  });
});
