// Makes the project ready on a machine that has only Node and npm: installs what is missing, builds what is stale.
// Runs before every npm script that needs it. Speaks on stderr only: stdout belongs to the script that follows.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

process.chdir(path.resolve(import.meta.dirname, '..'));

const INSTALLED = 'node_modules/.lock-hash';
const BUILT = 'dist/.built'; // in dist/, so that whoever builds something else there (package.mjs) removes it
const SOURCES = ['src', 'test', 'media', 'esbuild.mjs', 'package.json', INSTALLED];

const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

function run(what, command, ...args) {
  console.error(`${what} …`);
  const { status, error } = spawnSync(command, args, {
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32' && command === 'npm', // npm is a .cmd file there
  });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** Time of the last change in ms; a folder's own time tells of files that were removed. */
function lastChange(entry) {
  if (!existsSync(entry)) return 0;
  const stat = statSync(entry);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(entry).map((name) => lastChange(path.join(entry, name))));
}

const lockHash = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
if (read(INSTALLED) !== lockHash) {
  run('Installing the dependencies', 'npm', 'ci', '--no-fund', '--no-audit', '--loglevel=error');
  writeFileSync(INSTALLED, lockHash);
}

const started = new Date();
if (Number(read(BUILT) ?? 0) < Math.max(...SOURCES.map(lastChange)) || !existsSync('out/test')) {
  rmSync('out', { recursive: true, force: true }); // tests whose source was removed or renamed must not run
  run('Building', process.execPath, 'esbuild.mjs');
  writeFileSync(BUILT, String(started.getTime()));
}
