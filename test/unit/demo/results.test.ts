import assert from 'node:assert/strict';
import { Client, useDemoOrg } from './client.js';

const INSERT = { object: 'Account', operation: 'insert' };

describe('demo/jobs/results', () => {
  const client = useDemoOrg();

  it('quoted sf__ names, the uploaded header as it was, every value quoted (A.9: SP, AL, CX)', async () => {
    const { id } = await client().load(INSERT, 'NAME,Site,Description\n"A ""b"", c",,"two\nlines"\n');
    const [record] = client()
      .org.records('Account')
      .filter(({ Name }) => Name === 'A "b", c');
    assert.equal(
      await client().results(id, 'successfulResults'),
      `"sf__Id","sf__Created",NAME,Site,Description\n"${record?.Id}","true","A ""b"", c","","two\nlines"\n`,
    );
    assert.equal(await client().results(id, 'failedResults'), '"sf__Id","sf__Error",NAME,Site,Description\n');
    assert.equal(await client().results(id, 'unprocessedrecords'), 'NAME,Site,Description\n');
  });

  it('a header that was quoted comes back quoted (A.9, SS)', async () => {
    const { id } = await client().load(INSERT, '"Name","Site"\n"",x\n');
    assert.equal(
      await client().results(id, 'failedResults'),
      '"sf__Id","sf__Error","Name","Site"\n"","REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --","","x"\n',
    );
  });

  it('the job’s delimiter and line ending (A.9)', async () => {
    const job = { ...INSERT, columnDelimiter: 'SEMICOLON', lineEnding: 'CRLF' };
    const { id } = await client().load(job, 'Name;Site\r\n;x\r\n');
    assert.match(
      await client().results(id, 'failedResults'),
      /^"sf__Id";"sf__Error";Name;Site\r\n"";"REQUIRED[^"]+";"";"x"\r\n$/,
    );
  });

  it('text/csv; charset=UTF-8, compressed if asked (A.9, A.2)', async () => {
    const { id } = await client().load(INSERT, 'Name\nA\n');
    const path = `/jobs/ingest/${id}/successfulResults`;
    const plain = await client().call(path);
    assert.equal(plain.headers['content-type'], 'text/csv; charset=UTF-8');
    assert.equal(plain.headers['content-encoding'], undefined);
    const zipped = await client().call(path, { headers: { 'Accept-Encoding': 'gzip' } });
    assert.equal(zipped.headers['content-encoding'], 'gzip');
  });

  it('rows come in no order, all of them (A.9, D66)', async () => {
    const names = Array.from({ length: 300 }, (_, row) => `Row ${row}`);
    const { id } = await client().load(INSERT, `Name\n${names.join('\n')}\n`);
    const results = (await client().rows(id, 'successfulResults')).map(({ Name }) => Name);
    assert.notDeepEqual(results, names);
    assert.deepEqual([...results].sort(), [...names].sort());
  });

  it('unprocessedRecords is taken for unprocessedrecords (A.9: SS, PS)', async () => {
    const { id } = await client().load(INSERT, 'Name\nA\n');
    assert.equal(await client().results(id, 'unprocessedRecords'), 'Name\n');
  });

  it('after a structural failure the uploaded text comes back (A.6)', async () => {
    const text = 'Name,Nope\nA,"b\n';
    const { id, state } = await client().load(INSERT, text);
    assert.equal(state, 'Failed');
    assert.equal(await client().results(id, 'unprocessedrecords'), text);
    assert.equal(await client().results(id, 'successfulResults'), '"sf__Id","sf__Created",Name,Nope\n');
  });

  it('a job aborted before it was closed: every row is unprocessed (A.6)', async () => {
    const { id } = await client().createJob(INSERT);
    await client().upload(id, 'Name\nA\nB\n');
    await client().setState(id, 'Aborted');
    assert.deepEqual((await client().rows(id, 'unprocessedrecords')).map(({ Name }) => Name).sort(), ['A', 'B']);
    assert.equal(await client().results(id, 'failedResults'), '"sf__Id","sf__Error",Name\n');
  });

  it('a job aborted before it was closed gives back a text that is no CSV as it was (A.6, JS)', async () => {
    const { id } = await client().createJob(INSERT);
    const text = 'Name\n"A" b\n';
    await client().upload(id, text);
    await client().setState(id, 'Aborted');
    assert.equal(await client().results(id, 'unprocessedrecords'), text);
  });

  it('a row that a stray space spoils is unprocessed as it was sent (A.6, D.5)', async () => {
    const { id } = await client().createJob({ object: 'Account', operation: 'insert' });
    await client().upload(id, 'Name,Site\n"A" ,"a"\n');
    await client().setState(id, 'Aborted');
    assert.equal(await client().results(id, 'unprocessedrecords'), 'Name,Site\n"A" ,"a"\n');
  });

  it('a job aborted before its upload has nothing but the two names (A.9)', async () => {
    const { id } = await client().createJob(INSERT);
    await client().setState(id, 'Aborted');
    assert.equal(await client().results(id, 'failedResults'), '"sf__Id","sf__Error"\n');
    assert.equal(await client().results(id, 'unprocessedrecords'), '');
  });

  it('a Bulk API 1.0 job has no such results: 204 (A.9, OpenFn)', async () => {
    const job = { object: 'Account', operation: 'insert', createdById: '', apiVersion: 60 } as const;
    const { id } = client().org.jobs.add({
      ...job,
      lineEnding: 'LF',
      columnDelimiter: 'COMMA',
      jobType: 'Classic',
      state: 'JobComplete',
    });
    assert.equal((await client().call(`/jobs/ingest/${id}/failedResults`)).status, 204);
  });

  it('there are none before v41.0, as there are no ingest jobs (A)', async () => {
    const { id } = await client().load(INSERT, 'Name\nA\n');
    const old = new Client(client().org, '40.0');
    assert.equal((await old.call(`/jobs/ingest/${id}/successfulResults`)).status, 404);
  });

  it('sf__Created is false for updates; failed updates name their record from v53.0 on (A.9: D66, PD)', async () => {
    const { Id } = client().org.insert('Account', { Name: 'One' });
    const other = client().org.insert('Account', { Name: 'Other' });
    const csv = `Id,Tier__c,Name\n${Id},Gold,Two\n${other.Id},Wood,Three\n`;
    const update = { object: 'Account', operation: 'update' };
    const { id } = await client().load(update, csv);
    assert.match(
      await client().results(id, 'successfulResults'),
      new RegExp(`\n"${Id}","false","${Id}","Gold","Two"\n$`),
    );
    assert.match(await client().results(id, 'failedResults'), new RegExp(`\n"${other.Id}","INVALID_OR_NULL`));
    const old = new Client(client().org, '52.0');
    const { id: oldId } = await old.load(update, csv);
    assert.match(await old.results(oldId, 'failedResults'), /\n"","INVALID_OR_NULL/);
  });

  it('up to v49.0 the columns come by name, except in unprocessedrecords (A.9, CX)', async () => {
    const csv = 'Site,"Name",Phone\ns,,p\n';
    const old = new Client(client().org, '49.0');
    const { id } = await old.load(INSERT, csv);
    const [header, row] = (await old.results(id, 'failedResults')).split('\n');
    assert.equal(header, '"sf__Id","sf__Error","Name",Phone,Site');
    assert.ok(row?.endsWith(',"","p","s"'));
    assert.equal(await old.results(id, 'unprocessedrecords'), 'Site,"Name",Phone\n');
    const { id: newer } = await new Client(client().org, '50.0').load(INSERT, csv);
    assert.match(await client().results(newer, 'failedResults'), /^"sf__Id","sf__Error",Site,"Name",Phone\n/);
  });

  it('a quoted header name may hold the delimiter of the job, and an upload none but a header', async () => {
    const { id, state } = await client().load(INSERT, '"Name","Si,te"\n');
    assert.equal(state, 'Failed');
    assert.equal(await client().results(id, 'successfulResults'), '"sf__Id","sf__Created","Name","Si,te"\n');
    const empty = await client().load(INSERT, 'Name,Site');
    assert.deepEqual([empty.state, empty['numberRecordsProcessed']], ['JobComplete', 0]);
    assert.equal(await client().results(empty.id, 'failedResults'), '"sf__Id","sf__Error",Name,Site\n');
  });
});
