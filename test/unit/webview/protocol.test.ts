import assert from 'node:assert/strict';
import { GROUP_ACTIONS, PAGE_ACTIONS, readAddress, readFromPage, readToPage } from '../../../src/webview/protocol.js';
import { jobId, ORG } from '../load/jobs.js';

describe('what page and host say to each other', () => {
  it('reads every message of the page, without what is not part of it', () => {
    assert.deepEqual(readFromPage({ type: 'ready', more: 1 }), { type: 'ready' });
    for (const action of PAGE_ACTIONS) {
      assert.deepEqual(readFromPage({ type: 'run', action, org: 'other' }), { type: 'run', action });
    }
    for (const action of GROUP_ACTIONS) {
      const message = { type: 'runGroup', action, group: 2 };
      assert.deepEqual(readFromPage({ ...message, code: 'x' }), message);
    }
    assert.deepEqual(readFromPage({ type: 'openJob', jobId: jobId(1) }), { type: 'openJob', jobId: jobId(1) });
  });

  const foreign: readonly unknown[] = [
    undefined,
    null,
    'ready',
    [],
    {},
    { type: 'run' },
    { type: 'run', action: 'workbench.action.quit' },
    { type: 'run', action: 'toString' },
    { type: 'run', action: ['closeJob'] },
    { type: 'run', action: 'rerunGroup' },
    { type: 'runGroup', action: 'closeJob', group: 0 },
    { type: 'runGroup', action: 'rerunGroup' },
    { type: 'runGroup', action: 'rerunGroup', group: -1 },
    { type: 'runGroup', action: 'rerunGroup', group: 0.5 },
    { type: 'runGroup', action: 'rerunGroup', group: '0' },
    { type: 'runGroup', action: 'rerunGroup', group: Infinity },
    { type: 'openJob', jobId: '../../other' },
    { type: 'openJob', jobId: 750 },
    { type: 'snapshot' },
  ];
  for (const message of foreign) {
    it(`ignores ${JSON.stringify(message) ?? 'undefined'}`, () => {
      assert.equal(readFromPage(message), undefined);
      assert.equal(readToPage(message), undefined);
    });
  }

  it('takes a snapshot that names its job', () => {
    const message = { type: 'snapshot', snapshot: { address: { org: ORG, jobId: jobId(1) } } };
    assert.equal(readToPage(message), message);
    assert.equal(readToPage({ type: 'snapshot', snapshot: { address: { org: ORG } } }), undefined);
    assert.equal(readToPage({ type: 'snapshot', snapshot: 'text' }), undefined);
  });

  it('takes a kept address only as one that can be', () => {
    assert.deepEqual(readAddress({ org: ORG, jobId: jobId(1), more: 1 }), { org: ORG, jobId: jobId(1) });
    for (const kept of [
      undefined,
      null,
      {},
      { org: ORG },
      { org: '../x', jobId: jobId(1) },
      { org: ORG, jobId: '1' },
    ]) {
      assert.equal(readAddress(kept), undefined);
    }
  });
});
