import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { commands, MarkdownString, TreeItemCollapsibleState, window, type TreeItem } from 'vscode';
import { useDemoOrg } from './demoOrg.js';
import { call, inside } from './extension.js';
import { accounts, useFolder } from './files.js';
import { load } from './loadCommand.js';
import { useMessages } from './messages.js';
import { useQuickPicks } from './quickPick.js';

const labelOf = ({ label }: TreeItem): string => (typeof label === 'string' ? label : (label?.label ?? ''));

/** The last value of each context key that the extension set. */
function useContextKeys(): () => Map<string, unknown> {
  const keys = new Map<string, unknown>();
  const target = commands as { executeCommand: typeof commands.executeCommand };
  const own = target.executeCommand;
  before(() => {
    target.executeCommand = <T>(command: string, ...args: unknown[]) => {
      if (command === 'setContext') keys.set(args[0] as string, args[1]);
      return own<T>(command, ...args);
    };
  });
  after(() => void (target.executeCommand = own));
  return () => keys;
}

describe('the jobs in the sidebar', () => {
  const org = useDemoOrg({ alias: 'tree' });
  const messages = useMessages();
  const picks = useQuickPicks();
  const keys = useContextKeys();
  const write = useFolder();

  const roots = async () => {
    const { tree } = await inside();
    return tree.getChildren().map((node) => ({ node, item: tree.getTreeItem(node) }));
  };
  const refreshed = async () => {
    await call('salesforceBulk.refreshJobs');
    return roots();
  };
  const has = (item: TreeItem, word: string) => new RegExp(`\\b${word}\\b`).test(item.contextValue ?? '');
  const find = async (text: string) => {
    const found = (await roots()).find(({ item }) => labelOf(item).includes(text));
    assert.ok(found, text);
    return found;
  };
  const looked = async () => {
    const { ctx, tree } = await inside();
    const { records } = tree.shown();
    for (const { job } of records) ctx.store.put(org().key, await org().job(job.id), ctx.clock.now(), true);
  };

  it('lists the jobs of every creator, newest first', async () => {
    const labels = (await refreshed()).map(({ item }) => item.label);
    assert.deepEqual(labels, ['Account · insert', 'Contact · insert', 'Invoice__c · upsert', 'Lead · insert']);
  });

  it('tells state, rows, failures, age and creator, in words, icon and colour', async () => {
    await looked();
    const { item } = await find('Contact');
    assert.match(String(item.description), /^5 rows · 3 failed · 3 hr\. ago · \w+ \w+$/);
    assert.match(item.accessibilityInformation?.label ?? '', /^Contact · insert, complete, with failed rows, 5 rows/);
    assert.deepEqual(JSON.parse(JSON.stringify(item.iconPath)), { id: 'warning', color: { id: 'charts.yellow' } });
    const icons = await Promise.all(
      ['Account', 'Invoice__c', 'Lead'].map(async (name) => ((await find(name)).item.iconPath as { id: string }).id),
    );
    assert.deepEqual(icons, ['pass', 'error', 'circle-slash']);
  });

  it('names what can be done with a job in words', async () => {
    org().conduct.expect('jobDeleted', 'tidies up');
    const ended = (await find('Account')).item;
    assert.deepEqual(
      ['job', 'JobComplete', 'canDelete', 'hasResults', 'canAbort', 'canClose'].filter((word) => has(ended, word)),
      ['job', 'JobComplete', 'canDelete', 'hasResults'],
    );
    const { jobId } = await call<{ jobId: string }>('salesforceBulk.createJob', {
      object: 'Case',
      operation: 'insert',
    });
    const open = (await find('Case')).item;
    assert.deepEqual(
      ['job', 'Open', 'canUpload', 'canClose', 'canAbort', 'canDelete', 'hasResults'].filter((word) => has(open, word)),
      ['job', 'Open', 'canUpload', 'canClose', 'canAbort'],
    );
    await call('salesforceBulk.abortJob', { jobId });
    await call('salesforceBulk.deleteJob', { jobId });
  });

  it('keeps ids and nodes over a refresh, so that selection and expansion stay', async () => {
    const before = await roots();
    const after = await refreshed();
    assert.deepEqual(
      after.map(({ item }) => item.id),
      before.map(({ item }) => item.id),
    );
    assert.ok(after.every(({ node }, i) => node === before[i]?.node));
    assert.equal(new Set(after.map(({ item }) => item.id)).size, after.length);
  });

  it('has the results below an ended job, and counts only what is known', async () => {
    const { tree } = await inside();
    const results = async (name: string) => {
      const children = tree.getChildren((await find(name)).node);
      return children.map((child) => tree.getTreeItem(child));
    };
    const complete = await results('Contact');
    const counts = Object.fromEntries(complete.map((item) => [labelOf(item), item.description]));
    assert.deepEqual([counts['Successful Results'], counts['Failed Results']], ['2', '3']);
    for (const item of complete) assert.equal(item.command?.command, 'salesforceBulk.openResults');
    assert.deepEqual(
      complete.filter((item) => has(item, 'canSendAgain')).map((item) => labelOf(item)),
      ['Failed Results'],
    );
    const aborted = await results('Lead');
    assert.deepEqual(Object.fromEntries(aborted.map((item) => [labelOf(item), item.description])), {
      'Failed Results': '0',
      'Successful Results': undefined,
      'Unprocessed Records': undefined,
    });
  });

  it('shows what the server says as text', async () => {
    const evil = '[click](command:workbench.action.closeWindow) **bold** <b>x</b> | $(alert)';
    await org().admin('POST', '/faults', { kind: 'failJob', object: 'Opportunity', errorMessage: evil });
    const uri = await write('deals.csv', 'Name,StageName,CloseDate\na,Prospecting,2030-01-01\n');
    await call('salesforceBulk.load', { uri, object: 'Opportunity', operation: 'insert', confirm: false });
    const { node, item } = await find('Opportunity');
    const { tree } = await inside();
    assert.equal(item.tooltip, undefined, 'the tooltip is made when it is looked at');
    const { tooltip } = tree.resolveTreeItem(item, node);
    assert.ok(tooltip instanceof MarkdownString);
    assert.ok(!tooltip.isTrusted && !tooltip.supportHtml && !tooltip.supportThemeIcons);
    assert.ok(tooltip.value.includes('click'));
    for (const live of ['](', '**bold', '<b>', ' | $']) assert.ok(!tooltip.value.includes(live), tooltip.value);
  });

  it('follows a load of this window while it runs', async () => {
    await org().admin('POST', '/pace', { pace: 60_000 });
    const { ctx } = await inside();
    const processing = new Promise<string>((resolve) => {
      const subscription = ctx.store.onDidChange((change) => {
        if (change.kind !== 'load' || ctx.store.load(change.loadId)?.phase !== 'processing') return;
        subscription.dispose();
        resolve(change.loadId);
      });
    });
    const uri = await write('accounts.csv', accounts(3));
    const load = call('salesforceBulk.load', { uri, object: 'Case', operation: 'insert', confirm: false });
    const loadId = await processing;
    const { item } = await find('Case');
    assert.match(String(item.description), /^queued · 3 rows · just now$/);
    assert.deepEqual(
      ['canAbort', 'canStopLoad', 'hasSource', 'canDelete'].filter((word) => has(item, word)),
      ['canAbort', 'canStopLoad', 'hasSource'],
    );
    assert.equal(keys().get('salesforceBulk.loading'), true);
    await call('salesforceBulk.stopLoad', { loadId });
    await load;
    assert.equal(keys().get('salesforceBulk.loading'), false);
    const ended = (await find('Case')).item;
    assert.deepEqual(
      ['Aborted', 'canStopLoad', 'hasSource'].filter((word) => has(ended, word)),
      ['Aborted', 'hasSource'],
    );
    await org().admin('POST', '/pace', { pace: 'instant' });
  });

  it('shows a list that failed as an item that tries again', async () => {
    const known = (await roots()).length;
    await org().admin('POST', '/faults', { kind: 'unavailable', method: 'GET', path: '/jobs/ingest(\\?|$)', times: 0 });
    const [first, ...rest] = await refreshed();
    assert.ok(first && has(first.item, 'canRetry'));
    assert.equal(first.item.command?.command, 'salesforceBulk.refreshJobs');
    assert.match(labelOf(first.item), /not available/);
    assert.equal(rest.length, known, 'what is known stays');
    assert.deepEqual(messages().all, []);
    await org().admin('DELETE', '/faults');
    assert.equal((await refreshed()).length, known);
  });

  it('filters by creator, object and state, and says so where nothing fits', async () => {
    const { ctx } = await inside();
    const filter = async (...labels: string[]) => {
      for (const label of labels) {
        picks().answer(label);
        await call('salesforceBulk.filterJobs');
      }
      return (await roots()).map(({ item }) => item.label);
    };
    try {
      assert.deepEqual(await filter('Mine', 'Lead'), ['Lead · insert']);
      assert.deepEqual(await filter('All', 'Contact', 'JobComplete'), ['Contact · insert']);
      assert.deepEqual(await filter('Mine'), []);
      assert.equal(keys().get('salesforceBulk.state'), 'filtered');
    } finally {
      await ctx.listing.setFilter({ creator: 'all' });
    }
    await roots();
    assert.equal(keys().get('salesforceBulk.state'), 'jobs');
  });

  it('shows fifty, and more when asked', async () => {
    await org().admin('POST', '/jobs', { count: 120 });
    const all = await refreshed();
    assert.equal(all.length, 51);
    const more = all.at(-1)?.item;
    assert.match(labelOf(more as TreeItem), /^Load More… \(\d+\)$/);
    assert.equal(more?.command?.command, 'salesforceBulk.loadMoreJobs');
    await call('salesforceBulk.loadMoreJobs');
    assert.equal((await roots()).length, 101);
    await call('salesforceBulk.loadMoreJobs');
    assert.equal(
      (await roots()).some(({ item }) => item.id === 'loadMore'),
      false,
    );
  });

  it('gets a row for a job that was asked for before it had one', async () => {
    const { tree } = await inside();
    const known = await find('Contact');
    const { jobId } = known.node as { jobId: string };
    const fired: unknown[] = [];
    const listening = tree.onDidChangeTreeData((node) => fired.push(node));
    try {
      const id = '750000000000001AAA';
      tree.node(org().key, id); // as reveal does, before the tree was asked again
      tree.refresh({ org: org().key, jobId: id });
      tree.refresh({ org: org().key, jobId });
      assert.deepEqual(fired, [undefined, known.node]);
    } finally {
      listening.dispose();
    }
  });

  it('forgets a job that was deleted', async () => {
    org().conduct.expect('jobDeleted', 'is what it is about');
    const { node } = await find('Lead');
    const { jobId } = node as { jobId: string };
    await call('salesforceBulk.deleteJob', { jobId });
    assert.equal(
      (await roots()).some(({ item }) => item.id?.endsWith(jobId)),
      false,
    );
  });
});

