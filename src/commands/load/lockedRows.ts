import { CancellationError, l10n } from 'vscode';
import type { CsvFacts } from '../../core/csv/facts.js';
import type { Field } from '../../core/salesforce/ports.js';
import { escapeIcons } from '../../ui/foreignText.js';
import { BACK, pick } from '../../ui/steps.js';
import type { Rerun, Which } from './rerun.js';

const LOCKED = 'UNABLE_TO_LOCK_ROW';
/** Rows that are sorted in memory. */
const MOST_SORTED = 500_000;
/** Salesforce works side by side on batches of 10,000 rows. */
const ROWS_OF_A_JOB = 2000;
const MOST_JOBS = 50;
/** Bytes: room for the largest record. */
const LEAST_PART = 500_000;

/** How rows are sent again. */
export interface Order {
  /** Index of the column they are sorted by. */
  readonly sortBy?: number;
  /** How they are cut into jobs. */
  readonly jobs: (facts: CsvFacts) => { readonly maxPartBytes?: number; readonly partsAtOnce?: number };
}

const AS_THEY_STAND: Order = { jobs: () => ({}) };

/**
 * Rows fail with `UNABLE_TO_LOCK_ROW` where batches that run side by side write below the same parent. Sorted by it, in
 * small jobs one after another, they do not meet.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_planning_guidelines.htm
 */
export async function askOrder(rerun: Rerun, which: Which, fields: readonly Field[], title: string): Promise<Order> {
  const { outcome, facts, rows } = rerun;
  const groups = which.group ? [which.group] : outcome.groups;
  const columns = parentColumns(facts.header, fields);
  const isLocked = groups.some(({ code }) => code === LOCKED);
  if (!isLocked || columns.length === 0 || rows.now.length > MOST_SORTED) return AS_THEY_STAND;
  const choice = await pick({
    place: { title, step: 1, totalSteps: 1 },
    placeholder: l10n.t('Some of these rows were refused because their parent was locked'),
    items: [
      ...columns.map((column) => ({
        label: l10n.t('Sorted by {0}, in small jobs one after another', escapeIcons(facts.header[column] ?? '')),
        detail: l10n.t('Rows of one parent are no longer written side by side'),
        order: { sortBy: column, jobs: smallJobs },
      })),
      { label: l10n.t('As they stand in the file'), detail: l10n.t('In one job'), order: AS_THEY_STAND },
    ],
  });
  if (choice === BACK) throw new CancellationError();
  return choice.order;
}

/** Columns that refer to another record, by Id or by a field of it. */
function parentColumns(header: readonly string[], fields: readonly Field[]): readonly number[] {
  const references = fields.filter(({ type }) => type === 'reference').map(({ name }) => name.toLowerCase());
  return [...header.keys()].filter((column) => {
    const name = header[column]!.toLowerCase();
    return name.includes('.') || references.includes(name);
  });
}

function smallJobs({ stat, bodyStart, rows }: CsvFacts) {
  const jobs = Math.min(MOST_JOBS, Math.ceil(rows / ROWS_OF_A_JOB));
  return { maxPartBytes: Math.max(LEAST_PART, bodyStart + Math.ceil((stat.size - bodyStart) / jobs)), partsAtOnce: 1 };
}
