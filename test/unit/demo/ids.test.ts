import assert from 'node:assert/strict';
import { Ids, toId18 } from '../../../src/demo/ids.js';

describe('demo/ids', () => {
  const CASES: readonly [string, string | undefined][] = [
    ['001000000000000', '001000000000000AAA'],
    ['006Ov000004iYzq', '006Ov000004iYzqIAE'], // recorded by simple-salesforce (D.4)
    ['01gRM000000NS1v', '01gRM000000NS1vYAG'], // of the documentation (A.7)
    ['006Ov000004iYzqIAE', '006Ov000004iYzqIAE'],
    ['006Ov000004iYzqIAF', undefined],
    ['006ov000004iYzqIAE', undefined],
    ['006Ov000004iYz', undefined],
    ['006Ov000004iYz-', undefined],
    ['', undefined],
  ];
  for (const [text, expected] of CASES) {
    it(`${text || 'nothing'} → ${expected ?? 'no id'}`, () => assert.equal(toId18(text), expected));
  }

  it('hands out valid ids that differ, of two orgs too', () => {
    const [one, other] = [new Ids(), new Ids()];
    assert.notEqual(one.orgId, other.orgId);
    assert.match(one.orgId, /^00D/);
    const ids = Array.from({ length: 500 }, () => one.next('001'));
    assert.equal(new Set(ids).size, 500);
    for (const id of ids) assert.equal(toId18(id.slice(0, 15)), id);
  });
});
