import assert from 'node:assert/strict';
import { ApiError, UserError } from '../../../src/core/errors.js';
import { abortSafely, closeSafely } from '../../../src/core/load/jobEnd.js';
import type { JobInfo } from '../../../src/core/salesforce/job.js';
import { HandClock } from './clocks.js';
import { jobId, listed, scriptedBulk } from './jobs.js';

type Step = JobInfo['state'] | UserError;
const unavailable = new UserError('ServerUnavailable', '');
const refused = new ApiError('InvalidJobState', '', 400, 'INVALIDJOBSTATE', undefined);

describe('closing and aborting a job', () => {
  let clock: HandClock;
  let calls: string[];
  beforeEach(() => {
    clock = new HandClock();
    calls = [];
  });

  /** Answers PATCH and GET with the steps, in order. */
  function scripted(...steps: Step[]) {
    const answer = (call: string) => {
      calls.push(call);
      const step = steps.shift();
      assert.ok(step, `unexpected ${call}`);
      return step instanceof UserError ? Promise.reject(step) : Promise.resolve(listed(1, { state: step }));
    };
    return scriptedBulk({
      closeJob: () => answer('PATCH'),
      abortJob: () => answer('PATCH'),
      getJob: () => answer('GET'),
    });
  }

  const table: readonly (readonly [
    act: typeof closeSafely,
    steps: Step[],
    calls: string,
    end: JobInfo['state'] | UserError,
  ])[] = [
    [closeSafely, ['UploadComplete'], 'PATCH', 'UploadComplete'],
    [closeSafely, [unavailable, 'InProgress'], 'PATCH GET', 'InProgress'],
    [closeSafely, [unavailable, 'Open', 'UploadComplete'], 'PATCH GET PATCH', 'UploadComplete'],
    [closeSafely, [unavailable, unavailable, 'JobComplete'], 'PATCH GET GET', 'JobComplete'],
    [closeSafely, [unavailable, 'Open', refused, 'UploadComplete'], 'PATCH GET PATCH GET', 'UploadComplete'],
    [closeSafely, [refused, 'Aborted'], 'PATCH GET', 'Aborted'],
    [closeSafely, [refused, 'Open'], 'PATCH GET', refused],
    [abortSafely, ['Aborted'], 'PATCH', 'Aborted'],
    [abortSafely, [unavailable, 'Aborted'], 'PATCH GET', 'Aborted'],
    [abortSafely, [unavailable, 'InProgress', 'Aborted'], 'PATCH GET PATCH', 'Aborted'],
    [abortSafely, [refused, 'JobComplete'], 'PATCH GET', 'JobComplete'],
    [abortSafely, [refused, 'InProgress'], 'PATCH GET', refused],
  ];
  for (const [act, steps, expected, end] of table) {
    const told = steps.map((step) => (step instanceof UserError ? step.code : step)).join(', ');
    it(`${act === closeSafely ? 'close' : 'abort'}: ${told}`, async () => {
      const done = act(scripted(...steps), jobId(1), clock).then(
        ({ state }) => state,
        (error: unknown) => error,
      );
      await clock.advance(60_000);
      assert.equal(await done, end);
      assert.equal(calls.join(' '), expected);
    });
  }
});
