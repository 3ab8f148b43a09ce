import assert from 'node:assert/strict';
import { Decimal, printJson } from '../../../src/demo/json.js';

describe('demo/json', () => {
  it('prints as Salesforce does: spaces around colons, arrays in line, decimals (section 0, AL)', () => {
    const value = { apiVersion: new Decimal(66), records: [{ a: 1 }, { b: [] }], words: ['x', 'y'], none: {} };
    const expected = `{
  "apiVersion" : 66.0,
  "records" : [ {
    "a" : 1
  }, {
    "b" : [ ]
  } ],
  "words" : [ "x", "y" ],
  "none" : { }
}`;
    assert.equal(printJson(value), expected);
    assert.deepEqual(JSON.parse(expected), {
      apiVersion: 66,
      records: [{ a: 1 }, { b: [] }],
      words: ['x', 'y'],
      none: {},
    });
  });
});
