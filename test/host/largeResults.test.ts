import assert from 'node:assert/strict';
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Uri, window } from 'vscode';
import { useDemoOrg } from './demoOrg.js';
import { call, inside } from './extension.js';
import { useFolder } from './files.js';
import { load } from './loadCommand.js';
import { useMessages } from './messages.js';

// Rows of 30,000 characters without a last name: each comes back as it was sent, with its error. As many as one job takes.
const ROWS = 3_300;
const ROW = `${'long text '.repeat(3_000)},\n`;

describe('results of any size', () => {
  const org = useDemoOrg({ alias: 'large', flags: ['--without-jobs'] });
  const messages = useMessages();
  const write = useFolder();

  it('are written to the disk as they come, and neither held nor shown whole', async () => {
    const uri = await write('contacts.csv', '');
    const rows = function* () {
      yield 'Description,LastName\n';
      for (let row = 0; row < ROWS; row++) yield ROW;
    };
    await pipeline(rows, createWriteStream(uri.fsPath));
    const { jobs } = await load({ uri, object: 'Contact', operation: 'insert' });
    const jobId = jobs[0]?.id ?? '';
    assert.equal(jobs[0]?.numberRecordsFailed, ROWS);

    const before = process.memoryUsage.rss();
    let most = before;
    const sampling = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 10);
    const opened = await call<Uri>('salesforceBulk.openResults', { jobId, resultSet: 'failedResults' });
    clearInterval(sampling);
    const grown = Math.round((most - before) / 1e6);

    assert.match(opened.path, /first rows/);
    assert.equal(window.activeTextEditor?.document.uri.toString(), opened.toString());
    const { context } = await inside();
    const file = path.join(context.globalStorageUri.fsPath, 'results', org().key, jobId, 'failedResults.csv');
    const { size } = await stat(file);
    assert.ok(size > 99_000_000, `${size} bytes`);
    assert.ok(grown < 80, `grown by ${grown} MB`); // that of the result and more, were it held anywhere
    assert.deepEqual(messages().all, []);
  });
});
