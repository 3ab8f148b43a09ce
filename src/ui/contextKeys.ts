import { commands } from 'vscode';

/** Context keys named in the manifest's `when` clauses, with their values. */
export interface ContextKeys {
  'salesforceBulk.state': 'noOrg' | 'noDefaultOrg' | 'noJobs' | 'filtered' | 'jobs';
  'salesforceBulk.loading': boolean;
  'salesforceBulk.signingIn': boolean;
  'salesforceBulk.hasFailedRows': boolean;
}

const last = new Map<keyof ContextKeys, unknown>();

/** Sets a context key, if it changed: each call crosses to the window. */
export function setContext<K extends keyof ContextKeys>(key: K, value: ContextKeys[K]): void {
  if (last.get(key) === value) return;
  last.set(key, value);
  void commands.executeCommand('setContext', key, value);
}
