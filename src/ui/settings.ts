import os from 'node:os';
import path from 'node:path';
import { ConfigurationTarget, l10n, workspace, type Disposable, type Uri } from 'vscode';
import type { Operation } from '../core/salesforce/job.js';

const section = 'salesforceBulk';
const read = (resource?: Uri) => workspace.getConfiguration(section, resource);

/** The settings of the manifest, read where they are used and in no other place: a change takes effect at once. */
export const settings = {
  /** How it is told that something is done or has ended. Errors and questions are always shown. */
  notifications: () => read().get('notifications', 'toast') as 'toast' | 'statusBar' | 'off',
  /** What is offered first where neither the file nor its last load speaks for another. */
  defaultOperation: (resource?: Uri) => read(resource).get('defaultOperation', 'insert') as Operation,
  /** How many parts of one load may wait for Salesforce at a time; 0 = all. */
  partsAtOnce: (resource?: Uri): number => read(resource).get('partsAtOnce', 0),
  /** Seconds between two looks at a job, at most. Typed by hand it may be anything. */
  pollCeiling: (): number => Math.min(600, Math.max(5, Number(read().get('pollCeilingSeconds', 30)) || 30)),
  /** `66.0`; undefined = the highest that the org and this extension know. */
  apiVersion: (): string | undefined => read().get('apiVersion', '') || undefined,
  /** Path of a folder that is ours alone, since what is old in it is removed; undefined = the extension's storage. */
  resultsFolder: (): string | undefined => {
    const folder = read()
      .get('resultsFolder', '')
      .replace(/^~(?=$|[/\\])/, os.homedir());
    return path.isAbsolute(folder) ? path.join(folder, 'salesforce-bulk-results') : undefined;
  },
  /** The program `sf`; VS Code ignores what an untrusted workspace says. */
  cliPath: (): string => read().get('cliPath', 'sf').trim() || 'sf',
  /** Consumer key of the External Client App to sign in with. The person's own: no workspace puts another in its place. */
  signInClientId: (): string | undefined => read().get('signInClientId', '').trim() || undefined,
  /** Where the browser comes back to on this machine; part of the callback URL of the app. */
  signInPort: (): number => read().get('signInPort', 1789),
  /** Days. */
  resultsRetention: (): number => read().get('resultsRetentionDays', 7),
  /** Usernames, org ids or hosts of those that may be written to, for each place that names any. */
  allowedOrgs: (): readonly { readonly where: string; readonly orgs: readonly string[] }[] =>
    everywhere('allowedOrgs', [])
      .map(({ where, value }) => ({ where, orgs: [value].flat().map(String) }))
      .filter(({ orgs }) => orgs.length > 0),
  /** Which settings turn writing off. */
  readOnlyIn: (): string | undefined => everywhere('readOnly', false).find(({ value }) => Boolean(value))?.where,
};

/**
 * What the user, the workspace and each of its folders say, for settings by which none may allow what another forbids:
 * VS Code lets the folder's value replace the user's.
 */
function everywhere(name: string, unset: unknown): readonly { readonly where: string; readonly value: unknown }[] {
  const said = read().inspect(name);
  const folders = (workspace.workspaceFolders ?? []).map(({ name: folder, uri }) => ({
    where: l10n.t('the settings of the folder {0}', folder),
    value: read(uri).inspect(name)?.workspaceFolderValue,
  }));
  return [
    { where: l10n.t('your settings'), value: said?.globalValue },
    { where: l10n.t('the settings of this workspace'), value: said?.workspaceValue },
    ...folders,
  ].map(({ where, value }) => ({ where, value: value ?? unset }));
}

export const keepSignInClientId = (clientId: string): Thenable<void> =>
  read().update('signInClientId', clientId, ConfigurationTarget.Global);

/** @param name `apiVersion`, … */
export const onDidChangeSetting = (name: string, listener: () => void): Disposable =>
  workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration(`${section}.${name}`)) listener();
  });
