import { mkdir, readdir, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../errors.js';
import type { OrgKey } from '../load/jobStore.js';
import type { ResultSet } from '../salesforce/job.js';
import type { BulkApi, TransferOptions } from '../salesforce/ports.js';

/** Downloaded result sets on this machine: `{folder}/{org}/{job id}/{result set}.csv`, mode 600. */
export class ResultFiles {
  private readonly downloads = new Map</* path */ string, Promise<string>>();

  constructor(private readonly folder: () => string) {}

  /**
   * Downloads a result set of an ended job, once: it never changes. Who asks while it is under way gets the same.
   * @returns its path
   * @throws UserError `InvalidArgument`, `StorageFailed`, and those of `downloadResults`
   */
  async fetch(
    bulk: Pick<BulkApi, 'downloadResults'>,
    org: OrgKey,
    jobId: string,
    resultSet: ResultSet,
    options?: TransferOptions,
  ): Promise<string> {
    const file = path.join(this.folder(), segment(org), segment(jobId), `${segment(resultSet)}.csv`);
    if (await exists(file)) return file;
    const running = this.downloads.get(file);
    if (running) return running;
    const download = this.download(bulk, jobId, resultSet, file, options).finally(() => this.downloads.delete(file));
    this.downloads.set(file, download);
    return download;
  }

  private async download(
    bulk: Pick<BulkApi, 'downloadResults'>,
    jobId: string,
    resultSet: ResultSet,
    file: string,
    options?: TransferOptions,
  ): Promise<string> {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new UserError('StorageFailed', l10n.t('The results could not be stored: {0}', reason), {
        nextStep: l10n.t('Check the free space of the disk and the permissions of the folder.'),
        cause,
      });
    });
    await bulk.downloadResults(jobId, resultSet, file, options);
    return file;
  }
}

/** Ids come from URIs and other extensions: one with `../` in it would name another folder. */
function segment(name: string): string {
  if (/^[\w-]+$/.test(name)) return name;
  throw new UserError('InvalidArgument', l10n.t('{0} does not name a result.', name));
}

export const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );

/** Removes what was written into a folder (two levels down) more than `days` ago. Never throws: it is housekeeping. */
export async function removeOlderThan(folder: string, days: number, now: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const group = path.join(folder, name);
    for (const entry of await readdir(group).catch(() => [])) {
      const file = path.join(group, entry);
      const found = await stat(file).catch(() => undefined);
      if (!found || now - found.mtimeMs <= days * 86_400_000) continue;
      await rm(file, { recursive: true, force: true }).catch(() => {});
    }
    await rmdir(group).catch(() => {}); // only if nothing is left in it
  }
}
