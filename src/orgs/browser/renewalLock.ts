import { mkdir, open, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A renewal takes no longer: a lock this old was left behind. */
export const LOCKED_MS = 30_000;
const LOOK_AGAIN_MS = 50;

/**
 * Does something in one window at a time: Salesforce takes a refresh token that comes a second time for stolen, and
 * ends all sessions that came of it.
 * @param file of the lock. Where it cannot be written, there is none
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const locked = await lock(file);
  try {
    return await work();
  } finally {
    if (locked) await rm(file, { force: true });
  }
}

async function lock(file: string): Promise<boolean> {
  const until = Date.now() + LOCKED_MS;
  try {
    await mkdir(path.dirname(file), { recursive: true });
  } catch {
    return false;
  }
  while (Date.now() < until) {
    try {
      await (await open(file, 'wx', 0o600)).close();
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false;
    }
    const age = await stat(file)
      .then(({ mtimeMs }) => Date.now() - mtimeMs)
      .catch(() => 0); // freed meanwhile
    if (age > LOCKED_MS) await rm(file, { force: true });
    else await delay(LOOK_AGAIN_MS);
  }
  return false;
}
