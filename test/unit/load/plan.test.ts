import assert from 'node:assert/strict';
import { inspectCsv } from '../../../src/core/csv/inspect.js';
import { memorySource } from '../../../src/core/csv/memorySource.js';
import type { UserError } from '../../../src/core/errors.js';
import { isDelete, planSend, type LoadRequest, type SendPlan } from '../../../src/core/load/plan.js';
import { OPERATIONS, type Operation } from '../../../src/core/salesforce/job.js';
import type { Field } from '../../../src/core/salesforce/ports.js';

const NAME = 'accounts.csv';

async function plan(csv: string, request: Partial<LoadRequest> = {}, fields?: readonly Field[]): Promise<SendPlan> {
  const facts = await inspectCsv(memorySource(NAME, Buffer.from(csv)));
  return planSend(NAME, facts, { object: 'Account', operation: 'insert', ...request }, fields && { fields });
}

const field = (name: string, values: Partial<Field> = {}): Field => ({
  name,
  label: name,
  type: 'string',
  length: 255,
  createable: true,
  updateable: true,
  nillable: true,
  defaultedOnCreate: false,
  externalId: false,
  idLookup: false,
  referenceTo: [],
  relationshipName: null,
  ...values,
});

describe('planSend', () => {
  it('leaves out the columns that it is told to', async () => {
    const { sentColumns, leftOutColumns } = await plan('Name,id,Phone\nA,,1\n', { leaveOut: ['Id'] });
    assert.deepEqual([sentColumns, leftOutColumns], [['Name', 'Phone'], ['id']]);
  });

  const columns: readonly (readonly [string, Operation, sent: string[], leftOut: string[]])[] = [
    ['Name,Phone', 'insert', ['Name', 'Phone'], []],
    ['sf__Id,sf__Error,Name', 'insert', ['Name'], ['sf__Id', 'sf__Error']],
    ['Name,SF__created,x__sf__y', 'insert', ['Name', 'x__sf__y'], ['SF__created']],
    // An outcome CSV, whose source has a field of that name, too; failedResults of a file that begins with it.
    ['sf__Id,sf__Created,sf__Error,state,State', 'insert', ['State'], ['sf__Id', 'sf__Created', 'sf__Error', 'state']],
    ['sf__Id,sf__Error,state,Name', 'insert', ['state', 'Name'], ['sf__Id', 'sf__Error']],
    ['sf__Id,sf__Created,state,Name', 'insert', ['state', 'Name'], ['sf__Id', 'sf__Created']],
    ['sf__Id,sf__Created,sf__Error,State', 'insert', ['State'], ['sf__Id', 'sf__Created', 'sf__Error']],
    ['Name,Id', 'update', ['Name', 'Id'], []],
    ['Name,ID', 'delete', ['ID'], ['Name']],
    ['sf__Id,sf__Error,Id', 'hardDelete', ['Id'], ['sf__Id', 'sf__Error']],
  ];
  for (const [header, operation, sent, leftOut] of columns) {
    it(`sends ${sent.join(' and ')} of ${header} for ${operation}`, async () => {
      const { sentColumns, leftOutColumns, transform } = await plan(`${header}\n1,2,3`.replace(/,3$/, ''), {
        operation,
        raggedRows: 'send',
      });
      assert.deepEqual([sentColumns, leftOutColumns], [sent, leftOut]);
      assert.deepEqual(
        transform.columns.map((index) => header.split(',')[index]),
        sent,
      );
    });
  }

  const refusals: readonly (readonly [string, string, Partial<LoadRequest>, UserError['code']])[] = [
    ['an update without Id', 'Name\nx', { operation: 'update' }, 'IdColumnMissing'],
    ['a delete without Id', 'Name\nx', { operation: 'delete' }, 'IdColumnMissing'],
    ['a hard delete of what only ends in Id', 'AccountId\nx', { operation: 'hardDelete' }, 'IdColumnMissing'],
    [
      'an upsert without its key',
      'Name\nx',
      { operation: 'upsert', externalIdFieldName: 'Key__c' },
      'ExternalIdColumnMissing',
    ],
    ['ragged rows nobody decided about', 'Name,Phone\nx', {}, 'RaggedRows'],
    ['nothing but ragged rows', 'Name,Phone\nx', { raggedRows: 'leaveOut' }, 'NothingToSend'],
    ['nothing but result columns', 'sf__Id,sf__Error\nx,y', {}, 'NothingToSend'],
  ];
  for (const [name, csv, request, code] of refusals) {
    it(`refuses ${name}`, () => assert.rejects(plan(csv, request), { code }));
  }

  it('finds the key whatever its case, and the Id as key without a column', async () => {
    const upsert = { operation: 'upsert' } as const;
    assert.equal((await plan('key__C\nx', { ...upsert, externalIdFieldName: 'Key__c' })).rows, 1);
    assert.equal((await plan('Name\nx', { ...upsert, externalIdFieldName: 'Id' })).rows, 1);
  });

  it('names the lines of ragged rows', async () => {
    const csv = 'Name,Phone\n1,2\n1\n"1\n1",2\n1,2,3\n';
    await assert.rejects(plan(csv), ({ lines, at, message }: UserError) => {
      assert.deepEqual([lines, at], [[3, 6], { line: 3, column: 1 }]);
      assert.match(message, /^2 rows of accounts\.csv/);
      return true;
    });
    await assert.rejects(plan('Name,Phone\n1,2\n1\n'), {
      message: '1 row of accounts.csv has another number of cells than the header: 1 instead of 2 (line 3).',
    });
    const decided = await Promise.all([plan(csv, { raggedRows: 'leaveOut' }), plan(csv, { raggedRows: 'send' })]);
    assert.deepEqual(
      decided.map(({ rows, transform }) => [rows, transform.raggedRows]),
      [
        [2, 'leaveOut'],
        [4, 'send'],
      ],
    );
  });

  it('clears fields only where they can be cleared', async () => {
    const header = 'Id,Name,Phone,Active__c,Key__c,Owner.Email,Unknown__c,sf__Error';
    const fields = [
      field('Id', { nillable: false }),
      field('Name', { nillable: false }),
      field('phone'),
      field('Active__c', { type: 'boolean' }),
      field('Key__c'),
    ];
    const request = { operation: 'upsert', externalIdFieldName: 'Key__c', emptyAsNull: true } as const;
    const names = async (fields?: readonly Field[]) => {
      const { transform } = await plan(`${header}\n1,2,3,4,5,6,7,8`, request, fields);
      return transform.emptyAsNull.map((index) => header.split(',')[index]);
    };
    assert.deepEqual(await names(fields), ['Phone', 'Unknown__c']);
    assert.deepEqual(await names(), ['Name', 'Phone', 'Active__c', 'Unknown__c']);
    assert.deepEqual((await plan(`${header}\n1,2,3,4,5,6,7,8`)).transform.emptyAsNull, []);
  });

  it('knows the operations that delete', () => {
    assert.deepEqual(OPERATIONS.filter(isDelete), ['delete', 'hardDelete']);
  });
});
