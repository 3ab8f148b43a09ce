import assert from 'node:assert/strict';
import { Client, errorOf, useDemoOrg } from './client.js';

const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000$/;

describe('demo/jobs/create', () => {
  const client = useDemoOrg();

  it('200, members and their order as recorded (A.1: AL, CX, SP, UM)', async () => {
    const reply = await client().send('POST', '/jobs/ingest', { object: 'account', operation: 'insert' });
    assert.equal(reply.status, 200);
    assert.equal(reply.headers['content-type'], 'application/json;charset=UTF-8');
    const job = JSON.parse(reply.text) as Record<string, unknown>;
    assert.deepEqual(Object.keys(job), [
      'id',
      'operation',
      'object',
      'createdById',
      'createdDate',
      'systemModstamp',
      'state',
      'concurrencyMode',
      'contentType',
      'apiVersion',
      'contentUrl',
      'lineEnding',
      'columnDelimiter',
    ]);
    const id = String(job['id']);
    assert.match(id, /^750[A-Za-z0-9]{15}$/);
    assert.match(String(job['createdDate']), DATE);
    assert.deepEqual(
      { ...job, createdDate: 0, systemModstamp: 0 },
      {
        id,
        operation: 'insert',
        object: 'Account',
        createdById: client().org.userId,
        createdDate: 0,
        systemModstamp: 0,
        state: 'Open',
        concurrencyMode: 'Parallel',
        contentType: 'CSV',
        apiVersion: 67,
        contentUrl: `services/data/v67.0/jobs/ingest/${id}/batches`,
        lineEnding: 'LF',
        columnDelimiter: 'COMMA',
      },
    );
    assert.match(reply.text, /^\{\n {2}"id" : "750/);
    assert.match(reply.text, /"apiVersion" : 67\.0,/);
  });

  it('echoes externalIdFieldName as given, after state (A.1)', async () => {
    const job = await client().createJob({ object: 'Account', operation: 'upsert', externalIdFieldName: 'id' });
    assert.equal(job['externalIdFieldName'], 'id');
    assert.equal(Object.keys(job).indexOf('externalIdFieldName'), Object.keys(job).indexOf('state') + 1);
  });

  it('an empty externalIdFieldName on insert is tolerated (A.1)', async () => {
    const job = await client().createJob({ object: 'Account', operation: 'insert', externalIdFieldName: '' });
    assert.equal(job['externalIdFieldName'], undefined);
  });

  for (const columnDelimiter of ['BACKQUOTE', 'CARET', 'COMMA', 'PIPE', 'SEMICOLON', 'TAB']) {
    it(`takes ${columnDelimiter} and CRLF (A.1)`, async () => {
      const job = await client().createJob({
        object: 'Lead',
        operation: 'insert',
        columnDelimiter,
        lineEnding: 'CRLF',
      });
      assert.deepEqual([job['columnDelimiter'], job['lineEnding']], [columnDelimiter, 'CRLF']);
    });
  }

  const REFUSED: readonly [Record<string, unknown>, string, string][] = [
    [{ object: 'Foo__x', operation: 'insert' }, 'INVALIDJOB', 'InvalidJob : Unable to find object: Foo__x'],
    [
      { object: 'Account', operation: 'upsert', externalIdFieldName: 'Foo__c' },
      'INVALIDJOB',
      'InvalidJob : Field name provided, Foo__c does not match an External ID for Account',
    ],
    [
      { object: 'Account', operation: 'upsert', externalIdFieldName: 'Name' },
      'INVALIDJOB',
      'InvalidJob : Field name provided, Name does not match an External ID for Account',
    ],
    [
      { object: 'Account', operation: 'upsert' },
      'INVALIDJOB',
      'InvalidJob : External ID was blank for Account. An External ID must be specified for upsert.',
    ],
    [{ object: 'Account', operation: 'x' }, 'API_ERROR', "Invalid value: 'x' supplied for property: 'operation'"],
    [
      { object: 'Account', operation: 'insert', contentType: 'XML' },
      'API_ERROR',
      "Invalid value: 'XML' supplied for property: 'contentType'",
    ],
    [
      { object: 'Account', operation: 'insert', lineEnding: 'CR' },
      'API_ERROR',
      "Invalid value: 'CR' supplied for property: 'lineEnding'",
    ],
    [
      { object: 'Account', operation: 'insert', columnDelimiter: ';' },
      'API_ERROR',
      "Invalid value: ';' supplied for property: 'columnDelimiter'",
    ],
    [
      { object: 'Account', operation: 'hardDelete' },
      'FEATURENOTENABLED',
      'hardDelete operation requires special user profile permission, please contact your system administrator',
    ],
    [
      { object: 'Organization', operation: 'update' },
      'INVALIDENTITY',
      "Entity 'Organization' is not supported by the Bulk API.",
    ],
    [{ object: 'Account', operation: 'insert', foo: 1 }, 'JSON_PARSER_ERROR', 'Unrecognized field "foo"'],
  ];
  for (const [body, errorCode, message] of REFUSED) {
    it(`${JSON.stringify(body)} → 400 ${errorCode} (D.2)`, async () => {
      const reply = await client().send('POST', '/jobs/ingest', body);
      assert.equal(reply.status, 400);
      assert.deepEqual(errorOf(reply), { errorCode, message });
    });
  }

  it('malformed JSON → 400 JSON_PARSER_ERROR (D.2)', async () => {
    const reply = await client().send('POST', '/jobs/ingest', '{"object":');
    assert.deepEqual([reply.status, errorOf(reply).errorCode], [400, 'JSON_PARSER_ERROR']);
  });

  it('another content type → 415', async () => {
    const headers = { 'Content-Type': 'text/plain' };
    assert.equal((await client().call('/jobs/ingest', { method: 'POST', headers, body: '{}' })).status, 415);
  });

  it('there are no ingest jobs before v41.0 (A)', async () => {
    const old = new Client(client().org, '40.0');
    assert.equal((await old.send('POST', '/jobs/ingest', { object: 'Account', operation: 'insert' })).status, 404);
  });

  it('hardDelete with the permission', async () => {
    client().org.settings.hardDelete = true;
    assert.equal((await client().createJob({ object: 'Account', operation: 'hardDelete' })).state, 'Open');
    client().org.settings.hardDelete = false;
  });
});
