import type { Disposable } from 'vscode';
import type { Clock } from '../core/clock.js';
import { removeOlderThan } from '../core/results/resultFiles.js';
import { onDidChangeSetting, settings } from './settings.js';

/** Not at the start, which everybody waits for, and not while a number is being typed. */
const DELAY_MS = 60_000;

/** Removes what is older than the setting says, once in a session and after each change of the setting. */
export function keepRetention(folders: () => readonly string[], clock: Clock): Disposable {
  const startedAt = clock.now(); // what this session writes is not old, even where nothing is kept
  const clean = () => {
    for (const folder of folders()) void removeOlderThan(folder, settings.resultsRetention(), startedAt);
  };
  let cancel = clock.after(DELAY_MS, clean);
  const subscription = onDidChangeSetting('resultsRetentionDays', () => {
    cancel();
    cancel = clock.after(DELAY_MS, clean);
  });
  return {
    dispose: () => {
      cancel();
      subscription.dispose();
    },
  };
}
