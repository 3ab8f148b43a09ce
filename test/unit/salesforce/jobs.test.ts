import assert from 'node:assert/strict';
import { bodyOf, faultyOrg, JOB_ID, JOBS, json, refuse, stopServers, type Handler } from './faultyOrg.js';

const JOB = { object: 'Account', operation: 'insert', lineEnding: 'LF', columnDelimiter: 'COMMA' } as const;

const ANSWER = { id: JOB_ID, state: 'Open' } as const;

/** Answers a job with the method, the path and the body it got. */
const echo: Handler = (request, response) =>
  void bodyOf(request).then((body) =>
    json(response, 200, {
      ...ANSWER,
      method: request.method,
      url: request.url,
      body,
      type: request.headers['content-type'],
    }),
  );

describe('jobs', () => {
  afterEach(stopServers);

  it('are created, closed and aborted with the bodies of the documentation', async () => {
    const { salesforce } = await faultyOrg(echo);
    const type = 'application/json; charset=UTF-8';
    assert.deepEqual(await salesforce.bulk.createJob(JOB), {
      ...ANSWER,
      method: 'POST',
      url: JOBS,
      body: JSON.stringify(JOB),
      type,
    });
    const url = `${JOBS}/${JOB_ID}`;
    const closed = { ...ANSWER, method: 'PATCH', url, body: '{"state":"UploadComplete"}', type };
    assert.deepEqual(await salesforce.bulk.closeJob(JOB_ID), closed);
    assert.deepEqual(await salesforce.bulk.abortJob(JOB_ID), { ...closed, body: '{"state":"Aborted"}' });
  });

  it('are deleted with an answer that has no content', async () => {
    const { salesforce, requests } = await faultyOrg((_, response) => response.writeHead(204).end());
    await salesforce.bulk.deleteJob(JOB_ID);
    assert.deepEqual(requests, [`DELETE ${JOBS}/${JOB_ID}`]);
  });

  it('keep members and states that nobody knows yet', async () => {
    const job = { id: JOB_ID, state: 'Paused', isPkChunkingSupported: false, numberRecordsProcessed: 7 };
    const { salesforce } = await faultyOrg((_, response) => json(response, 200, job));
    assert.deepEqual(await salesforce.bulk.getJob(JOB_ID), job);
  });

  it('take ids of 15 and 18 characters only', async () => {
    const { salesforce, requests } = await faultyOrg(echo);
    await salesforce.bulk.getJob(JOB_ID.slice(0, 15));
    for (const call of ['getJob', 'closeJob', 'abortJob', 'deleteJob'] as const) {
      for (const id of ['..', '../../sobjects', `${JOB_ID}?x`, `${JOB_ID}%2f`, JOB_ID.slice(1), '750']) {
        await assert.rejects(() => salesforce.bulk[call](id), { code: 'InvalidArgument' });
      }
    }
    assert.equal(requests.length, 1);
  });
});

describe('listJobs', () => {
  afterEach(stopServers);

  const pages =
    (count: number): Handler =>
    (request, response) => {
      const page = Number(new URL(request.url ?? '', 'http://x').searchParams.get('queryLocator') ?? 0);
      const last = page === count - 1;
      const nextRecordsUrl = last ? null : `${JOBS}?queryLocator=${page + 1}`;
      json(response, 200, { done: last, nextRecordsUrl, records: [{ id: `75000000000000${page}AAA` }] });
    };

  it('asks for V2Ingest jobs and follows all pages', async () => {
    const { salesforce, requests } = await faultyOrg(pages(3));
    const ids: string[] = [];
    for await (const page of salesforce.bulk.listJobs()) ids.push(...page.map(({ id }) => id));
    assert.deepEqual(ids, ['750000000000000AAA', '750000000000001AAA', '750000000000002AAA']);
    assert.deepEqual(requests, [
      `GET ${JOBS}?jobType=V2Ingest`,
      `GET ${JOBS}?queryLocator=1`,
      `GET ${JOBS}?queryLocator=2`,
    ]);
  });

  it('asks for a page only when it is wanted', async () => {
    const { salesforce, requests } = await faultyOrg(pages(3));
    for await (const _ of salesforce.bulk.listJobs()) break;
    assert.equal(requests.length, 1);
  });

  it('does not go round in circles', async () => {
    const { salesforce, requests } = await faultyOrg((_, response) =>
      json(response, 200, { done: false, records: [], nextRecordsUrl: `${JOBS}?queryLocator=1` }),
    );
    const read = async () => {
      for await (const _ of salesforce.bulk.listJobs());
    };
    await assert.rejects(read, { code: 'UnexpectedAnswer' });
    assert.equal(requests.length, 2);
  });

  it('can be aborted between pages', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    const { salesforce } = await faultyOrg(pages(3));
    const read = async () => {
      for await (const _ of salesforce.bulk.listJobs({ signal: controller.signal })) controller.abort(reason);
    };
    await assert.rejects(read, reason);
  });
});

describe('REST', () => {
  afterEach(stopServers);

  it('query encodes its SOQL and follows all pages', async () => {
    const { salesforce, requests } = await faultyOrg((request, response) =>
      request.url?.includes('?q=')
        ? json(response, 200, {
            done: false,
            records: [{ Id: 'a' }],
            nextRecordsUrl: '/services/data/v67.0/query/01g-2000',
          })
        : json(response, 200, { done: true, records: [{ Id: 'b' }] }),
    );
    const soql = "SELECT Id FROM User WHERE Name = 'A&B+C%'";
    assert.deepEqual(await salesforce.rest.query(soql), [{ Id: 'a' }, { Id: 'b' }]);
    assert.equal(new URL(requests[0]?.split(' ')[1] ?? '', 'http://x').searchParams.get('q'), soql);
  });

  it('describeGlobal answers the objects', async () => {
    const { salesforce } = await faultyOrg((_, response) => json(response, 200, { sobjects: [{ name: 'Account' }] }));
    assert.deepEqual(await salesforce.rest.describeGlobal(), [{ name: 'Account' }]);
  });

  for (const name of ['Nonsense__c', '../query', 'Account/describe', '']) {
    it(`describe of ${JSON.stringify(name)} → UnknownObject`, async () => {
      const { salesforce, requests } = await faultyOrg((_, response) => refuse(response, 404, 'NOT_FOUND'));
      await assert.rejects(salesforce.rest.describe(name), { code: 'UnknownObject' });
      assert.ok(requests.every((request) => request.endsWith('/sobjects/Nonsense__c/describe')));
    });
  }
});
