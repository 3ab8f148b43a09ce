import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { commands, window, type WebviewPanel } from 'vscode';
import { jobIdsOf } from '../../src/core/load/loadState.js';
import type { JobInfo } from '../../src/core/salesforce/job.js';
import type { JobSnapshot, ToPage } from '../../src/webview/protocol.js';
import { useDemoOrg } from './demoOrg.js';
import { call, inside } from './extension.js';
import { accounts, useFolder } from './files.js';
import { load } from './loadCommand.js';
import { useMessages } from './messages.js';
import { useQuickPicks } from './quickPick.js';

/** A page that was opened: what it is told, and a way to speak for it. */
interface Page {
  readonly panel: WebviewPanel;
  /** The next snapshot that fits; the last one counts. */
  until(fits: (snapshot: JobSnapshot) => boolean): Promise<JobSnapshot>;
  say(message: unknown): void;
  /** Snapshots that nobody could see. */
  toldWhileHidden(): number;
}

/** Stands between the extension and its panels while the tests of a `describe` run. */
function usePages(): () => readonly Page[] {
  const pages: Page[] = [];
  const target = window as unknown as { createWebviewPanel: typeof window.createWebviewPanel };
  const own = target.createWebviewPanel;
  before(() => {
    target.createWebviewPanel = (...args) => {
      const panel = own(...args);
      pages.push(spied(panel));
      return panel;
    };
  });
  afterEach(() => {
    for (const { panel } of pages.splice(0)) panel.dispose();
  });
  after(() => void (target.createWebviewPanel = own));
  return () => pages;
}

function spied(panel: WebviewPanel): Page {
  const { webview } = panel;
  const listeners: ((message: unknown) => void)[] = [];
  let last: JobSnapshot | undefined;
  let told: (() => void) | undefined;
  let unseen = 0;
  const post = webview.postMessage.bind(webview);
  const receive = webview.onDidReceiveMessage.bind(webview);
  Object.defineProperties(webview, {
    postMessage: {
      value: (message: ToPage) => {
        last = message.snapshot;
        if (!panel.visible) unseen++;
        told?.();
        return post(message);
      },
    },
    onDidReceiveMessage: {
      value: (listener: (message: unknown) => void) => {
        listeners.push(listener);
        return receive(listener);
      },
    },
  });
  return {
    panel,
    until: async (fits) => {
      while (!last || !fits(last)) await new Promise<void>((resolve) => (told = resolve));
      return last;
    },
    toldWhileHidden: () => unseen,
    say: (message) => {
      for (const listener of listeners) listener(message);
    },
  };
}

/** Whether the window has the focus, which test windows do not decide themselves; and what its status bar is told. */
function useWindow(): (focused: boolean) => readonly string[] {
  const target = window as unknown as Record<'setStatusBarMessage' | 'state', unknown>;
  const own = { message: target.setStatusBarMessage, state: Object.getOwnPropertyDescriptor(window, 'state') };
  const told: string[] = [];
  before(() => void (target.setStatusBarMessage = (text: string) => void told.push(text)));
  after(() => {
    target.setStatusBarMessage = own.message;
    if (own.state) Object.defineProperty(window, 'state', own.state);
  });
  return (focused) => {
    told.length = 0;
    Object.defineProperty(window, 'state', { value: { focused, active: focused }, configurable: true });
    return told;
  };
}

