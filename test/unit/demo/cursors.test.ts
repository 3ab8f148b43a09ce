import assert from 'node:assert/strict';
import { Ids } from '../../../src/demo/ids.js';
import { Cursors } from '../../../src/demo/query/cursors.js';

describe('demo/query/cursors', () => {
  it('a list keeps its id from page to page', () => {
    const cursors = new Cursors(new Ids());
    const all = ['a', 'b', 'c'];
    const locator = cursors.add(all, 1);
    assert.deepEqual(cursors.get(locator), { all, from: 1 });
    assert.equal(cursors.add(all, 2), locator.replace(/-1$/, '-2'));
  });

  it('200 lists are held; one more, and the oldest is gone', () => {
    const cursors = new Cursors(new Ids());
    const [first = '', second = ''] = Array.from({ length: 201 }, () => cursors.add([1, 2], 1));
    assert.throws(() => cursors.get(first), /invalid query locator/);
    assert.equal(cursors.get(second).from, 1);
  });
});
