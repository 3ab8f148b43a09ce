import { rm } from 'node:fs/promises';
import path from 'node:path';
import { runProgram } from './child.js';
import type { QuietReport } from './childReport.js';
import type { Surroundings } from './clients.js';
import { writeFinishedLoad } from './finishedLoad.js';
import type { Join } from './results.js';
import { inTurns, quietSeriesOf, seriesOf, type Say } from './rounds.js';

/** What became of the rows of loads of these sizes; of the smallest also beside csv-parse, and as a file. */
export async function measureJoins(
  { node, folder }: Pick<Surroundings, 'node' | 'folder'>,
  sizes: readonly number[],
  say: Say,
): Promise<Join[]> {
  const joins: Join[] = [];
  for (const rows of sizes) {
    say(`Results of ${rows} rows …`);
    const finished = path.join(folder, 'finished');
    const { results, bytes } = await writeFinishedLoad(finished, rows);
    const target = path.join(finished, 'outcome.csv');
    const others = {
      // Each file has a header.
      csvParse: () => runProgram(node, 'peers/csvParse.js', String(rows + results.length), ...results),
      outcomeCsv: () => runProgram(node, 'join.js', finished, target),
    };
    const { ours, csvParse, outcomeCsv } = await inTurns<'ours' | keyof typeof others>(
      { ours: () => runProgram(node, 'join.js', finished), ...(rows === sizes[0] && others) },
      say,
    );
    joins.push({
      ...{ rows, bytes },
      ours: quietSeriesOf(ours as QuietReport[]),
      ...(csvParse && { csvParse: seriesOf(csvParse) }),
      ...(outcomeCsv && { outcomeCsv: quietSeriesOf(outcomeCsv as QuietReport[]) }),
    });
    await rm(finished, { recursive: true });
  }
  return joins;
}
