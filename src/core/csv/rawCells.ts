/** A record as it stands in a file, without what ends its line. */
export function withoutLineEnding(record: string): string {
  const line = record.endsWith('\n') ? record.slice(0, -1) : record;
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/**
 * The cells of a record as they stand there, quotes included.
 * @param record without line ending; the scanner has accepted it, so quotes come in pairs
 * @param most how many cells are wanted
 */
export function rawCells(record: string, delimiter: string, most = Infinity): string[] {
  const cells: string[] = [];
  for (let start = 0; start <= record.length && cells.length < most;) {
    let at = start;
    // A quote right behind a closing one opens again.
    while (record[at] === '"') at = record.indexOf('"', at + 1) + 1 || record.length;
    const delimiterAt = record.indexOf(delimiter, at);
    const end = delimiterAt < 0 ? record.length : delimiterAt;
    cells.push(record.slice(start, end));
    start = end + 1;
  }
  return cells;
}
