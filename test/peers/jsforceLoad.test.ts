// jsforce as judge of a whole load: create, upload, close, poll, three result sets.

import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { accounts, assertAllSaved, column, namesLike, useJsforce, type Peer } from './jsforceOrg.js';

describe('jsforce: bulk2.loadAndWaitForResults', () => {
  const peer = useJsforce();

  it('inserts records, and says which one failed and why', async () => {
    const { conn } = peer();
    const input = [...accounts('Mixed', 200), { BillingState: 'CA' }];
    const results = await conn.bulk2.loadAndWaitForResults({ object: 'Account', operation: 'insert', input });
    const { failedResults, successfulResults, unprocessedRecords } = results;
    assert.equal(successfulResults.length, 200);
    assert.ok(successfulResults.every(({ sf__Created }) => sf__Created === 'true'));
    assert.deepEqual(unprocessedRecords, []);
    assert.deepEqual(failedResults, [
      {
        sf__Id: '',
        sf__Error: 'REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --',
        Name: '',
        BillingState: 'CA',
        NumberOfEmployees: '',
      },
    ]);
    assert.equal(namesLike(peer(), 'Mixed').length, 200);
  });

  it('updates what a query found, and clears a field with null', async () => {
    const { conn, org } = peer();
    await conn.bulk2.loadAndWaitForResults({ object: 'Account', operation: 'insert', input: accounts('Old', 20) });
    const found = await conn.sobject('Account').find({ Name: { $like: 'Old %' } }, ['Id', 'Name']);
    const input = found.map(({ Id }, index) => ({ Id, Name: `New ${index}`, Phone: null }));
    const results = await conn.bulk2.loadAndWaitForResults({ object: 'Account', operation: 'update', input });
    assertAllSaved(results, 20, false);
    assert.deepEqual(namesLike(peer(), 'Old'), []);
    assert.equal(namesLike(peer(), 'New').length, 20);
    assert.equal(org.record(results.successfulResults[0]?.sf__Id ?? '')?.['Phone'], null);
  });

  it('upserts by an external id: new ones are created, known ones updated', async () => {
    const { conn } = peer();
    const load = (names: readonly string[]) =>
      conn.bulk2.loadAndWaitForResults({
        object: 'Account',
        operation: 'upsert',
        externalIdFieldName: 'External_Id__c',
        input: names.map((Name, index) => ({ Name, External_Id__c: `UP-${index}` })),
      });
    assertAllSaved(await load(['Upsert A', 'Upsert B']), 2, true);
    const { successfulResults } = await load(['Upsert A2', 'Upsert B2', 'Upsert C']);
    const created = successfulResults.filter(({ sf__Created }) => sf__Created === 'true');
    assert.deepEqual(column(created, 'Name'), ['Upsert C']);
    assert.equal(successfulResults.length, 3);
    assert.deepEqual(namesLike(peer(), 'Upsert'), ['Upsert A2', 'Upsert B2', 'Upsert C']);
  });

  it('deletes what a query found', async () => {
    const { conn } = peer();
    await conn.bulk2.loadAndWaitForResults({ object: 'Account', operation: 'insert', input: accounts('Gone', 20) });
    const input = await conn.sobject('Account').find({ Name: { $like: 'Gone %' } });
    assertAllSaved(
      await conn.bulk2.loadAndWaitForResults({ object: 'Account', operation: 'delete', input }),
      20,
      false,
    );
    assert.deepEqual(namesLike(peer(), 'Gone'), []);
  });

  for (const operation of ['insert', 'delete'] as const) {
    it(`takes no records for nothing to ${operation}`, async () => {
      const results = await peer().conn.bulk2.loadAndWaitForResults({ object: 'Account', operation, input: [] });
      assert.deepEqual(results, { successfulResults: [], failedResults: [], unprocessedRecords: [] });
    });
  }

  it('inserts a text of CSV', async () => {
    const input = 'Name,Description\nText One,"with ""quotes"", and\na new line"\nText Two,\n';
    const results = await peer().conn.bulk2.loadAndWaitForResults({ object: 'Account', operation: 'insert', input });
    assertAllSaved(results, 2, true);
    const descriptions = column(results.successfulResults, 'Description').sort();
    assert.deepEqual(descriptions, ['', 'with "quotes", and\na new line']);
  });

  it('inserts a stream of CSV with line endings of Windows', async () => {
    const rows = Array.from({ length: 100 }, (_, index) => `Stream ${index},555-${index}\r\n`);
    const results = await peer().conn.bulk2.loadAndWaitForResults({
      object: 'Account',
      operation: 'insert',
      lineEnding: 'CRLF',
      input: Readable.from(['Name,Phone\r\n', ...rows]),
    });
    assertAllSaved(results, 100, true);
    assert.equal(namesLike(peer(), 'Stream').length, 100);
  });

  it('hands leads to whom an assignment rule says', async () => {
    const { conn, org } = peer();
    const [rule] = org.records('AssignmentRule').filter(({ SobjectType }) => SobjectType === 'Lead');
    const { successfulResults } = await conn.bulk2.loadAndWaitForResults({
      object: 'Lead',
      operation: 'insert',
      assignmentRuleId: rule?.Id ?? '',
      input: [{ LastName: 'Assigned', Company: 'Example' }],
    });
    assert.equal(org.record(successfulResults[0]?.sf__Id ?? '')?.['OwnerId'], org.otherUserId);
  });

  it('names parents by their external ids', async () => {
    const { conn, org } = peer();
    const input = 'LastName,Account.External_Id__c\nChild,ACC-0001\nOrphan,ACC-none\n';
    const results = await conn.bulk2.loadAndWaitForResults({ object: 'Contact', operation: 'insert', input });
    const [account] = org.records('Account').filter(({ External_Id__c }) => External_Id__c === 'ACC-0001');
    assert.equal(org.record(results.successfulResults[0]?.sf__Id ?? '')?.['AccountId'], account?.Id);
    assert.deepEqual(column(results.failedResults, 'Account.External_Id__c'), ['ACC-none']);
    const error =
      'INVALID_FIELD:Foreign key external ID: ACC-none not found for field External_Id__c in entity Account:--';
    assert.deepEqual(column(results.failedResults, 'sf__Error'), [error]);
  });

  const DELIMITERS = { BACKQUOTE: '`', CARET: '^', COMMA: ',', PIPE: '|', SEMICOLON: ';', TAB: '\t' } as const;
  for (const [columnDelimiter, character] of Object.entries(DELIMITERS)) {
    it(`upserts by Id without an Id, with columns divided by ${columnDelimiter}`, async () => {
      const row = (index: number): string => `${columnDelimiter} ${index}${character}"Exampleville, ""${index}"""\n`;
      const rows = Array.from({ length: 10 }, (_, index) => row(index));
      const results = await peer().conn.bulk2.loadAndWaitForResults({
        object: 'Account',
        operation: 'upsert',
        externalIdFieldName: 'Id',
        columnDelimiter: columnDelimiter as keyof typeof DELIMITERS,
        lineEnding: 'LF',
        input: Readable.from([`Name${character}BillingCity\n`, ...rows]),
      });
      assertAllSaved(results, 10, true);
      assert.ok(column(results.successfulResults, 'BillingCity').includes('Exampleville, "0"'));
    });
  }
});

describe('jsforce: bulk2, hardDelete', () => {
  const refused = useJsforce();
  const allowed = useJsforce({ hardDelete: true });
  /** Inserts three accounts and hard deletes them. */
  async function hardDelete({ conn }: Peer) {
    const load = { object: 'Account', input: accounts('Hard', 3) };
    const { successfulResults } = await conn.bulk2.loadAndWaitForResults({ ...load, operation: 'insert' });
    const input = successfulResults.map(({ sf__Id }) => ({ Id: sf__Id }));
    return conn.bulk2.loadAndWaitForResults({ object: 'Account', operation: 'hardDelete', input });
  }

  it('is refused without the permission', async () => {
    await assert.rejects(hardDelete(refused()), {
      name: 'FEATURENOTENABLED',
      message:
        'hardDelete operation requires special user profile permission, please contact your system administrator',
    });
    assert.equal(namesLike(refused(), 'Hard').length, 3);
  });

  it('leaves nothing in the recycle bin', async () => {
    const results = await hardDelete(allowed());
    assertAllSaved(results, 3, false);
    for (const { sf__Id } of results.successfulResults) assert.equal(allowed().org.record(sf__Id), undefined);
  });
});
