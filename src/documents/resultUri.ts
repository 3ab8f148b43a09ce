import { Uri } from 'vscode';
import { UserError } from '../core/errors.js';
import type { OrgKey } from '../core/load/jobStore.js';
import type { ErrorKind } from '../core/results/groupRows.js';
import { RESULT_SETS, type JobInfo, type ResultSet } from '../core/salesforce/job.js';

export const SCHEME = 'salesforce-bulk';

/** What a result document is of. */
export interface ResultAddress {
  readonly org: OrgKey;
  readonly jobId: string;
  readonly resultSet: ResultSet;
  /** Of the failed rows, only those of this kind of error. */
  readonly group?: ErrorKind;
  /** Only the first rows: the whole is too large for a tab. */
  readonly preview?: boolean;
}

const PREVIEW = 'preview';
/** As `sf__Error` has them; they are of the server, and nothing else may stand in an address. */
const CODE = /^\w*$/;
const FIELD = /^[a-z]\w*(\.\w+)*$/i;

const WORDS: Record<ResultSet, string> = {
  successfulResults: 'successful',
  failedResults: 'failed',
  unprocessedrecords: 'unprocessed',
};

/**
 * `salesforce-bulk:/{org}/{job id}/{result set}/{title}.csv`; the last segment is what the tab shows. A part of the rows
 * is named by the query: `preview`, `code={code}&fields={field},{field}`.
 */
export function toResultUri(address: ResultAddress, job: Pick<JobInfo, 'object' | 'operation'>): Uri {
  const { org, jobId, resultSet, group, preview } = address;
  const of = group ? ` ${[group.code || 'without code', ...group.fields].join(' ')}` : '';
  const title = `${job.object} ${job.operation} ${WORDS[resultSet]}${of} ${jobId}${preview ? ' (first rows)' : ''}.csv`;
  const path = ['', org, jobId, resultSet, title].join('/');
  const query = [...(group ? [`code=${group.code}&fields=${group.fields.join()}`] : []), ...(preview ? [PREVIEW] : [])];
  return Uri.from({ scheme: SCHEME, path, query: query.join('&') });
}

export function fromResultUri(uri: Uri): ResultAddress {
  const [, org, jobId, resultSet, title, ...rest] = uri.path.split('/');
  const query = new URLSearchParams(uri.query);
  const group = groupIn(query);
  const valid =
    uri.scheme === SCHEME &&
    /^00D\w{15}-005\w{15}$/.test(org ?? '') &&
    /^750\w{12}(\w{3})?$/.test(jobId ?? '') &&
    RESULT_SETS.includes(resultSet as ResultSet) &&
    title !== undefined &&
    rest.length === 0 &&
    (!group ||
      (resultSet === 'failedResults' && CODE.test(group.code) && group.fields.every((name) => FIELD.test(name))));
  if (!valid) throw new UserError('InvalidArgument', `Not the address of a result: ${uri.toString()}`);
  return {
    org: org as OrgKey,
    jobId: jobId as string,
    resultSet: resultSet as ResultSet,
    ...(group && { group }),
    preview: query.has(PREVIEW),
  };
}

function groupIn(query: URLSearchParams): ErrorKind | undefined {
  const code = query.get('code');
  const fields = query.get('fields') ?? '';
  return code === null ? undefined : { code, fields: fields === '' ? [] : fields.split(',') };
}
