import assert from 'node:assert/strict';
import { UserError } from '../../../src/core/errors.js';
import { orgKey } from '../../../src/core/load/jobStore.js';
import type { KnownOrg } from '../../../src/orgs/knownOrg.js';
import { SignInQuestions } from '../../../src/orgs/signInQuestions.js';

const ORG = { orgId: '00D000000000001AAA', userId: '005000000000001AAA' } as KnownOrg;
const ENDED = new UserError('SessionExpired', 'over');

describe('the question to sign in again', () => {
  let asked: number;
  let questions: SignInQuestions;
  let answer: () => void;
  beforeEach(() => {
    asked = 0;
    questions = new SignInQuestions(() => {
      asked++;
      return new Promise((resolve) => (answer = resolve));
    });
    questions.attend(orgKey(ORG));
  });

  it('is one for all that wait', async () => {
    const waiting = [questions.ask(ORG, ENDED, 0), questions.ask(ORG, ENDED, 0)];
    answer();
    await Promise.all(waiting);
    assert.equal(asked, 1);
  });

  it('is not put to somebody who answered it while the second request was still being refused', async () => {
    const since = questions.signIns(orgKey(ORG));
    const first = questions.ask(ORG, ENDED, since);
    questions.signedIn(orgKey(ORG));
    await first;
    await questions.ask(ORG, ENDED, since);
    assert.equal(asked, 1);
  });

  it('is put again when the next session has ended', async () => {
    questions.signedIn(orgKey(ORG));
    const next = questions.ask(ORG, ENDED, questions.signIns(orgKey(ORG)));
    answer();
    await next;
    assert.equal(asked, 1);
  });
});
