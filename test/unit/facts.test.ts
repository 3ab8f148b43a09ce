import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { STRICT } from '../../src/demo/doubts.js';

interface Fact {
  readonly number: string;
  readonly text: string;
  readonly sources: readonly string[];
  /** `not played: …`, or files and titles of tests. */
  readonly pins: readonly string[];
}

interface Section {
  /** `A.1` */
  readonly name: string;
  readonly facts: readonly Fact[];
}

/** Switches are values of table-driven titles too. */
const SWITCHES = 'src/demo/doubts.ts';
const SECTIONS = (
  '0 A.1 A.2 A.3 A.4 A.5 A.6 A.7 A.8 A.9 A.10 B.1 B.2 B.3 B.4 B.5 C D.1 D.2 D.3 D.4 D.5 ' +
  'E.1 E.2 E.3 E.4 E.5 E.6 E.7 F G'
).split(' ');
const NOT_PLAYED = 'not played: ';

const cellsOf = (line: string): string[] => {
  const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
  return cells.slice(1, -1);
};
const rowsOf = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map(cellsOf)
    .slice(2); // behind the header and the line below it

function readFacts(): { tags: readonly string[]; sections: readonly Section[] } {
  const [intro = '', ...sections] = readFileSync(path.resolve('test/facts.md'), 'utf8').split(/^## /m);
  return {
    tags: rowsOf(intro).map(([tag = '']) => tag),
    sections: sections.map((text) => ({
      name: /^\S+/.exec(text)?.[0] ?? '',
      facts: rowsOf(text).map(([number = '', fact = '', sources = '', pins = '', ...more]) => {
        assert.deepEqual(more, [], `${number} has a cell too many`);
        return { number, text: fact, sources: sources.split(', '), pins: pins.split(' <br> ') };
      }),
    })),
  };
}

interface TestFile {
  /** Of `describe` and `it`; patterns where the file makes them of a table. */
  readonly titles: readonly RegExp[];
  readonly words: ReadonlySet<string>;
}

const TITLE = /\b(?:describe|it)\(\s*(?:(['"`])((?:\\.|(?!\1)[^])*)\1|(\w+),)/g;
const EXPRESSION = /\$\{(?:[^{}]|\{[^{}]*\})*\}/g;
const wordsOf = (text: string): string[] =>
  text
    .replace(/(?<=\d)_(?=\d)/g, '')
    .replace(/\\[nrt]/g, ' ')
    .match(/\w+/g) ?? [];
const literally = (text: string): string => text.replace(/\\(.)/g, '$1').replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

function readTests(file: string): TestFile {
  const source = readFileSync(file, 'utf8');
  const titles = [...source.matchAll(TITLE)].map(([, quote, text = '', name]) => {
    const parts = name === undefined ? [text] : ['', ''];
    const pattern = quote === '`' ? text.split(EXPRESSION) : parts;
    return new RegExp(`^${pattern.map(literally).join('([^]*)')}$`);
  });
  return { titles, words: new Set([source, readFileSync(SWITCHES, 'utf8')].flatMap(wordsOf)) };
}

/** Values that a title has of a table consist of words of the file; some titles cut the last one short. */
function hasTitle({ titles, words }: TestFile, title: string): boolean {
  const isThere = (word: string, index: number, { length }: readonly string[]): boolean =>
    words.has(word) || (index === length - 1 && [...words].some((whole) => whole.startsWith(word)));
  return titles.some((pattern) => {
    const values = pattern.exec(title)?.slice(1);
    return values?.every((value) => wordsOf(value).every(isThere));
  });
}

describe('test/facts.md', () => {
  const { tags, sections } = readFacts();
  const facts = sections.flatMap((section) => section.facts);
  const isPlayed = ({ pins }: Fact): boolean => !pins[0]?.startsWith(NOT_PLAYED);

  it('has the sections of the reference, in order, each with facts in a row', () => {
    assert.deepEqual(
      sections.map(({ name }) => name),
      SECTIONS,
    );
    for (const { name, facts } of sections) {
      assert.ok(facts.length > 0, name);
      assert.deepEqual(
        facts.map(({ number }) => number),
        facts.map((_, index) => `${name}-${index + 1}`),
      );
    }
  });

  it('has not lost rows', () => assert.ok(facts.length >= 400, String(facts.length)));

  it('says each fact once', () => {
    for (const { number, text } of facts) assert.ok(text.length > 10, number);
    assert.equal(new Set(facts.map(({ text }) => text)).size, facts.length);
  });

  it('names sources that it explains', () => {
    assert.ok(tags.length >= 15);
    for (const { number, sources } of facts) {
      for (const source of sources) assert.ok(tags.includes(source), `${number}: ${source}`);
    }
  });

  it('explains no source that no fact has', () => {
    const used = new Set(facts.flatMap(({ sources }) => sources));
    assert.deepEqual(
      tags.filter((tag) => !used.has(tag)),
      [],
    );
  });

  it('calls unsure what nobody has recorded', () => {
    for (const { number, text, sources } of facts) {
      if (sources.includes('MEM')) assert.match(text, /\[unsure\]/, number);
    }
  });

  it('names a switch for each doubt', () => {
    const named = facts.flatMap(({ text }) => [...text.matchAll(/Switch `(\w+)`/g)].map(([, name = '']) => name));
    assert.deepEqual([...new Set(named)].sort(), Object.keys(STRICT).sort());
  });

  it('pins each fact to tests, or says why it is not played', () => {
    for (const { number, pins } of facts) {
      const isPin = (pin: string): boolean => /^(`+) ?(?:unit|host|e2e|peers)\/[\w/]+ › .+\1$/.test(pin);
      const isReason = pins.length === 1 && /^not played: \S.{15,}/.test(pins[0] ?? '');
      assert.ok(isReason || pins.every(isPin), `${number}: ${pins.join()}`);
    }
  });

  it('leaves few facts out', () => {
    const left = facts.filter((fact) => !isPlayed(fact));
    assert.ok(left.length <= facts.length / 10, `${left.length} of ${facts.length}`);
  });

  it('names tests that are there', () => {
    const files = new Map<string, TestFile>();
    const wrong: string[] = [];
    for (const { number, pins } of facts.filter(isPlayed)) {
      for (const pin of pins) {
        const [file = '', ...title] = pin.replace(/^`+ ?| ?`+$/g, '').split(' › ');
        const name = path.resolve('test', `${file}.test.ts`);
        if (!files.has(file) && existsSync(name)) files.set(file, readTests(name));
        const tests = files.get(file);
        if (!tests || !hasTitle(tests, title.join(' › '))) wrong.push(`${number}: ${pin}`);
      }
    }
    assert.deepEqual(wrong, []);
  });
});
