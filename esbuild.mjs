// Builds what ships (dist/) and what the tests run (out/).
//   node esbuild.mjs [--minify] [--watch] [--no-tests]
import { build, context } from 'esbuild';
import { readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

const flags = new Set(process.argv.slice(2));
const minify = flags.has('--minify');

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  platform: 'node',
  format: 'cjs', // ESM output of jsforce's dependencies fails at load: "Dynamic require of … is not supported"
  target: 'node20',
  // jsforce brings undici 8, which does not load on Node 20 and replaces the fetch dispatcher of the whole
  // process when it does: every extension in the host would lose VS Code's proxy. See the shim.
  alias: { undici: './src/core/salesforce/undici.ts' },
  sourcemap: minify ? false : 'linked',
  minify,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
};

/** @type {import('esbuild').BuildOptions} */
const ships = {
  ...common,
  outdir: 'dist',
  external: ['vscode'],
  entryPoints: { extension: 'src/extension.ts', demo: 'src/demo/main.ts' },
};

/**
 * The job page: its script, its style sheet, and the font of the icons beside them.
 * @type {import('esbuild').BuildOptions}
 */
const page = {
  ...common,
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
  alias: {},
  outdir: 'dist',
  entryPoints: ['main.ts', 'jobPage.css'].map((file) => ({ in: `media/jobPage/${file}`, out: 'jobPage' })),
  loader: { '.ttf': 'copy' },
  assetNames: '[name]',
};

/** @returns {Promise<import('esbuild').BuildOptions[]>} */
async function tests() {
  const files = (await readdir('test', { recursive: true })).filter((file) => file.endsWith('.ts'));
  const build = (isPart, ...external) => ({
    ...common,
    outdir: 'out',
    outbase: '.',
    minify: false,
    sourcemap: 'linked',
    external: ['vscode', 'mocha', 'playwright-core', '@vscode/test-electron', 'esbuild', 'typescript', ...external],
    entryPoints: files.map((file) => path.join('test', file)).filter(isPart),
  });
  const isPeer = (file) => path.dirname(file).endsWith('peers');
  // jsforce as a judge of the demo org is the package as it is, on a Node that its undici runs on.
  return [build((file) => !isPeer(file)), build(isPeer, 'jsforce')];
}

const shipped = [ships, page];
const targets = flags.has('--no-tests') ? shipped : [...shipped, ...(await tests())];
if (flags.has('--watch')) {
  for (const target of targets) await (await context(target)).watch();
} else {
  await rm('dist', { recursive: true, force: true });
  const built = await Promise.all(targets.map((target) => build(target)));
  const metafiles = built.slice(0, shipped.length).map(({ metafile }) => metafile);
  const all = (key) => Object.assign({}, ...metafiles.map((metafile) => metafile[key]));
  // Read by the build checks: what went into the bundle, and why.
  await writeFile('dist/meta.json', JSON.stringify({ inputs: all('inputs'), outputs: all('outputs') }));
}
