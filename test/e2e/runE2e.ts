// Runs the tests that drive the real workbench with the packaged extension, once its editor and its browser are there.
import { findChromium } from '../editor/chromium.js';
import { serverBuild } from '../editor/find.js';
import { NEWEST } from '../editor/serverBuild.js';
import { runLevel } from '../level.js';
import { runTests } from '../mocha.js';

const say = (line: string) => console.error(line);

void runLevel(async ({ grep }) => {
  await Promise.all([serverBuild(NEWEST, say), findChromium(say)]);
  return runTests(__dirname, { timeoutMs: 60_000, grep });
});
