import assert from 'node:assert/strict';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Uri, window } from 'vscode';
import { useDemoOrg } from './demoOrg.js';
import { keepRetention } from '../../src/ui/retention.js';
import { settings } from '../../src/ui/settings.js';
import { HandClock } from '../unit/load/clocks.js';
import { useSettings } from './changedSettings.js';
import { call } from './extension.js';
import { contacts, useFolder } from './files.js';
import { load } from './loadCommand.js';
import { useMessages } from './messages.js';
import { useQuickPicks } from './quickPick.js';

// Each takes effect at once: no window is loaded again between a change and what follows from it.
describe('settings', () => {
  const org = useDemoOrg({ alias: 'settings', flags: ['--without-jobs'] });
  const messages = useMessages();
  const picks = useQuickPicks();
  const write = useFolder();

  const set = useSettings();

  const loadAsPerson = async (uri: Uri) => {
    picks().answer('Account', 'insert', 'Insert 1 Record');
    await call('salesforceBulk.load', uri);
  };

  describe('notifications', () => {
    const inStatusBar: string[] = [];
    const own = window.setStatusBarMessage.bind(window);
    before(() => Object.assign(window, { setStatusBarMessage: (text: string) => void inStatusBar.push(text) }));
    after(() => Object.assign(window, { setStatusBarMessage: own }));
    beforeEach(() => void (inStatusBar.length = 0));
    const told = () => ({ toasts: messages().all.map(({ text }) => text), inStatusBar });
    const accepted = 'told.csv: the row was accepted by settings.';

    for (const [style, expected] of [
      ['toast', { toasts: [accepted], inStatusBar: [] }],
      ['statusBar', { toasts: [], inStatusBar: [`$(info) ${accepted}`] }],
      ['off', { toasts: [], inStatusBar: [] }],
      ['what nobody offers', { toasts: [accepted], inStatusBar: [] }],
    ] as const) {
      it(`${style}: the end of a load`, async () => {
        await set('notifications', style);
        await loadAsPerson(await write('told.csv', `Name\n${style}\n`));
        assert.deepEqual(told(), expected);
      });
    }

    it('off: errors and questions are shown all the same', async () => {
      await set('notifications', 'off');
      await call('salesforceBulk.load', await write('stray.csv', 'Name\nAcme "Inc"\n'));
      assert.match(messages().all[0]?.text ?? '', /line 2, column 6/);
      const jobId = await org().newJob('Account', 'insert');
      picks().answer('Account');
      messages().answer('Abort Job');
      await call('salesforceBulk.abortJob');
      assert.equal((await org().job(jobId)).state, 'Aborted');
    });
  });

  it('defaultOperation is offered first, where the file does not speak for another', async () => {
    await set('defaultOperation', 'upsert');
    const offered = async (name: string, text: string) => {
      const uri = await write(name, text);
      const operations: (string | undefined)[] = [];
      const own = window.createQuickPick;
      Object.assign(window, {
        createQuickPick: () => {
          const pick = own();
          pick.onDidChangeActive(([item]) => pick.title?.includes(name) && operations.push(item?.label));
          return pick;
        },
      });
      try {
        picks().answer('Account');
        await call('salesforceBulk.load', uri);
        return operations.at(-1);
      } finally {
        Object.assign(window, { createQuickPick: own });
      }
    };
    assert.equal(await offered('without-id.csv', 'Name\nfirst\n'), 'upsert');
    assert.equal(await offered('with-id.csv', 'Id,Name\n001000000000001AAA,first\n'), 'update');
  });

  it('partsAtOnce lets so many parts wait for Salesforce at a time', async () => {
    await set('partsAtOnce', 1);
    await org().forgetRequests();
    const uri = await write('parts.csv', ['Name', ...Array.from({ length: 9 }, (_, i) => `Part ${i}`), ''].join('\n'));
    await load({ uri, object: 'Account', operation: 'insert', maxPartBytes: 40 });
    const steps = (await org().requests()).flatMap((line) =>
      line.startsWith('POST') ? ['create'] : line.startsWith('GET') && /ingest\/750\w+$/.test(line) ? ['look'] : [],
    );
    assert.ok(steps.filter((step) => step === 'create').length > 1);
    for (const [i, step] of steps.entries()) if (i > 0 && step === 'create') assert.equal(steps[i - 1], 'look');
  });

  it('pollCeilingSeconds stays within bounds, whatever is typed', async () => {
    for (const [value, seconds] of [
      [undefined, 30],
      [60, 60],
      [0, 30],
      [1, 5],
      [100_000, 600],
      ['often', 30],
    ] as const) {
      await set('pollCeilingSeconds', value);
      assert.equal(settings.pollCeiling(), seconds, String(value));
    }
  });

  it('apiVersion is that of the next request, and one the org does not have is named', async () => {
    const uri = await write('versions.csv', 'Name\nfirst\n');
    const versions = async () =>
      new Set((await org().requests()).flatMap((line) => /\/services\/data\/v(\d+\.\d)\//.exec(line)?.[1] ?? []));
    const loaded = () => load({ uri, object: 'Account', operation: 'insert' });
    await set('apiVersion', '66.0');
    await org().forgetRequests();
    await loaded();
    assert.deepEqual(await versions(), new Set(['66.0']));
    await set('apiVersion', '20.5');
    await assert.rejects(loaded(), { code: 'InvalidArgument', message: /has no version 20\.5/ });
    await set('apiVersion', undefined);
    await org().forgetRequests();
    await loaded();
    assert.deepEqual(await versions(), new Set(['67.0']));
  });

  it('resultsFolder is where results go, in a folder of our own', async () => {
    const chosen = await mkdtemp(path.join(os.tmpdir(), 'salesforce-bulk-results-'));
    try {
      const uri = await write('contacts.csv', contacts(2));
      const { jobs } = await load({ uri, object: 'Contact', operation: 'insert' });
      await set('resultsFolder', chosen);
      await call('salesforceBulk.openResults', { jobId: jobs[0]?.id, resultSet: 'failedResults' });
      assert.deepEqual(await readdir(chosen), ['salesforce-bulk-results']);
      const file = path.join(chosen, 'salesforce-bulk-results', org().key, jobs[0]?.id ?? '', 'failedResults.csv');
      assert.equal((await stat(file)).mode & 0o777, 0o600);
    } finally {
      await rm(chosen, { recursive: true });
    }
  });

  it('resultsFolder: a path that is not absolute is none', async () => {
    await set('resultsFolder', 'here/or/there');
    assert.equal(settings.resultsFolder(), undefined);
    await set('resultsFolder', '~/results');
    assert.equal(settings.resultsFolder(), path.join(os.homedir(), 'results', 'salesforce-bulk-results'));
  });

  it('resultsRetentionDays: what is older goes, a minute after the start and after each change', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'salesforce-bulk-retention-'));
    const clock = new HandClock();
    const days = (count: number) => new Date(clock.now() - count * 86_400_000);
    for (const [name, age] of [
      ['young', 3],
      ['old', 10],
      ['older', 40],
    ] as const) {
      await mkdir(path.join(folder, name));
      await writeFile(path.join(folder, name, 'data.csv'), 'Name\n');
      await utimes(path.join(folder, name, 'data.csv'), days(age), days(age));
    }
    await set('resultsRetentionDays', 30);
    const keeping = keepRetention(() => [folder], clock);
    const watcher = watch(folder);
    const left = () => readdir(folder);
    try {
      const removed = once(watcher, 'change');
      await clock.advance(60_000);
      await removed;
      assert.deepEqual(await left(), ['old', 'young']);

      await set('resultsRetentionDays', 7);
      await clock.advance(59_999);
      assert.deepEqual(await left(), ['old', 'young'], 'it may still be typed');
      const next = once(watcher, 'change');
      await clock.advance(1);
      await next;
      assert.deepEqual(await left(), ['young']);
    } finally {
      watcher.close();
      keeping.dispose();
      await rm(folder, { recursive: true });
    }
    assert.equal(clock.timerCount, 0);
  });
});
