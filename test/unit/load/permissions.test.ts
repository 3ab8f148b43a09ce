import assert from 'node:assert/strict';
import { ApiError, UserError } from '../../../src/core/errors.js';
import { forbidden, hardDeleteForbidden } from '../../../src/core/load/permissions.js';
import { connect } from '../../../src/core/salesforce/connect.js';
import { OPERATIONS } from '../../../src/core/salesforce/job.js';
import type { RestApi, SObjectDescribe } from '../../../src/core/salesforce/ports.js';
import { startDemoOrg } from '../../../src/demo/server.js';

const account: SObjectDescribe = {
  name: 'Account',
  label: 'Account',
  labelPlural: 'Accounts',
  keyPrefix: '001',
  custom: false,
  createable: true,
  updateable: true,
  deletable: true,
  queryable: true,
  fields: [],
};

describe('load/permissions', () => {
  const of = (may: Partial<SObjectDescribe>) =>
    OPERATIONS.filter((operation) => forbidden(operation, { ...account, ...may }) !== undefined);

  it('forbids nothing to who may do everything', () => assert.deepEqual(of({}), []));
  it('an upsert creates and changes', () => {
    assert.deepEqual(of({ createable: false }), ['insert', 'upsert']);
    assert.deepEqual(of({ updateable: false }), ['update', 'upsert']);
  });
  it('a hard delete is a delete', () => assert.deepEqual(of({ deletable: false }), ['delete', 'hardDelete']));
  it('names the object in its reason', () =>
    assert.equal(forbidden('delete', { ...account, deletable: false }), 'the user may not delete Accounts'));

  for (const may of [true, false]) {
    it(`hard delete: ${may}`, async () => {
      const org = await startDemoOrg({ hardDelete: may, withoutJobs: true });
      try {
        const { rest } = await connect({ instanceUrl: org.instanceUrl, accessToken: org.accessToken });
        assert.equal((await hardDeleteForbidden(rest)) === undefined, may);
      } finally {
        await org.close();
      }
    });
  }

  const answering = (query: () => Promise<readonly object[]>) => ({ query }) as unknown as RestApi;

  it('says nothing where the org does not answer: Salesforce decides when the job is created', async () => {
    const unknown = new ApiError('ApiError', 'sObject type is not supported', 400, 'INVALID_TYPE', undefined);
    const silent = [
      () => Promise.reject(unknown),
      () => Promise.reject(new UserError('Offline', 'no network')),
      () => Promise.resolve([]),
      () => Promise.resolve([{}]),
    ];
    for (const query of silent) assert.equal(await hardDeleteForbidden(answering(query)), undefined);
  });

  it('does not take a fault of its own for an answer', async () => {
    await assert.rejects(hardDeleteForbidden(answering(() => Promise.reject(new TypeError('ours')))), TypeError);
  });
});
