// Bodies and connections: what clients send that is too large, broken or in small pieces.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { errorOf, useDemoOrg } from './client.js';

const INSERT = { object: 'Account', operation: 'insert' };

describe('demo/wire', () => {
  const client = useDemoOrg();

  it('HEAD is GET without its body, and is among the methods that are allowed (restforce, nango)', async () => {
    const { id } = await client().createJob(INSERT);
    for (const path of ['//services/data', '/jobs/ingest', `/jobs/ingest/${id}`, '/sobjects/Account/describe']) {
      const get = await client().call(path);
      const head = await client().call(path, { method: 'HEAD' });
      assert.deepEqual([head.status, head.text], [200, ''], path);
      assert.equal(head.headers['content-type'], get.headers['content-type']);
    }
    const refused = await client().call('/sobjects/Account', { method: 'PATCH' });
    assert.equal(errorOf(refused).message, "HTTP Method 'PATCH' not allowed. Allowed are GET,HEAD,POST");
    const put = await client().call(`/jobs/ingest/${id}/batches`, { method: 'HEAD' });
    assert.equal(put.status, 405);
  });

  it('a JSON body that is not there has words of its own (Salesforce Scheduler API: JSON_PARSER_ERROR)', async () => {
    const reply = await client().send('POST', '/jobs/ingest', '');
    assert.equal(reply.status, 400);
    assert.deepEqual(errorOf(reply), {
      errorCode: 'JSON_PARSER_ERROR',
      message: 'The HTTP entity body is required, but this request has no entity body.',
    });
  });

  it('200 records of an sObject collection may be some megabytes', async () => {
    const Description = 'x'.repeat(20_000);
    const records = Array.from({ length: 200 }, () => ({ attributes: { type: 'Account' }, Name: 'A', Description }));
    const reply = await client().send('POST', '/composite/sobjects', { records });
    assert.equal(reply.status, 200);
    assert.ok((JSON.parse(reply.text) as { success: boolean }[]).every(({ success }) => success));
  });

  it('a body that is too large is refused at its end, and the connection goes on', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports: (number | undefined)[] = [];
    const post = async (body: Buffer): Promise<number | undefined> => {
      const headers = { Authorization: `Bearer ${client().org.accessToken}`, 'Content-Type': 'application/json' };
      const url = `${client().org.instanceUrl}/services/data/v67.0/jobs/ingest`;
      const outgoing = request(url, { method: 'POST', headers, agent }).end(body);
      const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
      ports.push(incoming.socket.localPort);
      await text(incoming);
      return incoming.statusCode;
    };
    assert.equal(await post(Buffer.alloc(60_000_000, ' ')), 413);
    assert.equal(await post(Buffer.from(JSON.stringify(INSERT))), 200);
    agent.destroy();
    assert.equal(ports[0], ports[1]);
  });

  it('data that says it is gzip and is not: 400, and the job waits for better data (G)', async () => {
    client().org.settings.doubts.gzipUpload = 'accepted';
    const { id } = await client().createJob(INSERT);
    const headers = { 'Content-Encoding': 'GZIP' };
    const whole = gzipSync(`Name\n${'A\n'.repeat(1000)}`);
    for (const body of ['no gzip', Buffer.alloc(3_000_000, 'x'), whole.subarray(0, whole.length - 20)]) {
      assert.equal((await client().upload(id, body, { headers })).status, 400);
    }
    assert.equal((await client().upload(id, whole, { headers })).status, 201);
    client().org.settings.doubts.gzipUpload = 'rejected';
    assert.equal(client().org.jobs.get(id)?.upload?.layout.records, 1000);
  });

  it('a locator is good for the list it came from, and for no other', async () => {
    const { settings } = client().org;
    settings.jobsPerPage = 1;
    await client().createJob(INSERT);
    const { nextRecordsUrl } = await client().json<{ nextRecordsUrl: string }>('/jobs/ingest');
    const ofJobs = /queryLocator=(.+)$/.exec(nextRecordsUrl)?.[1];
    assert.equal((await client().call(`/jobs/ingest?queryLocator=${ofJobs}`)).status, 200);
    assert.equal(errorOf(await client().call(`/query/${ofJobs}`)).errorCode, 'INVALID_QUERY_LOCATOR');
    const headers = { 'Sforce-Query-Options': 'batchSize=200' };
    await client().load(INSERT, `Name\n${'A\n'.repeat(201)}`);
    const { text: page } = await client().call('/query?q=SELECT+Id+FROM+Account', { headers });
    const ofRecords = /query\/(01g\w+-200)/.exec(page)?.[1];
    assert.equal((await client().call(`/query/${ofRecords}`)).status, 200);
    const reply = await client().call(`/jobs/ingest?queryLocator=${ofRecords}`);
    assert.equal(errorOf(reply).errorCode, 'INVALID_QUERY_LOCATOR');
  });
});
