import type { LogOutputChannel } from 'vscode';
import type { RequestEntry } from '../core/salesforce/connect.js';

/** One line a request. An entry holds neither tokens nor bodies. */
export const logRequest =
  (log: LogOutputChannel) =>
  (entry: RequestEntry): void =>
    log.debug(JSON.stringify(entry));
