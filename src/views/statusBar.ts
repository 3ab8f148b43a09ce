import { l10n, MarkdownString, StatusBarAlignment, window, type Disposable } from 'vscode';
import type { JobStore } from '../core/load/jobStore.js';
import { hasEnded } from '../core/salesforce/job.js';
import { isUnderWay, type LoadState } from '../core/load/loadState.js';
import { DisposableStore } from '../ui/disposables.js';
import { setContext } from '../ui/contextKeys.js';
import type { CommandId } from '../ui/commandIds.js';
import { escapeMarkdown } from '../ui/foreignText.js';
import { JOBS_VIEW } from './jobsView.js';

/** One item, shown while loads of this window are under way. */
export function registerStatusBar(store: JobStore): Disposable {
  const owned = new DisposableStore();
  const item = owned.add(window.createStatusBarItem('salesforceBulk.loads', StatusBarAlignment.Left));
  item.name = l10n.t('Salesforce bulk loads');
  item.command = `${JOBS_VIEW}.focus`;

  const update = () => {
    const running = store.loads().filter(isUnderWay);
    setContext('salesforceBulk.loading', running.length > 0);
    if (running.length === 0) return item.hide();
    const jobs = running.reduce((sum, load) => sum + unendedJobs(store, load), 0);
    item.text = `$(sync~spin) ${jobs === 1 ? l10n.t('1 bulk job') : l10n.t('{0} bulk jobs', jobs)}`;
    item.tooltip = tooltipOf(running);
    item.show();
  };
  owned.add(store.onDidChange(update));
  update();
  return owned;
}

const STOP: CommandId = 'salesforceBulk.stopLoad';

/** What is under way, and how to stop it: where notifications are off, no toast has a Cancel. */
function tooltipOf(running: readonly LoadState[]): MarkdownString {
  const loads = running.map(({ fileName, object, operation }) => `${fileName}: ${object} · ${operation}`);
  const stop = `[${l10n.t('Stop Everything')}](command:${STOP})`;
  const tooltip = new MarkdownString([...loads.map(escapeMarkdown), stop].join('\n\n'));
  tooltip.isTrusted = { enabledCommands: [STOP] };
  return tooltip;
}

const unendedJobs = (store: JobStore, load: LoadState): number =>
  Math.max(
    1,
    load.parts.filter((part) => {
      const id = part.jobIds.at(-1);
      const record = id === undefined ? undefined : store.job(load.org, id);
      return record !== undefined && !hasEnded(record.job);
    }).length,
  );
