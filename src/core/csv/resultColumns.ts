/** What an outcome CSV has before the columns of its source. */
export const OUTCOME_COLUMNS = ['sf__Id', 'sf__Created', 'sf__Error', 'state'] as const;

/**
 * Whether a column says what became of the rows, so is no field: those of Salesforce, and `state` of an outcome CSV. It
 * is told by all that stands before it: failedResults have a first column of the upload behind `sf__Error`, too.
 */
export function isResultColumn(header: readonly string[], index: number): boolean {
  const first = index + 1 - OUTCOME_COLUMNS.length;
  return /^sf__/i.test(header[index] ?? '') || OUTCOME_COLUMNS.every((name, i) => header[first + i] === name);
}
