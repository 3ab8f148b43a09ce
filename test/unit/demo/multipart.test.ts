import assert from 'node:assert/strict';
import { errorOf, useDemoOrg, type Reply } from './client.js';

describe('demo/jobs/multipart', () => {
  const client = useDemoOrg();

  function create(csv: string): Promise<Reply> {
    const part = (name: string, type: string, body: string, more = ''): string =>
      `--b\r\nContent-Type: ${type}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${body}\r\n`;
    const job = part('job', 'application/json', '{"object":"Account","operation":"insert"}');
    const body = `${job}${part('content', 'text/csv', csv, '; filename="content"')}--b--\r\n`;
    const headers = { 'Content-Type': 'multipart/form-data; boundary=b' };
    return client().call('/jobs/ingest', { method: 'POST', headers, body });
  }

  it('job and data at once: UploadComplete, no contentUrl (A.3, D66)', async () => {
    const reply = await create('Name\nMulti\nPart\n');
    const job = JSON.parse(reply.text) as Record<string, unknown>;
    assert.deepEqual([reply.status, job['state'], job['contentUrl']], [200, 'UploadComplete', undefined]);
    const { state, numberRecordsProcessed, numberRecordsFailed } = await client().org.untilJob(String(job['id']));
    assert.deepEqual([state, numberRecordsProcessed, numberRecordsFailed], ['JobComplete', 2, 0]);
  });

  it('takes 100,000 characters of CSV, and not one more (A.3, C: D66)', async () => {
    const head = 'Name,Description\nA,';
    const most = head.padEnd(99_999, 'x') + '\n';
    assert.equal((await create(most)).status, 200);
    const refused = await create(`${head}x${most.slice(head.length)}`);
    assert.deepEqual([refused.status, errorOf(refused).errorCode], [400, 'API_ERROR']);
  });

  it('neither an upload nor a close follows (A.3, D66)', async () => {
    const { id } = JSON.parse((await create('Name\nA\n')).text) as { id: string };
    assert.equal((await client().upload(id, 'Name\nA\n')).status, 400);
    assert.equal((await client().setState(id, 'UploadComplete')).status, 400);
    await client().org.untilJob(id);
    assert.equal((await client().rows(id, 'successfulResults')).length, 1);
  });
});
