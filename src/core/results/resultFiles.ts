import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { OrgKey } from '../load/jobStore.js';
import type { ResultSet } from '../salesforce/job.js';
import type { BulkApi, TransferOptions } from '../salesforce/ports.js';

/** Downloaded result sets on this machine: `{folder}/{org}/{job id}/{result set}.csv`, mode 600. */
export class ResultFiles {
  private readonly downloads = new Map</* path */ string, Promise<string>>();

  constructor(private readonly folder: string) {}

  /** Downloads a result set, once: results of an ended job never change. @returns its path */
  async fetch(
    bulk: Pick<BulkApi, 'downloadResults'>,
    org: OrgKey,
    jobId: string,
    resultSet: ResultSet,
    options?: TransferOptions,
  ): Promise<string> {
    const file = path.join(this.folder, org, jobId, `${resultSet}.csv`);
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
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await bulk.downloadResults(jobId, resultSet, file, options);
    return file;
  }
}

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );

/** Removes what was written into a folder (two levels down) more than `days` ago. Never throws: it is housekeeping. */
export async function removeOlderThan(folder: string, days: number, now: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const org = path.join(folder, name);
    for (const entry of await readdir(org).catch(() => [])) {
      const file = path.join(org, entry);
      const age = await stat(file).catch(() => undefined);
      if (age && now - age.mtimeMs > days * 86_400_000)
        await rm(file, { recursive: true, force: true }).catch(() => {});
    }
  }
}
