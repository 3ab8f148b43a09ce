import type { CsvFacts, RowTransform } from './facts.js';
import { RecordWriter } from './recordWriter.js';
import type { ByteSource } from './source.js';

/** Whether the records can be sent byte by byte as they are. */
export function isVerbatim(facts: CsvFacts, transform: RowTransform): boolean {
  const { recordEndings, quotedEndings } = facts;
  const other = transform.lineEnding === 'LF' ? 'crlf' : 'lf';
  return (
    facts.blankLines === 0 &&
    (transform.raggedRows === 'send' || facts.raggedRows === 0) &&
    transform.emptyAsNull.length === 0 &&
    transform.columns.length === facts.header.length &&
    recordEndings.cr + recordEndings[other] + quotedEndings.cr + quotedEndings[other] === 0
  );
}

/** The bytes that are sent for a range of whole records. A chunk is valid until the next one is asked for. */
export async function* sentBytes(
  source: ByteSource,
  facts: CsvFacts,
  transform: RowTransform,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array> {
  if (isVerbatim(facts, transform)) {
    yield* source.read(start, end);
    return;
  }
  const writer = new RecordWriter(facts, transform, start);
  for await (const chunk of source.read(start, end)) {
    writer.write(chunk);
    yield writer.take();
  }
  writer.end();
  yield writer.take();
}
