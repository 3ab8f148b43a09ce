import assert from 'node:assert/strict';
import { useDemoOrg } from './client.js';

describe('demo/rows/parents, custom ones', () => {
  const client = useDemoOrg();
  const INSERT = { object: 'Task', operation: 'insert' };

  it('the type of a custom parent is its API name, with __c (D.5, D66)', async () => {
    const invoice = client()
      .org.records('Invoice__c')
      .find((record) => record['External_Id__c'] != null);
    const key = String(invoice?.['External_Id__c']);
    const { id, state } = await client().load(INSERT, `Subject,Invoice__c:What.External_Id__c\nCall,${key}\n`);
    assert.deepEqual([state, await client().errors(id)], ['JobComplete', []]);
    assert.equal(client().org.records('Task').at(-1)?.['WhatId'], invoice?.Id);
    const byLabel = await client().load(INSERT, `Subject,Invoice:What.External_Id__c\nCall,${key}\n`);
    assert.deepEqual([byLabel.state, byLabel['numberRecordsProcessed']], ['Failed', 0]);
  });
});
