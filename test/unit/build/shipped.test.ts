import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Metafile } from 'esbuild';

// What `npm run package` makes is checked by these same tests once more, before it is packed.
describe('what ships', () => {
  const { inputs, outputs } = JSON.parse(readFileSync('dist/meta.json', 'utf8')) as Metafile;
  const bundles = Object.keys(outputs).filter((file) => file.endsWith('.js'));
  const list = execFileSync(process.execPath, ['node_modules/@vscode/vsce/vsce', 'ls', '--no-dependencies']);
  const shipped = list.toString().trim().split('\n');

  it('holds no undici: it would replace the fetch dispatcher of the whole extension host', () => {
    const undici = Object.keys(inputs).filter((file) => /(^|\/)undici(\/|\.|$)/.test(file));
    assert.deepEqual(
      undici.filter((file) => file !== 'src/core/salesforce/undici.ts'),
      [],
    );
  });

  it('keeps the demo org, a judge of the client, out of the client', () => {
    const extension = Object.keys(outputs['dist/extension.js']?.inputs ?? {});
    assert.ok(extension.includes('src/extension.ts'));
    assert.deepEqual(
      extension.filter((file) => file.startsWith('src/demo/') || file.startsWith('test/')),
      [],
    );
  });

  it('loads on this Node and leaves the fetch dispatcher of the process alone', () => {
    const script = `
      const Module = require('node:module');
      const load = Module._load;
      const anything = () => new Proxy(function () {}, {
        get: (target, key) => (key in target || typeof key === 'symbol' ? target[key] : anything()),
        apply: anything,
      });
      Module._load = (id, ...rest) => (id === 'vscode' ? anything() : load(id, ...rest));
      const dispatchers = () => [1, 2].map((n) => globalThis[Symbol.for('undici.globalDispatcher.' + n)]);
      const before = dispatchers();
      const { activate } = require(${JSON.stringify(path.resolve('dist/extension.js'))});
      const same = dispatchers().every((dispatcher, i) => dispatcher === before[i]);
      console.log(JSON.stringify({ activate: typeof activate, same }));`;
    const answer = execFileSync(process.execPath, ['-e', script]).toString();
    assert.deepEqual(JSON.parse(answer), { activate: 'function', same: true });
  });

  for (const bundle of bundles) {
    it(`${bundle} names no folder of the machine it was built on`, () => {
      assert.equal(readFileSync(bundle).includes(path.resolve('.') + path.sep), false);
    });
  }

  it('is the bundles and the manifest, without sources, maps or build reports', () => {
    for (const file of ['package.json', 'LICENSE', 'dist/extension.js', 'dist/demo.js']) {
      assert.ok(shipped.includes(file), `${file} is missing among:\n${shipped.join('\n')}`);
    }
    assert.deepEqual(
      shipped.filter((file) => /\.(map|ts|mjs)$|meta\.json|^(src|test|out|node_modules)\//.test(file)),
      [],
    );
  });

  it('has every file that the manifest names', () => {
    const manifest = readFileSync('package.json', 'utf8');
    const named = [...manifest.matchAll(/"(?:\.\/)?((?:media|dist|l10n)\/[\w./-]+\.\w+)"/g)].map(
      (match) => match[1] ?? '',
    );
    assert.deepEqual(
      named.filter((file) => !existsSync(file) || !shipped.includes(file)),
      [],
    );
  });
});
