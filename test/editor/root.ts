import path from 'node:path';

/** The project's root: npm, mocha and our own scripts all start there. */
export const root = process.cwd();

/** Editors, screenshots, reports: everything that can be made again. Ignored by git. */
export const cache = path.join(root, '.vscode-test');
