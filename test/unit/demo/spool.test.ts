import assert from 'node:assert/strict';
import { Spool } from '../../../src/demo/rows/spool.js';

async function read(spool: Spool, from?: number, to?: number): Promise<{ text: string; blocks: number }> {
  const blocks: Buffer[] = [];
  for await (const block of spool.read(from, to)) blocks.push(block);
  return { text: Buffer.concat(blocks).toString('latin1'), blocks: blocks.length };
}

describe('demo/rows/spool', () => {
  it('what came in small pieces is read in large ones', async () => {
    const spool = new Spool();
    const pieces = Array.from({ length: 10_000 }, (_, number) => `${number},`);
    for (const piece of pieces) await spool.append(Buffer.from(piece));
    const all = await read(spool);
    assert.equal(all.text, pieces.join(''));
    assert.ok(all.blocks < 10, `${all.blocks} blocks`);
    await spool.append(Buffer.from('end'));
    assert.equal((await read(spool, 48_889)).text, ',end');
    assert.equal((await read(spool, 0, 4)).text, '0,1,');
  });

  it('one that is closed takes no more, not even what was on its way', async () => {
    const spool = new Spool();
    const appended = spool.append(Buffer.alloc(1_100_000));
    await spool.close();
    await assert.rejects(appended, /closed/);
    await assert.rejects(spool.append(Buffer.alloc(1)), /closed/);
  });
});
