// jsforce as judge of Query#update and Query#destroy: what a query finds is changed through Bulk API 2.0, or, up to
// a threshold, through sObject collections.

import type { QueryUpdateOptions } from 'jsforce/lib/query';
import assert from 'node:assert/strict';
import { accounts, namesLike, useJsforce } from './jsforceOrg.js';

const WAYS: readonly { title: string; rows: number; jobs: number; options: QueryUpdateOptions }[] = [
  { title: 'more than the threshold, in a job', rows: 250, jobs: 1, options: { bulkApiVersion: 2 } },
  { title: 'a few in a job', rows: 20, jobs: 1, options: { bulkApiVersion: 2, bulkThreshold: 0 } },
  { title: 'a few without a job', rows: 20, jobs: 0, options: { bulkApiVersion: 2 } },
  { title: 'many without a job', rows: 300, jobs: 0, options: { allowBulk: false } },
];

describe('jsforce: Query#update and Query#destroy', () => {
  const peer = useJsforce();

  for (const { title, rows, jobs, options } of WAYS) {
    it(`change and delete ${title}`, async () => {
      const { conn, org } = peer();
      const name = title.replace(/\W+/g, '-');
      for (const values of accounts(name, rows)) org.insert('Account', values);
      const before = org.jobs.all().length;
      const find = () => conn.sobject('Account').find({ Name: { $like: `${name} %` } }, 'Id, Name, BillingState');

      const updated = await find().update({ Name: '${Name} (Updated)', BillingState: null }, options);
      assert.equal(updated.length, rows);
      assert.ok(updated.every(({ id, success }) => success && id !== undefined));
      assert.equal(org.jobs.all().length, before + jobs);
      const found = await find();
      assert.equal(found.length, rows);
      for (const record of found) {
        assert.match(String(record.Name), /^\S+ \d+ \(Updated\)$/);
        assert.equal(record.BillingState, null);
      }

      const destroyed = await find().destroy(options);
      assert.equal(destroyed.length, rows);
      assert.ok(destroyed.every(({ id, success }) => success && id !== undefined));
      assert.equal(org.jobs.all().length, before + jobs * 2);
      assert.deepEqual(namesLike(peer(), name), []);
    });
  }

  it('make no job where nothing is found', async () => {
    const { conn, org } = peer();
    const before = org.jobs.all().length;
    const find = () => conn.sobject('Account').find({ Name: 'There is none of this name' });
    assert.deepEqual(await find().update({ Name: '-' }, { bulkApiVersion: 2 }), []);
    assert.deepEqual(await find().destroy({ bulkApiVersion: 2 }), []);
    assert.equal(org.jobs.all().length, before);
  });
});