describe('the errors below the failed results of a job', () => {
  const org = useDemoOrg({ alias: 'errors', flags: ['--without-jobs'] });
  const picks = useQuickPicks();
  const write = useFolder();

  const failedResults = async (jobId: string) => {
    const { tree } = await inside();
    const results = tree
      .getChildren(tree.node(org().key, jobId))
      .map((node) => ({ node, item: tree.getTreeItem(node) }));
    const found = results.find(({ item }) => labelOf(item) === 'Failed Results');
    assert.ok(found);
    return found;
  };
  const errors = async (jobId: string) => {
    const { tree } = await inside();
    return tree
      .getChildren((await failedResults(jobId)).node)
      .map((node) => ({ node, item: tree.resolveTreeItem(tree.getTreeItem(node), node) }));
  };
  const described = async (jobId: string) =>
    (await errors(jobId)).map(({ item }) => `${labelOf(item)} · ${String(item.description)}`);
  const canRerun = ({ contextValue = '' }: TreeItem) => contextValue.split(' ').includes('canSendAgain');

  it('are counted, explained as text, open their rows, and can be sent again', async () => {
    const uri = await write('people.csv', 'FirstName,LastName,Email\nA,,\nB,,b@example.com\nC,C,nowhere\nD,D,\n');
    const first = await load({ uri, object: 'Contact', operation: 'insert' });
    const jobId = first.jobs[0]?.id ?? '';
    assert.equal((await failedResults(jobId)).item.collapsibleState, TreeItemCollapsibleState.Expanded);
    assert.deepEqual(await described(jobId), [
      '2 · REQUIRED_FIELD_MISSING · LastName',
      '1 · INVALID_EMAIL_ADDRESS · Email',
    ]);
    const [missing, invalid] = await errors(jobId);
    assert.ok(missing && invalid);
    assert.equal(missing.item.accessibilityInformation?.label, 'REQUIRED_FIELD_MISSING LastName: 2');
    const { tooltip } = missing.item;
    assert.ok(tooltip instanceof MarkdownString && !tooltip.isTrusted && !tooltip.supportHtml);
    assert.match(tooltip.value, /A field that every record has to have is empty/);
    assert.ok(tooltip.value.includes('\\[LastName\\]'), tooltip.value);
    const { tree } = await inside();
    assert.equal(tree.getTreeItem(tree.getParent(missing.node)!).id, (await failedResults(jobId)).item.id);

    await commands.executeCommand(
      invalid.item.command?.command ?? '',
      ...((invalid.item.command?.arguments ?? []) as unknown[]),
    );
    const rows = window.activeTextEditor?.document.getText().trimEnd().split('\n') ?? [];
    assert.deepEqual([rows.length, rows[1]?.endsWith('"C","C","nowhere"')], [2, true]);

    await writeFile(uri.fsPath, 'FirstName,LastName,Email\nA,A,\nB,,b@example.com\nC,C,nowhere\nD,D,\n');
    assert.deepEqual(
      [missing, invalid].map(({ item }) => canRerun(item)),
      [true, true],
    );
    picks().answer('Insert 2 Records');
    await commands.executeCommand('salesforceBulk.rerunFailed', missing.node);
    assert.deepEqual(await described(jobId), [
      '2 · REQUIRED_FIELD_MISSING · LastName',
      '1 · INVALID_EMAIL_ADDRESS · Email',
    ]);
    const { ctx } = await inside();
    const [attempt] = ctx.outcomes.attemptsOf(first.loadId);
    assert.deepEqual(await described(attempt?.parts[0]?.jobIds[0] ?? ''), ['1 · REQUIRED_FIELD_MISSING · LastName']);
    await writeFile(uri.fsPath, 'FirstName,LastName,Email\nA,A,\nB,B,b@example.com\nC,C,nowhere\nD,D,\n');
    picks().answer('Insert 1 Record');
    await commands.executeCommand('salesforceBulk.rerunFailed', missing.node);
    assert.deepEqual(
      (await errors(jobId)).map(({ item }) => canRerun(item)),
      [false, true],
      'what is in by now is not sent again',
    );
    const jobItem = () => tree.getTreeItem(tree.node(org().key, jobId));
    assert.equal(canRerun(jobItem()), true);
    await writeFile(uri.fsPath, 'FirstName,LastName,Email\nA,A,\nB,B,b@example.com\nC,C,c@example.com\nD,D,\n');
    picks().answer('Insert 1 Record');
    await commands.executeCommand('salesforceBulk.rerunFailed', invalid.node);
    assert.equal(canRerun(jobItem()), false);
  });

  it('are not known of jobs that were sent from elsewhere', async () => {
    org().conduct.allow('lookedTooSoon', 'a person looks at the list');
    const jobId = await org().newJob('Contact', 'insert');
    await org().putData(jobId, 'LastName,Email\n,\n');
    await org().setState(jobId, 'UploadComplete');
    await call('salesforceBulk.refreshJobs');
    const { ctx } = await inside();
    ctx.store.put(org().key, await org().job(jobId), ctx.clock.now(), true);
    const { item } = await failedResults(jobId);
    assert.deepEqual([item.description, item.collapsibleState], ['1', TreeItemCollapsibleState.None]);
    assert.deepEqual(await errors(jobId), []);
  });
});

