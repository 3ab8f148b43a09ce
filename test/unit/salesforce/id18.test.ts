import assert from 'node:assert/strict';
import { id18 } from '../../../src/core/salesforce/id18.js';

describe('id18', () => {
  for (const [id, expected] of [
    ['001A0000006Vm9r', '001A0000006Vm9rIAC'],
    ['750000000000001', '750000000000001AAA'],
    ['00DABCDEFGHIJKL', '00DABCDEFGHIJKL255'],
    ['001A0000006Vm9rIAC', '001A0000006Vm9rIAC'],
  ] as const) {
    it(`${id} → ${expected}`, () => assert.equal(id18(id), expected));
  }
});
