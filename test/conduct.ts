import assert from 'node:assert/strict';
import type { Finding, Rule } from '../src/demo/conduct/finding.js';

type Judge = () => readonly Finding[] | Promise<readonly Finding[]>;

/** What the demo org finds of our client, test by test. */
export class Conduct {
  private readonly told = new Set<string>();
  private readonly expected = new Map<Rule, /* why */ string>();
  private readonly allowed = new Map<Rule, /* why */ string>();

  constructor(private readonly judge: Judge) {}

  /** In the test that runs: it is what the test is about, or a person asked for it. It must then be found. */
  expect(rule: Rule, why: string): void {
    this.expected.set(rule, why);
  }

  /** In the test that runs, where it depends on who is faster. */
  allow(rule: Rule, why: string): void {
    this.allowed.set(rule, why);
  }

  /** Fails where the client did, since the last check, what a good client does not, and the test did not say so. */
  async check(): Promise<void> {
    const found = (await this.judge()).filter((finding) => !this.told.has(JSON.stringify(finding)));
    for (const finding of found) this.told.add(JSON.stringify(finding));
    const wrong = found
      .filter(({ rule }) => !this.expected.has(rule) && !this.allowed.has(rule))
      .map(({ rule, sentence, requests }) => `${rule}: ${sentence} (requests ${requests.join(', ')})`);
    const missing = [...this.expected]
      .filter(([rule]) => !found.some((finding) => finding.rule === rule))
      .map(([rule, why]) => `${rule} was expected (${why}) and not found`);
    this.expected.clear();
    this.allowed.clear();
    assert.deepEqual([...wrong, ...missing], []);
  }
}

/** Judges each test of a `describe` when it has ended. */
export function useConduct(judge: Judge): Conduct {
  const conduct = new Conduct(judge);
  afterEach(() => conduct.check());
  return conduct;
}
