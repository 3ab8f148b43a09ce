// What no recorded answer of Salesforce proves. Each switch stands on its strict side, so that a client which relies
// on the lenient one is found out; tests turn them one at a time. Letters and numbers name sections of the Bulk API
// reference this demo org was built from: A.2 upload, A.5 job info, A.6 states, A.9 results, A.10 rows, D.3 job
// errors, D.5 CSV rules, G the list of open questions.

/** The strict side of each switch first. */
const SIDES = {
  /**
   * A.2, G: what a second PUT to one job meets. `rejected`: 400 BULK_API_ERROR at the PUT.
   * `failsClose`: 201, then 400 INVALIDJOB at the PATCH to UploadComplete (seen at v43).
   */
  secondUpload: ['rejected', 'failsClose'],
  /** A.2, G: an upload with `Content-Encoding: gzip`. `rejected`: 415. `accepted`: unpacked. */
  gzipUpload: ['rejected', 'accepted'],
  /** A.6, G: result sets of a job that has not ended. `rejected`: 400 INVALIDJOBSTATE. `headerOnly`: 200. */
  resultsBeforeEnd: ['rejected', 'headerOnly'],
  /** A.6: PATCH to UploadComplete with no PUT before. `jobComplete`: ends 0/0. `rejected`: 400 INVALIDJOBSTATE. */
  closeWithoutUpload: ['jobComplete', 'rejected'],
  /** A.6: DELETE of an Open job. `rejected`: 400 as documented for query jobs. `accepted`: 204. */
  deleteOpenJob: ['rejected', 'accepted'],
  /** A.9, G: order of rows in results. */
  resultOrder: ['shuffled', 'uploaded'],
  /** A.9: line ending of results. `job`: the job's own. `LF`: always, as in all recordings. */
  resultLineEnding: ['job', 'LF'],
  /** A.9: results compressed for a client that sends `Accept-Encoding: gzip`; Salesforce may or may not. */
  gzipResults: ['yes', 'no'],
  /** A.6: unprocessedrecords after a structural failure. `text`: the uploaded text. `headerOnly`. */
  unprocessedAfterFailure: ['text', 'headerOnly'],
  /** A.9: spelling of result paths. `any` also takes `unprocessedRecords`. */
  resultPathCase: ['any', 'documented'],
  /** A.5, G: counters of an InProgress job. `step`: in steps. `zeroUntilEnd`: 0, then all. */
  counters: ['step', 'zeroUntilEnd'],
  /** A.5, G: `isPkChunkingSupported: false` on jobs of v61.0 and later. */
  isPkChunkingSupported: ['present', 'absent'],
  /** B.2: why a query job failed. `absent`: job info does not say. `present`: as errorMessage, like ingest jobs. */
  queryJobErrorMessage: ['absent', 'present'],
  /** A.1: members the request body should not have. `rejected`: 400 JSON_PARSER_ERROR. */
  unknownMember: ['rejected', 'ignored'],
  /** D.3: a column that exists but cannot be written. `failsJob`: as if there were none. `failsRows`: row errors. */
  readOnlyColumn: ['failsJob', 'failsRows'],
  /** D.3: a CR without LF. `invalid`: a wrong line ending, fails the job. `value`: part of the cell. */
  loneCarriageReturn: ['invalid', 'value'],
  /** D.5: a blank line. `row`: a row of one empty cell, which fails under two or more columns. `skipped`. */
  blankLine: ['row', 'skipped'],
  /** D.5: text of a checkbox. `exact`: `true` or `false`. `wide`: any case, 1/0, yes/no. */
  booleans: ['exact', 'wide'],
  /** D.5: the text for null. `exact`: `#N/A`. `anyCase`: `#n/a` too. */
  nullMarker: ['exact', 'anyCase'],
  /** D.5: `#N/A` on insert where the field has a default. `null`: no value. `default`: as if blank. */
  nullOnInsert: ['null', 'default'],
  /** D.5: `#N/A` in a checkbox. `failsRow`: REQUIRED_FIELD_MISSING. `false`: unchecked. */
  nullCheckbox: ['failsRow', 'false'],
  /** D.5: a space between a quote and a delimiter. `failsRow`: as documented. `failsJob`: as other stray quotes. */
  spaceByQuote: ['failsRow', 'failsJob'],
  /** D.5: bytes that are no UTF-8. `failsJob`. `replaced`: saved as U+FFFD, as a user has seen. */
  invalidUtf8: ['failsJob', 'replaced'],
  /** A.10: the same Id twice in one chunk. `failsBoth`: as external ids do. `takesBoth`: one after the other. */
  duplicateId: ['failsBoth', 'takesBoth'],
  /** A.10: a relationship column that names a parent of the same chunk. `found`: where the parent stands above. */
  parentInChunk: ['notFound', 'found'],
  /** A.10: hardDelete of a record in the recycle bin. `refused`: ENTITY_IS_DELETED. `taken`: gone for good. */
  hardDeleteFromBin: ['refused', 'taken'],
  /** A.9: failedResults where the header's letter case is not the field's. `blank`: a known issue drops the values. */
  failedHeaderCase: ['echoed', 'blank'],
  /** E.5: a `code_verifier` in a refresh, as of a client that keeps it. `rejected`: invalid_grant. `ignored`. */
  codeVerifierAtRefresh: ['rejected', 'ignored'],
} as const;

export type Doubts = { -readonly [Name in keyof typeof SIDES]: (typeof SIDES)[Name][number] };

const sides = (at: 0 | 1): Readonly<Doubts> =>
  Object.fromEntries(Object.entries(SIDES).map(([name, side]) => [name, side[at]])) as Readonly<Doubts>;

export const STRICT = sides(0);

/** What a test turns, one at a time. */
export const OTHER_SIDE = sides(1);
