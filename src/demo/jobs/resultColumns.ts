// The columns of the upload as successfulResults and failedResults show them.

import { objectNamed } from '../objects/schema.js';
import type { Org } from '../org.js';
import { DELIMITERS } from '../rows/csv.js';
import type { Job } from './job.js';

export interface ResultColumn {
  /** As it was sent, quotes and all. */
  readonly name: string;
  /** Where it stands in the upload, 0-based. */
  readonly at: number;
  /** Its values do not come back. */
  readonly isBlank: boolean;
}

/** @param header of the upload, without its line ending */
export function resultColumns(
  org: Org,
  { object, apiVersion, columnDelimiter }: Job,
  header: string,
  resultSet: 'successfulResults' | 'failedResults',
): readonly ResultColumn[] {
  const losesValues = resultSet === 'failedResults' && org.settings.doubts.failedHeaderCase === 'blank';
  const columns = splitHeader(header, DELIMITERS[columnDelimiter]).map((name, at) => ({
    name,
    at,
    isBlank: losesValues && isInOtherCase(object, unquoted(name)),
  }));
  // Up to v49.0 they come back in the order of their names.
  if (apiVersion > 49) return columns;
  return columns.sort((one, other) => (unquoted(one.name) < unquoted(other.name) ? -1 : 1));
}

function splitHeader(header: string, delimiter: string): readonly string[] {
  const names: string[] = [];
  let name = '';
  for (const part of header === '' ? [] : header.split(delimiter)) {
    name += part;
    const isWhole = name.split('"').length % 2 === 1;
    if (isWhole) names.push(name);
    name = isWhole ? '' : name + delimiter;
  }
  return name === '' ? names : [...names, name];
}

const unquoted = (name: string): string => name.replace(/^"(.*)"$/s, '$1');

const isInOtherCase = (object: string, name: string): boolean =>
  !name.includes('.') && !objectNamed(object).fields.some((field) => field.name === name);
