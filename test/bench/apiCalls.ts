import { accounts, LoadBench } from '../unit/load/loadBench.js';

/** How many requests the demo org gets for a load of so many parts, from the first job to the end of the last. */
export async function countApiCalls(parts: number): Promise<number> {
  const bench = await LoadBench.open();
  try {
    const plan = await bench.plan(accounts(1000), parts);
    if (plan.parts.length !== parts) throw new Error(`${plan.parts.length} parts instead of ${parts}`);
    bench.org.clearLog();
    await bench.run(plan);
    return bench.org.log.length;
  } finally {
    await bench.close();
  }
}
