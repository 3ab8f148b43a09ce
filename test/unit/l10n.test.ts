import * as l10n from '@vscode/l10n';
import type * as L10nDev from '@vscode/l10n-dev';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { planSend } from '../../src/core/load/plan.js';
import type { CsvFacts } from '../../src/core/csv/facts.js';
import type { UserError } from '../../src/core/errors.js';

// At run time: it reads its grammars from files beside its own, which a bundle does not have.
const { getL10nJson, getL10nPseudoLocalized } = createRequire(path.resolve('package.json'))(
  '@vscode/l10n-dev',
) as typeof L10nDev;

type Bundle = Record<string, l10n.l10nJsonFormat[string]>;
const readBundle = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Bundle;
const FOLDER = (JSON.parse(readFileSync('package.json', 'utf8')) as { l10n: string }).l10n;

describe('localization', () => {
  it('has every sentence of the sources in the bundle for translators, and no other', async function () {
    this.timeout(120_000); // it parses every source
    const names = (await readdir('src', { recursive: true })).filter((name) => name.endsWith('.ts'));
    const sources = names.map(async (name) => ({
      extension: '.ts',
      contents: await readFile(path.join('src', name), 'utf8'),
    }));
    const exported = await getL10nJson(await Promise.all(sources));
    assert.deepEqual(readBundle(path.join(FOLDER, 'bundle.l10n.json')), exported, 'Export it again: npm run l10n');
  });

  it('keeps the placeholders of each sentence in one row, from 0', () => {
    for (const [key, value] of Object.entries(readBundle(path.join(FOLDER, 'bundle.l10n.json')))) {
      const text = typeof value === 'string' ? value : value.message;
      const numbers = new Set([...text.matchAll(/\{(\d+)\}/g)].map((match) => Number(match[1])));
      assert.deepEqual(
        [...numbers].sort(),
        [...numbers.keys()].map((_, index) => index),
        key,
      );
    }
  });

  it('makes core speak the language of the editor', () => {
    const english = readBundle(path.join(FOLDER, 'bundle.l10n.json'));
    l10n.config({ contents: getL10nPseudoLocalized(english) });
    try {
      const facts = { header: ['Name'], raggedRows: 0, rows: 1, lineEnding: 'LF' } as unknown as CsvFacts;
      assert.throws(
        () => planSend('accounts.csv', facts, { object: 'Account', operation: 'update' }),
        ({ message, nextStep }: UserError) => {
          assert.match(message, /accounts\.csv.*update/);
          for (const text of [message, nextStep ?? '']) {
            assert.ok(text !== '' && !(text in english), text);
            assert.match(text, /[^\u0020-\u007e]/, 'a pseudo translation has accents');
          }
          return true;
        },
      );
    } finally {
      l10n.config({ contents: {} });
    }
  });
});
