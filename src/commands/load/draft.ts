import type { Uri } from 'vscode';
import type { CsvFacts } from '../../core/csv/facts.js';
import type { ByteSource } from '../../core/csv/source.js';
import type { LineEnding, Operation } from '../../core/salesforce/job.js';
import type { SObjectDescribe } from '../../core/salesforce/ports.js';
import type { KnownOrg } from '../../orgs/knownOrg.js';

/** A file that is going to be loaded, and what one pass over it found. */
export interface InspectedFile {
  readonly uri: Uri;
  readonly fileName: string;
  readonly source: ByteSource;
  readonly facts: CsvFacts;
  /** The person said what separates the columns; else it was found. */
  readonly delimiterChosen: boolean;
  /** Some values of the Id column, where there is one. */
  readonly ids: readonly string[];
  /** The first data rows as parsed. */
  readonly preview: readonly (readonly string[])[];
}

/** What the person has decided so far, step by step. */
export interface Draft {
  files: readonly InspectedFile[];
  org: KnownOrg | undefined;
  object: SObjectDescribe | undefined;
  operation: Operation | undefined;
  externalIdFieldName: string | undefined;
  assignmentRule: { readonly id: string; readonly name: string } | undefined;
  emptyAsNull: boolean;
  raggedRows: 'leaveOut' | 'send' | undefined;
  /** Chosen by the person; that of each file where undefined. */
  lineEnding: LineEnding | undefined;
  /** Names of columns that are not sent. */
  leaveOut: readonly string[];
}

export const newDraft = (files: readonly InspectedFile[], org?: KnownOrg): Draft => ({
  files,
  org,
  object: undefined,
  operation: undefined,
  externalIdFieldName: undefined,
  assignmentRule: undefined,
  emptyAsNull: false,
  raggedRows: undefined,
  lineEnding: undefined,
  leaveOut: [],
});

/** A draft whose questions are answered. */
export type Decided = Omit<Draft, 'org' | 'object' | 'operation'> & {
  readonly org: KnownOrg;
  readonly object: SObjectDescribe;
  readonly operation: Operation;
};

export function decided(draft: Draft): Decided {
  const { org, object, operation } = draft;
  if (!org || !object || !operation) throw new Error('a step was left out');
  return { ...draft, org, object, operation };
}

/** Every row of a draft's files that will be sent. */
export const rowsToSend = (draft: Draft): number =>
  draft.files.reduce(
    (sum, { facts }) => sum + facts.rows - (draft.raggedRows === 'leaveOut' ? facts.raggedRows : 0),
    0,
  );
