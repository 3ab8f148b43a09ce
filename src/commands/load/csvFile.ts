import type { Uri } from 'vscode';
import { inspectCsv, type InspectOptions } from '../../core/csv/inspect.js';
import { previewRows } from '../../core/csv/rows.js';
import type { CsvFacts } from '../../core/csv/facts.js';
import type { ByteSource } from '../../core/csv/source.js';
import { UserError } from '../../core/errors.js';
import type { InspectedFile } from './draft.js';

const PREVIEW_ROWS = 5;
const IDS = 20;

export const nameOf = (uri: Uri): string => uri.path.slice(uri.path.lastIndexOf('/') + 1);

/** One pass over a file. @throws UserError for whatever keeps it from being sent at all */
export async function inspect(uri: Uri, source: ByteSource, options: InspectOptions): Promise<InspectedFile> {
  try {
    return await read(uri, source, options);
  } catch (error) {
    if (error instanceof UserError) error.uri = uri.toString();
    throw error;
  }
}

async function read(uri: Uri, source: ByteSource, options: InspectOptions): Promise<InspectedFile> {
  const facts = await inspectCsv(source, options);
  return {
    uri,
    fileName: source.name,
    source,
    facts,
    delimiterChosen: options.columnDelimiter !== undefined,
    ids: await someIds(source, facts),
    preview: await previewRows(source, facts, PREVIEW_ROWS),
  };
}

async function someIds(source: ByteSource, facts: CsvFacts): Promise<readonly string[]> {
  const column = facts.header.findIndex((name) => name.toLowerCase() === 'id');
  if (column < 0) return [];
  const rows = await previewRows(source, facts, IDS);
  return rows.flatMap((cells) => cells[column] ?? []).filter((id) => id !== '');
}
