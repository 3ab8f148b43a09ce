import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import type { Salesforce } from '../../../src/core/salesforce/ports.js';
import {
  faultyOrg,
  JOB_ID,
  json,
  RENEWED,
  stopServers,
  TOKEN,
  SHORT_SILENCE,
  type FaultyOrg,
  type Handler,
} from './faultyOrg.js';

const data = { length: 4, open: () => Promise.resolve(['a\nb\n']) as never };

const calls: Record<string, (salesforce: Salesforce) => Promise<unknown>> = {
  limits: ({ rest }) => rest.limits(),
  query: ({ rest }) => rest.query('SELECT Id FROM Account'),
  createJob: ({ bulk }) =>
    bulk.createJob({ object: 'Account', operation: 'insert', lineEnding: 'LF', columnDelimiter: 'COMMA' }),
  uploadJobData: ({ bulk }) => bulk.uploadJobData(JOB_ID, data),
  downloadResults: ({ bulk }) => bulk.downloadResults(JOB_ID, 'failedResults', path.join(tmpdir(), 'never.csv')),
};

/** Everything that came in, back out. */
const echoed = (request: Parameters<Handler>[0]) => JSON.stringify(request.headers);

const faults: Record<string, Handler> = {
  'an echo in an error': (request, response) =>
    json(response, 400, [{ errorCode: 'API_ERROR', message: echoed(request) }]),
  'an echo in an errorCode': (request, response) => json(response, 400, [{ errorCode: echoed(request), message: 'x' }]),
  'an echo in a page': (request, response) => response.writeHead(502).end(`<html>${echoed(request)}</html>`),
  'an echo in a success': (request, response) => response.writeHead(200).end(`<html>${echoed(request)}</html>`),
  'a refused session': (request, response) =>
    json(response, 401, [{ errorCode: 'INVALID_SESSION_ID', message: echoed(request) }]),
  'a reset': (request) => request.socket.resetAndDestroy(),
  'no HTTP': (request) => request.socket.end(`${echoed(request)}\r\n\r\n`),
};

async function failsInSecret({ salesforce, log }: FaultyOrg, call: (typeof calls)[string]): Promise<void> {
  const error: unknown = await call(salesforce).then(
    () => assert.fail('should have failed'),
    (reason: unknown) => reason,
  );
  const shown = [inspect(error, { depth: 20, showHidden: true }), JSON.stringify(error), inspect(log, { depth: 20 })];
  assert.doesNotMatch(shown.join(), /SECRET/);
  assert.ok(log.length > 0);
}

describe('the access token never shows', () => {
  afterEach(stopServers);

  for (const [fault, handler] of Object.entries(faults)) {
    for (const [name, call] of Object.entries(calls)) {
      it(`in errors and log of ${name} after ${fault}`, async () => {
        const renewals = [() => Promise.resolve(RENEWED), () => Promise.reject(new Error(`${TOKEN} is no good`))];
        for (const renew of [undefined, ...renewals]) {
          const org = await faultyOrg(handler, renew && { renew });
          await failsInSecret(org, call);
        }
      });
    }
  }

  it('in errors and log of calls that nobody answers', async () => {
    const org = await faultyOrg(() => {}, { idleMs: SHORT_SILENCE });
    await Promise.all(Object.values(calls).map((call) => failsInSecret(org, call)));
  });

  it('in an inspected connection', async () => {
    const { salesforce } = await faultyOrg((_, response) => json(response, 200, {}));
    assert.doesNotMatch(inspect(salesforce, { depth: 20 }) + JSON.stringify(salesforce), /SECRET/);
  });
});
