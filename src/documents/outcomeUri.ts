import { Uri } from 'vscode';
import { UserError } from '../core/errors.js';
import type { LoadState } from '../core/load/loadState.js';
import { SCHEME } from './resultUri.js';

const OUTCOME = 'outcome';

/** `salesforce-bulk:/{org}/{load id}/outcome/{title}.csv`: the rows of a load, each with what became of it. */
export function toOutcomeUri({ org, loadId, fileName }: Pick<LoadState, 'org' | 'loadId' | 'fileName'>): Uri {
  const title = `${fileName.replace(/\.[ct]sv$/i, '')} outcome.csv`;
  return Uri.from({ scheme: SCHEME, path: ['', org, loadId, OUTCOME, title.replaceAll('/', '_')].join('/') });
}

export const isOutcomeUri = (uri: Uri): boolean => uri.scheme === SCHEME && uri.path.split('/')[3] === OUTCOME;

/** @returns the id of the load */
export function fromOutcomeUri(uri: Uri): string {
  const [, , loadId = '', , title, ...rest] = uri.path.split('/');
  if (isOutcomeUri(uri) && /^[\w-]+$/.test(loadId) && title !== undefined && rest.length === 0) return loadId;
  throw new UserError('InvalidArgument', `Not the address of an outcome: ${uri.toString()}`);
}
