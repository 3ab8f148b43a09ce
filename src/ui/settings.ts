import { workspace, type Uri } from 'vscode';

const section = 'salesforceBulk';

/** The settings of the manifest, read where they are used and in no other place. */
export const settings = {
  /** How many parts of one load may wait for Salesforce at a time; 0 = all. */
  partsAtOnce: (resource?: Uri): number => workspace.getConfiguration(section, resource).get('partsAtOnce', 0),
  /** Days. */
  resultsRetention: (): number => workspace.getConfiguration(section).get('resultsRetentionDays', 7),
};
