import { Uri } from 'vscode';
import { UserError } from '../core/errors.js';
import type { OrgKey } from '../core/load/jobStore.js';
import { RESULT_SETS, type JobInfo, type ResultSet } from '../core/salesforce/job.js';

export const SCHEME = 'salesforce-bulk';

/** What a result document is of. */
export interface ResultAddress {
  readonly org: OrgKey;
  readonly jobId: string;
  readonly resultSet: ResultSet;
  /** Only the first rows: the whole is too large for a tab. */
  readonly preview?: boolean;
}

const PREVIEW = 'preview';

const WORDS: Record<ResultSet, string> = {
  successfulResults: 'successful',
  failedResults: 'failed',
  unprocessedrecords: 'unprocessed',
};

/** `salesforce-bulk:/{org}/{job id}/{result set}/{title}.csv`; the last segment is what the tab shows. */
export function toResultUri(address: ResultAddress, job: Pick<JobInfo, 'object' | 'operation'>): Uri {
  const { org, jobId, resultSet, preview } = address;
  const title = `${job.object} ${job.operation} ${WORDS[resultSet]} ${jobId}${preview ? ' (first rows)' : ''}.csv`;
  const path = ['', org, jobId, resultSet, title].join('/');
  return Uri.from({ scheme: SCHEME, path, ...(preview && { query: PREVIEW }) });
}

export function fromResultUri(uri: Uri): ResultAddress {
  const [, org, jobId, resultSet, title, ...rest] = uri.path.split('/');
  const valid =
    uri.scheme === SCHEME &&
    /^00D\w{15}-005\w{15}$/.test(org ?? '') &&
    /^750\w{12}(\w{3})?$/.test(jobId ?? '') &&
    RESULT_SETS.includes(resultSet as ResultSet) &&
    title !== undefined &&
    rest.length === 0;
  if (!valid) throw new UserError('InvalidArgument', `Not the address of a result: ${uri.toString()}`);
  return {
    org: org as OrgKey,
    jobId: jobId as string,
    resultSet: resultSet as ResultSet,
    preview: uri.query === PREVIEW,
  };
}
