import assert from 'node:assert/strict';
import type { Finding, Rule } from '../src/demo/conduct/finding.js';

type Judge = () => readonly Finding[] | Promise<readonly Finding[]>;

/** What the demo org finds of our client, test by test. */
export class Conduct {
  private readonly told = new Set<string>();
  private readonly allowed = new Map<Rule, /* why */ string>();

  constructor(private readonly judge: Judge) {}

  /** For the test that runs: it is what the test is about, or what a person asked for. It must then be found. */
  allow(rule: Rule, why: string): void {
    this.allowed.set(rule, why);
  }

  /** Fails where the client did, since the last check, what a good client does not, and nobody allowed it. */
  async check(): Promise<void> {
    const found = (await this.judge()).filter((finding) => !this.told.has(JSON.stringify(finding)));
    for (const finding of found) this.told.add(JSON.stringify(finding));
    const allowed = new Map(this.allowed);
    this.allowed.clear();
    const lines = found
      .filter(({ rule }) => !allowed.has(rule))
      .map(({ rule, sentence, requests }) => `${rule}: ${sentence} (requests ${requests.join(', ')})`);
    const idle = [...allowed].filter(([rule]) => !found.some((finding) => finding.rule === rule));
    assert.deepEqual([...lines, ...idle.map(([rule, why]) => `${rule} was allowed (${why}) and did not happen`)], []);
  }
}

/** Judges each test of a `describe` when it has ended. */
export function useConduct(judge: Judge): Conduct {
  const conduct = new Conduct(judge);
  afterEach(() => conduct.check());
  return conduct;
}
