import type { LogOutputChannel } from 'vscode';
import type { RequestEntry } from '../core/salesforce/connect.js';

/** One line a request: what changes something or fails is worth reading, what only looks is detail. */
export const logRequest =
  (log: LogOutputChannel) =>
  ({ method, path, status, duration, bytesWritten, bytesRead, fault }: RequestEntry): void => {
    const answer = status ?? fault ?? 'no answer';
    const line = `${method} ${path} ${answer} ${Math.round(duration)} ms, ${bytesWritten} bytes sent, ${bytesRead} received`;
    if (status === undefined || status >= 400) log.warn(line);
    else if (method === 'GET') log.debug(line);
    else log.info(line);
  };
