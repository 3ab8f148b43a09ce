// npm run package: writes salesforce-bulk-loader.vsix at the root, or fails loudly and leaves none.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

process.chdir(path.resolve(import.meta.dirname, '..'));

const VSIX = 'salesforce-bulk-loader.vsix';
const MAX_BYTES = 1_500_000;

const node = (...args) => execFileSync(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] }).toString();

/** Folders of the packages whose code is in the bundles, as paths below the root. */
function bundledPackages() {
  const { outputs } = JSON.parse(readFileSync('dist/meta.json', 'utf8'));
  const files = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const folders = files.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]);
  return [...new Set(folders.filter(Boolean))].sort();
}

/** The notice a package's licence asks to keep: its own licence text, or at least its name. */
function notice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  if (!file && !license) throw new Error(`${name} is in the bundle, but names no licence.`);
  const text = file ? readFileSync(path.join(folder, file), 'utf8').trim() : '';
  return `${name} ${version} (${license ?? 'see below'})\n\n${text}`.trim();
}

function build() {
  rmSync(VSIX, { force: true });
  node('esbuild.mjs', '--minify', '--no-tests');
  const heading = 'Bulk Loader for Salesforce contains code of these packages.';
  const rule = `\n\n${'-'.repeat(80)}\n\n`;
  writeFileSync('dist/NOTICE.txt', [heading, ...bundledPackages().map(notice)].join(rule) + '\n');
}

function pack() {
  const allow = ['--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository'];
  node('node_modules/@vscode/vsce/vsce', 'package', ...allow, '--out', VSIX);
  const { size } = statSync(VSIX);
  if (size <= MAX_BYTES) return size;
  rmSync(VSIX);
  throw new Error(`${VSIX} would have ${size} bytes; more than ${MAX_BYTES} means something ships that should not.`);
}

try {
  build();
  node('--enable-source-maps', 'out/test/suite.js', 'out/test/unit/build');
  console.log(`${VSIX}: ${Math.ceil(pack() / 1000)} kB`);
} catch (error) {
  console.error(error.stdout?.toString() ?? '', error.stderr?.toString() ?? error);
  process.exitCode = 1;
}
