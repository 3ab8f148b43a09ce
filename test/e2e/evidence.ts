import type { Workbench } from './workbench.js';

/** Keeps a screenshot of every test that failed in this suite, under the test's own title. */
export function keepEvidence(workbench: () => Workbench | undefined): void {
  afterEach(async function () {
    const test = this.currentTest;
    const running = workbench();
    if (test?.state !== 'failed' || !running) return;
    const name = test.fullTitle().replace(/\W+/g, '-').slice(0, 80);
    console.log(`      screenshot: ${await running.screenshot(`failed-${name}`)}`);
  });
}
