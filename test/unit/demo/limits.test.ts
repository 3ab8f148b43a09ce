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
});
