/** What became of a row that was to be sent; `succeeded` is a record that was there before (updated, deleted). */
export const ROW_STATES = ['succeeded', 'created', 'failed', 'unprocessed', 'unknown'] as const;
export type RowState = (typeof ROW_STATES)[number];
