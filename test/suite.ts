// Runs the tests of one folder in a process of their own.
import path from 'node:path';
import { runLevel } from './level.js';
import { runTests } from './mocha.js';

void runLevel(({ folder = 'out/test/unit', timeoutMs = 5_000, grep }) =>
  runTests(path.resolve(folder), { timeoutMs, grep }),
);
