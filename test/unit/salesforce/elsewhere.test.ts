// Wherever an org points, token and rows stay with the org.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { JobData, Salesforce } from '../../../src/core/salesforce/ports.js';
import { serveElsewhere } from './elsewhere.js';
import { faultyOrg, JOB_ID, json, stopServers } from './faultyOrg.js';

const JOB = { object: 'Account', operation: 'insert', lineEnding: 'LF', columnDelimiter: 'COMMA' } as const;
const ROWS: JobData = {
  length: 7,
  async *open() {
    yield* await Promise.resolve([Buffer.from('Name\nA\n')]);
  },
};

const CALLS: Readonly<Record<string, (salesforce: Salesforce) => Promise<unknown>>> = {
  createJob: ({ bulk }) => bulk.createJob(JOB),
  uploadJobData: ({ bulk }) => bulk.uploadJobData(JOB_ID, ROWS),
  closeJob: ({ bulk }) => bulk.closeJob(JOB_ID),
  abortJob: ({ bulk }) => bulk.abortJob(JOB_ID),
  deleteJob: ({ bulk }) => bulk.deleteJob(JOB_ID),
  getJob: ({ bulk }) => bulk.getJob(JOB_ID),
  listJobs: ({ bulk }) => bulk.listJobs()[Symbol.asyncIterator]().next(),
  downloadResults: ({ bulk }) => bulk.downloadResults(JOB_ID, 'failedResults', path.join(tmpdir(), 'never.csv')),
  describeGlobal: ({ rest }) => rest.describeGlobal(),
  describe: ({ rest }) => rest.describe('Account'),
  query: ({ rest }) => rest.query('SELECT Id FROM Account'),
  limits: ({ rest }) => rest.limits(),
};

describe('another host', () => {
  afterEach(stopServers);

  it('would tell what comes', async () => {
    const { origin, told } = await serveElsewhere();
    const put = request(`${origin}/x`, { method: 'PUT', headers: { Authorization: 'Bearer x' } });
    put.end('Name\nA\n');
    await once(put, 'response');
    put.destroy();
    assert.deepEqual(told, ['PUT /x', 'with Authorization', 'with 7 bytes']);
  });

  for (const status of [301, 302, 303, 307, 308]) {
    it(`is told nothing when the org answers ${status} to whatever call`, async () => {
      const { origin, told } = await serveElsewhere();
      const { salesforce, requests } = await faultyOrg((incoming, response) => {
        incoming.resume().on('end', () => response.writeHead(status, { location: `${origin}${incoming.url}` }).end());
      });
      for (const call of Object.values(CALLS)) {
        await assert.rejects(call(salesforce), ({ code }: { code: string }) =>
          ['UnexpectedAnswer', 'UploadOutcomeUnknown'].includes(code),
        );
      }
      assert.equal(requests.length, Object.keys(CALLS).length);
      assert.deepEqual(told, []);
    });
  }

  it('is told nothing when the org says that data goes there', async () => {
    const { origin, told } = await serveElsewhere();
    const { salesforce, requests } = await faultyOrg((incoming, response) => {
      const contentUrl = `${origin}/services/data/v67.0/jobs/ingest/${JOB_ID}/batches`;
      if (incoming.method === 'PUT') incoming.resume().on('end', () => response.writeHead(201).end());
      else json(response, 200, { ...JOB, id: JOB_ID, state: 'Open', contentUrl });
    });
    const { id } = await salesforce.bulk.createJob(JOB);
    await salesforce.bulk.uploadJobData(id, ROWS);
    assert.equal(requests.length, 2);
    assert.deepEqual(told, []);
  });

  it('is told nothing when the org says that pages go on there', async () => {
    const { origin, told } = await serveElsewhere();
    const { host } = new URL(origin);
    for (const nextRecordsUrl of [`http://${host}/x`, `//${host}/x`, `/\\${host}/x`, 'http://[', 'data:,x']) {
      const { salesforce } = await faultyOrg((_, response) =>
        json(response, 200, { done: false, records: [], nextRecordsUrl }),
      );
      await assert.rejects(salesforce.rest.query('SELECT Id FROM Account'), { code: 'UnexpectedAnswer' });
      const pages = salesforce.bulk.listJobs()[Symbol.asyncIterator]();
      await pages.next();
      await assert.rejects(pages.next(), { code: 'UnexpectedAnswer' });
    }
    assert.deepEqual(told, []);
  });
});