describe('the empty sidebar', () => {
  const org = useDemoOrg({ alias: 'empty', flags: ['--without-jobs'] });
  const keys = useContextKeys();

  it('tells an org without jobs from no org', async () => {
    const { tree } = await inside();
    await call('salesforceBulk.refreshJobs');
    assert.deepEqual(tree.getChildren(), []);
    assert.equal(keys().get('salesforceBulk.state'), 'noJobs');
    await org().disconnect();
    assert.deepEqual(tree.getChildren(), []);
    assert.equal(keys().get('salesforceBulk.state'), 'noOrg');
  });
});

describe('a load into another org than the one on show', () => {
  const away = useDemoOrg({ alias: 'away' });
  useDemoOrg({ alias: 'here', flags: ['--without-jobs'] }); // connected last: the default
  const write = useFolder();

  it('is live in the sidebar all the same, and says where it goes', async () => {
    const { tree, ctx } = await inside();
    await call('salesforceBulk.refreshJobs');
    assert.deepEqual(tree.getChildren(), []);
    const uri = await write('away.csv', accounts(2));
    const load = { uri, org: 'away', object: 'Account', operation: 'insert', confirm: false };
    const { jobs } = await call<{ jobs: { id: string }[] }>('salesforceBulk.load', load);
    const items = tree.getChildren().map((node) => tree.getTreeItem(node));
    assert.deepEqual(
      items.map(({ id }) => id),
      jobs.map(({ id }) => `${away().key}/${id}`),
    );
    assert.match(String(items[0]?.description), /^in away · 2 rows/);
    await ctx.orgs.setDefault(ctx.orgs.resolve('away'));
    const shown = tree.getChildren().map((node) => tree.getTreeItem(node));
    assert.equal(shown.filter(({ id }) => id === items[0]?.id).length, 1, 'once');
    assert.doesNotMatch(String(shown[0]?.description), /in away/);
  });
});