describe('the job page', () => {
  const org = useDemoOrg({ alias: 'pages', pace: 'fast' });
  const pages = usePages();
  const messages = useMessages();
  const picks = useQuickPicks();
  const windowOf = useWindow();
  const write = useFolder();

  const create = async () =>
    (await call<{ jobId: string }>('salesforceBulk.createJob', { object: 'Account', operation: 'insert' })).jobId;
  const open = async (jobId: string): Promise<Page> => {
    await call('salesforceBulk.openJob', { jobId });
    const page = pages().at(-1);
    assert.ok(page, 'no page was opened');
    return page;
  };
  const node = async (text: RegExp) => {
    await call('salesforceBulk.refreshJobs');
    const { tree } = await inside();
    const found = tree.getChildren().find((item) => text.test(JSON.stringify(tree.getTreeItem(item).label)));
    assert.ok(found, String(text));
    return { found, item: tree.getTreeItem(found) };
  };

  it('opens from the tree, once for each job', async () => {
    const { item } = await node(/Invoice__c/);
    assert.equal(item.command?.command, 'salesforceBulk.openJob');
    for (let times = 0; times < 2; times++) {
      await commands.executeCommand(item.command.command, ...(item.command.arguments as unknown[]));
    }
    assert.equal(pages().length, 1);
    const snapshot = await (pages()[0] as Page).until(({ error }) => error !== undefined);
    assert.equal(snapshot.state.word, 'Failed');
    assert.equal(pages()[0]?.panel.title, 'Invoice__c · upsert');
    assert.match(snapshot.error?.text ?? '', /^InvalidBatch/);
    await commands.executeCommand(
      'salesforceBulk.openJob',
      ...((await node(/Account/)).item.command?.arguments as unknown[]),
    );
    assert.equal(pages().length, 2);
  });

  it('follows the job from open to complete', async () => {
    org().conduct.allow('lookedTooSoon', 'a person brings the job into sight');
    const jobId = await create();
    const page = await open(jobId);
    const opened = await page.until(({ state }) => state.word.startsWith('Open'));
    assert.deepEqual(
      opened.buttons.map(({ action }) => action),
      ['uploadJobData', 'closeJob', 'openInSetup', 'abortJob'],
    );
    await call('salesforceBulk.uploadJobData', { jobId, uri: await write('a.csv', `${accounts(2)},\n`) });
    await call('salesforceBulk.closeJob', { jobId });
    const ended = await page.until(({ state }) => state.word.startsWith('Complete'));
    assert.ok(ended.counters.some(({ value }) => value !== '–'));
  });

  it('groups the rows that failed', async () => {
    const { found } = await node(/Contact/);
    await commands.executeCommand('salesforceBulk.openJob', found);
    const { failures } = await (pages()[0] as Page).until((snapshot) => (snapshot.failures?.groups.length ?? 0) > 0);
    assert.deepEqual(failures?.groups.map(({ title }) => title).sort(), [
      'INVALID_EMAIL_ADDRESS',
      'INVALID_FIELD',
      'REQUIRED_FIELD_MISSING',
    ]);
  });

  it('runs commands as a person does, with their questions', async () => {
    org().conduct.allow('lookedTooSoon', 'a person brings the job into sight');
    const jobId = await create();
    const page = await open(jobId);
    await page.until(({ buttons }) => buttons.length > 0);
    page.say({ type: 'run', action: 'abortJob' });
    assert.match((await messages().next()).text, /^Abort the insert job of Account in pages/);
    assert.equal((await org().job(jobId)).state, 'Open');
    messages().answer('Abort Job');
    page.say({ type: 'run', action: 'abortJob' });
    await messages().next();
    await page.until(({ state }) => state.word === 'Aborted');
    assert.equal((await org().job(jobId)).state, 'Aborted');
  });

  it('ignores what its page cannot have said', async () => {
    org().conduct.allow('lookedTooSoon', 'a person brings the job into sight');
    const jobId = await create();
    const page = await open(jobId);
    await page.until(({ buttons }) => buttons.length > 0);
    await org().forgetRequests();
    for (const message of [null, 'ready', { type: 'run', action: 'salesforceBulk.abortJob' }, { type: 'openJob' }]) {
      page.say(message);
    }
    assert.deepEqual(messages().all, []);
    assert.deepEqual(
      (await org().requests()).filter((request) => !request.startsWith('GET')),
      [],
    );
    await call<JobInfo>('salesforceBulk.abortJob', { jobId });
  });

  it('groups more than 100,000 failed rows when asked to, and shows no more of them', async function () {
    this.timeout(90_000);
    org().conduct.allow('lookedTooSoon', 'a person brings the job into sight');
    await org().admin('POST', '/pace', { pace: 'instant' });
    const rows = Array.from({ length: 100_001 }, (_, i) => (i % 3 === 0 ? 'Robin,,' : `Robin,Sample ${i},nowhere`));
    // Sent from elsewhere: of a load of this machine, the failed rows are fetched at its end.
    const jobId = await org().newJob('Contact', 'insert');
    await org().putData(jobId, ['FirstName,LastName,Email', ...rows, ''].join('\n'));
    await org().setState(jobId, 'UploadComplete');
    await org().admin('POST', '/pace', { pace: 'fast' });
    await org().forgetRequests();
    const page = await open(jobId);
    const asked = await page.until(({ failures }) => failures !== undefined);
    assert.match(asked.failures?.text ?? '', /^100,001 rows failed/);
    const fetched = async () => (await org().requests()).filter((request) => request.includes('failedResults'));
    assert.deepEqual(await fetched(), []);
    page.say({ type: 'run', action: 'groupFailedRows' });
    const grouped = await page.until(({ failures }) => (failures?.groups.length ?? 0) > 0);
    assert.deepEqual(
      grouped.failures?.groups.map(({ title, count, rows }) => [title, count, rows.length]),
      [
        ['INVALID_EMAIL_ADDRESS', '66,667', 3],
        ['REQUIRED_FIELD_MISSING', '33,334', 3],
      ],
    );
    assert.ok(JSON.stringify(grouped).length < 10_000, 'the page is told more than it shows');
    assert.equal((await fetched()).length, 1);
  });

  it('tells what became of the rows of a load, and opens and sends again what failed', async () => {
    org().conduct.allow('lookedTooSoon', 'a person brings the job into sight');
    const header = 'FirstName,LastName,Email\n';
    const uri = await write('people.csv', `${header}A,,\nB,,b@example.com\nC,C,nowhere\nD,D,\n`);
    const { jobs } = await load({ uri, object: 'Contact', operation: 'insert' });
    const page = await open(jobs[0]?.id ?? '');
    const known = await page.until(({ outcome, failures }) => outcome !== undefined && failures?.groups.length === 2);
    assert.equal(known.outcome?.text, 'people.csv: 1 of 4 rows accepted');
    assert.deepEqual(
      known.buttons.filter(({ rank }) => rank === 'primary').map(({ action }) => action),
      ['rerunFailed'],
    );
    assert.deepEqual(
      known.failures?.groups.map(({ title, buttons }) => [title, ...buttons.map(({ action }) => action)]),
      [
        ['REQUIRED_FIELD_MISSING', 'rerunGroup', 'openGroup'],
        ['INVALID_EMAIL_ADDRESS', 'rerunGroup', 'openGroup'],
      ],
    );
    const opened = new Promise<string>((resolve) => {
      const subscription = window.onDidChangeActiveTextEditor((editor) => {
        if (!editor) return;
        subscription.dispose();
        resolve(editor.document.getText());
      });
    });
    for (const group of [2, -1, 'x']) page.say({ type: 'runGroup', action: 'openGroup', group });
    page.say({ type: 'runGroup', action: 'openGroup', group: 1 });
    assert.match(await opened, /^.*\n.*"nowhere"\n$/);

    page.panel.reveal();
    await writeFile(uri.fsPath, `${header}A,A,\nB,B,b@example.com\nC,C,nowhere\nD,D,\n`);
    picks().answer('Insert 2 Records');
    page.say({ type: 'runGroup', action: 'rerunGroup', group: 0 });
    const again = await page.until(({ outcome }) => outcome?.text === 'people.csv: 3 of 4 rows accepted');
    assert.deepEqual(again.outcome?.attempts, ['Attempt 1: 1 of 4 rows accepted', 'Attempt 2: 2 of 2 rows accepted']);
    assert.deepEqual(
      again.failures?.groups.map(({ buttons }) => buttons.length),
      [1, 2],
      'what is in by now is not sent again',
    );
  });

  for (const [where, focused] of [
    ['in sight', true],
    ['behind another window', false],
  ] as const) {
    it(`${where}: the load of its job ends ${focused ? 'without' : 'with'} a toast`, async () => {
      org().conduct.allow('lookedTooSoon', 'a person brings the job into sight');
      await org().admin('POST', '/pace', { pace: 60_000 });
      const inStatusBar = windowOf(focused);
      const { ctx } = await inside();
      const sent = new Promise<string>((resolve) => {
        const subscription = ctx.store.onDidChange((change) => {
          const state = change.kind === 'load' ? ctx.store.load(change.loadId) : undefined;
          const [jobId] = state?.phase === 'processing' ? jobIdsOf(state) : [];
          if (jobId === undefined) return;
          subscription.dispose();
          resolve(jobId);
        });
      });
      const uri = await write('seen.csv', `Name\n${where}\n`);
      picks().answer('Account', 'insert', 'Insert 1 Record');
      const loading = call('salesforceBulk.load', uri);
      const jobId = await sent;
      const page = await open(jobId);
      await page.until(({ buttons }) => buttons.length > 0);
      await call('salesforceBulk.abortJob', { jobId });
      await loading;
      const text = 'seen.csv: aborted in pages after 0 of 1 rows.';
      const toasts = messages().all.map((message) => message.text);
      assert.deepEqual([toasts, inStatusBar], focused ? [[], [`$(info) ${text}`]] : [[text], []]);
      await org().admin('POST', '/pace', { pace: 'fast' });
    });
  }

  it('says that its job was deleted, and keeps what was known of it', async () => {
    org().conduct.expect('jobDeleted', 'is what it is about');
    org().conduct.allow('lookedTooSoon', 'a person brings the job into sight');
    const jobId = await create();
    await call('salesforceBulk.abortJob', { jobId });
    const page = await open(jobId);
    await page.until(({ state }) => state.word === 'Aborted');
    await call('salesforceBulk.deleteJob', { jobId });
    const snapshot = await page.until(({ notices }) => notices.length > 0);
    assert.match(snapshot.notices[0]?.text ?? '', /no longer in the org/);
    assert.deepEqual([snapshot.title, snapshot.buttons], ['Account · insert', []]);
  });

  it('says that a job nobody has is not there', async () => {
    const page = await open('750000000000001AAA');
    const snapshot = await page.until(({ notices }) => notices.length > 0);
    assert.match(snapshot.notices[0]?.text ?? '', /was deleted/);
  });

  it('is told nothing while it is hidden, and all when it comes back', async () => {
    org().conduct.allow('lookedTooSoon', 'a person brings jobs into sight');
    const jobId = await create();
    const page = await open(jobId);
    await page.until(({ buttons }) => buttons.length > 0);
    const hidden = new Promise<void>((resolve) => page.panel.onDidChangeViewState(() => resolve()));
    await commands.executeCommand('salesforceBulk.openJob', (await node(/Invoice__c/)).found);
    await hidden;
    await call('salesforceBulk.abortJob', { jobId });
    page.panel.reveal();
    await page.until(({ state }) => state.word === 'Aborted');
    assert.equal(page.toldWhileHidden(), 0);
  });
});
