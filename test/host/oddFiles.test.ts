import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { Uri } from 'vscode';
import type { FilePosition, UserError, UserErrorCode } from '../../src/core/errors.js';
import { jobIdsOf, type LoadState } from '../../src/core/load/loadState.js';
import { useDemoOrg } from './demoOrg.js';
import { call, inside } from './extension.js';
import { accounts, useFolder } from './files.js';
import { load } from './loadCommand.js';
import { useMemoryFiles } from './memoryFiles.js';
import { useMessages } from './messages.js';
import { onceOpened } from './onceOpened.js';
import { useQuickPicks } from './quickPick.js';

interface Odd {
  readonly what: string;
  readonly code: UserErrorCode;
  /** The sentence. */
  readonly says: RegExp;
  readonly at?: FilePosition;
  /** The next step, where it is more than to try again. */
  readonly next?: RegExp;
}

/** A file of these bytes, called odd.csv. */
interface OddFile extends Odd {
  readonly content: string | Uint8Array;
}

/** Something that is refused. */
interface OddCall extends Odd {
  readonly attempt: () => Promise<unknown>;
  /** What becomes of our jobs; `none` where nothing may reach the org, `offered` where the person has to say. */
  readonly jobs?: 'none' | 'aborted' | 'offered';
}

type Change = (file: string) => void;
type Act = (file: string, jobId: string) => unknown;

const at = (line: number, column: number): FilePosition => ({ line, column });
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const utf16 = (text: string) => Buffer.from(text, 'utf16le');

const FILES: readonly OddFile[] = [
  { what: 'an empty file', content: '', code: 'EmptyFile', says: /^odd\.csv is empty\.$/ },
  { what: 'blank lines only', content: '\n\r\n\n', code: 'EmptyFile', says: /is empty/ },
  { what: 'a header only', content: 'Name,Type\n', code: 'NoRows', says: /a header but no rows/ },
  { what: 'a workbook', content: latin1('PK\x03\x04\x14\x00'), code: 'NotCsv', says: /Excel workbook/, at: at(1, 1) },
  { what: 'a web page', content: '<!DOCTYPE html>\n<p>', code: 'NotCsv', says: /a web page/, at: at(1, 1) },
  { what: 'a binary', content: 'Name\nfir\0st\n', code: 'NotCsv', says: /line 2, column 4 .*0x00/, at: at(2, 4) },
  {
    what: 'a stray quote',
    content: 'Name\nfine\nAcme "Inc"\n',
    code: 'StrayQuote',
    says: /^A value holds a quote but does not begin with one: line 3, column 6 of odd\.csv\.$/,
    at: at(3, 6),
  },
  {
    what: 'text after a quote',
    content: 'Name\n"Acme" Inc\n',
    code: 'StrayQuote',
    says: /follows a closing quote: line 2/,
    at: at(2, 7),
  },
  {
    what: 'an unclosed quote',
    content: 'Name\n"Acme\nInc\n',
    code: 'UnclosedQuote',
    says: /line 2, column 1 .* never closed/,
    at: at(2, 1),
  },
  {
    what: 'a ragged row',
    content: 'Name,Type\n"two\nlines",Other\nshort\n',
    code: 'RaggedRows',
    says: /cells than the header: 1 instead of 2 \(line 4\)/,
    at: at(4, 1),
  },
  {
    what: 'ragged rows',
    content: 'Name,Type\na\nb,c,d\n',
    code: 'RaggedRows',
    says: /^2 rows .* first on line 2/,
    at: at(2, 1),
  },
  {
    what: 'duplicate names in the header',
    content: 'Name,Type,name\na,b,c\n',
    code: 'DuplicateHeader',
    says: /Columns 1 and 3 .* both called name/,
    at: at(1, 11),
  },
  {
    what: 'an empty name in the header',
    content: 'Name,,Type\na,b,c\n',
    code: 'EmptyHeader',
    says: /Column 2 .* has no name/,
    at: at(1, 6),
  },
  {
    what: 'invalid UTF-8',
    content: latin1('Name\nZ\x81rich\n'), // Windows-1252 has no character there
    code: 'NotUtf8',
    says: /damaged character: the byte 0x81 at line 2, column 2 is not UTF-8\.$/,
    at: at(2, 2),
  },
  {
    what: 'UTF-16 LE', // beyond ASCII its mark alone tells
    content: utf16('\ufeff社名\n株式会社\n'),
    code: 'NotUtf8',
    says: /is UTF-16 LE/,
    at: at(1, 1),
  },
  {
    what: 'UTF-16 BE',
    content: utf16('\ufeff社名\n株式会社\n').swap16(),
    code: 'NotUtf8',
    says: /is UTF-16 BE/,
    at: at(1, 1),
  },
  {
    what: 'UTF-16 without its mark',
    content: utf16('Name\nfirst\n'),
    code: 'NotUtf8',
    says: /is UTF-16 LE/,
    at: at(1, 1),
  },
  {
    what: 'Windows-1252',
    content: latin1('Name\nZ\xfcrich\n'),
    code: 'NotUtf8',
    says: /line 2, column 2 .*0xFC.* Windows-1252/,
    at: at(2, 2),
  },
];

describe('what is odd is told in one sentence, with the next step, and leaves no job open', () => {
  const org = useDemoOrg({ alias: 'odd', flags: ['--without-jobs'] });
  const messages = useMessages();
  const picks = useQuickPicks();
  const write = useFolder();
  const elsewhere = useMemoryFiles();
  afterEach(async () => {
    await org().admin('DELETE', '/faults');
    await org().admin('POST', '/pace', { pace: 'instant' });
    assert.deepEqual(
      messages().all.filter(({ modal }) => !modal),
      [],
      'a toast of ours',
    );
  });

  const insert = (uri: Uri, more: object = {}) => load({ uri, object: 'Account', operation: 'insert', ...more });
  const beside = async (name: string) => path.join(path.dirname((await write('any.csv', accounts(1))).fsPath), name);
  const fault = (values: object) => org().admin('POST', '/faults', values);

  let files = 0;
  /** A file of a length of its own, written a while ago: two changes within a tick of the clock have the same time. */
  async function moving(rows = 50): Promise<Uri> {
    const uri = await write('moving.csv', accounts(rows).replaceAll('Company', 'x'.repeat(++files)));
    utimesSync(uri.fsPath, 1, 1);
    return uri;
  }

  /** Loads, and does something as soon as the load has come so far. */
  async function loadAnd(reached: (load: LoadState) => boolean, act: Act, rows = 50): Promise<unknown> {
    const { ctx } = await inside();
    const uri = await moving(rows);
    let acting: unknown;
    const subscription = ctx.store.onDidChange((change) => {
      const state: LoadState | undefined = change.kind === 'load' ? ctx.store.load(change.loadId) : undefined;
      if (!state || !reached(state)) return;
      subscription.dispose();
      acting = act(uri.fsPath, jobIdsOf(state)[0] ?? '');
    });
    try {
      return await insert(uri);
    } finally {
      subscription.dispose();
      await acting;
    }
  }
  const whileUploading = (act: (jobId: string) => Promise<unknown>) => async () => {
    org().conduct.allow('lookedTooSoon', 'what became of the job is asked at once');
    await fault({ kind: 'slow', method: 'PUT', delayMs: 500 });
    return loadAnd(
      ({ parts }) => parts[0]?.phase === 'uploading',
      (_, jobId) => act(jobId),
    );
  };

  const CHANGES: Readonly<Record<string, Change>> = {
    changes: (file) => writeFileSync(file, readFileSync(file, 'utf8').replaceAll('Sample', 'Simple')),
    grows: (file) => appendFileSync(file, 'one more,Other\n'),
    shrinks: (file) => truncateSync(file, 40),
    vanishes: (file) => rmSync(file),
  };
  const MOMENTS: Readonly<Record<string, (change: Change) => Promise<unknown>>> = {
    'while it is read': async (change) => {
      const uri = await moving();
      return onceOpened(
        uri.fsPath,
        () => change(uri.fsPath),
        () => insert(uri),
      );
    },
    'before it is confirmed': async (change) => {
      const uri = await moving();
      picks().answer('Insert 50 Records');
      picks().meanwhile = () => change(uri.fsPath);
      return insert(uri, { confirm: undefined });
    },
    'before it is sent': (change) => loadAnd(({ parts }) => parts[0]?.phase === 'uploading', change),
    'while it is sent': (change) => loadAnd(({ parts }) => (parts[0]?.bytesSent ?? 0) > 0, change, 40_000),
    'before it is sent to a single job': async (change) => {
      const uri = await moving();
      const bulk = await (await inside()).ctx.orgs.bulk(org().key);
      const upload = bulk.uploadJobData.bind(bulk);
      const uploadJobData: typeof upload = (...args) => {
        change(uri.fsPath);
        return upload(...args);
      };
      Object.assign(bulk, { uploadJobData });
      return act('uploadJobData', { jobId: await org().newJob('Account', 'insert'), uri }).finally(() =>
        Object.assign(bulk, { uploadJobData: upload }),
      );
    },
  };
  const MOVING = Object.entries(MOMENTS).flatMap(([moment, attempt]) =>
    Object.entries(CHANGES).map(([what, change]): OddCall => {
      const gone = what === 'vanishes';
      const sent = moment.includes('sent');
      return {
        what: `a file that ${what} ${moment}`,
        code: gone && !sent ? 'FileNotFound' : 'FileChanged',
        ...(moment.endsWith('job') && { next: /^Create a new job, since 750\w+ was aborted/ }),
        says: gone ? /^moving\.csv is not there\.$/ : /^moving\.csv has changed since it was first read\.$/,
        attempt: () => attempt(change),
        jobs: sent ? 'aborted' : 'none',
      };
    }),
  );

  /** A job that was closed elsewhere, with its data. */
  async function closedElsewhere(): Promise<string> {
    await org().admin('POST', '/pace', { pace: 60_000 });
    const jobId = await org().newJob('Account', 'insert');
    await org().putData(jobId, accounts(1));
    await org().setState(jobId, 'UploadComplete');
    return jobId;
  }
  async function abortedElsewhere(): Promise<string> {
    const jobId = await org().newJob('Account', 'insert');
    await org().setState(jobId, 'Aborted');
    return jobId;
  }
  async function deletedElsewhere(): Promise<string> {
    const jobId = await abortedElsewhere();
    await org().removeJob(jobId);
    return jobId;
  }
  const act = (command: 'uploadJobData' | 'closeJob' | 'abortJob' | 'deleteJob', args: object) => {
    org().conduct.allow('lookedTooSoon', 'a command looks at its job, whenever the tree last did');
    return call(`salesforceBulk.${command}`, args);
  };
  const results = async (jobId?: string) =>
    call('salesforceBulk.openResults', { jobId: jobId ?? (await loadedJob()), resultSet: 'successfulResults' });
  const loadedJob = async () => (await insert(await write('fine.csv', accounts(1)))).jobs[0]?.id ?? '';

  /** A server that is no Salesforce. */
  async function connectToPage(): Promise<unknown> {
    const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<p>Welcome</p>'));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    try {
      const instanceUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      return await call('salesforceBulk.connectOrg', { kind: 'token', instanceUrl, accessToken: '00Dxx!token' });
    } finally {
      server.close();
      server.closeAllConnections();
    }
  }

  const PLACES: readonly OddCall[] = [
    {
      what: 'a folder named x.csv',
      code: 'NotAFile',
      says: /^x\.csv is a folder, not a file\.$/,
      attempt: async () => {
        await mkdir(await beside('x.csv'));
        return insert(Uri.file(await beside('x.csv')));
      },
    },
    {
      what: 'a pipe named pipe.csv',
      code: 'NotAFile',
      says: /^pipe\.csv is a pipe or a device, not a file\.$/,
      attempt: async () => {
        execFileSync('mkfifo', [await beside('pipe.csv')]);
        return insert(Uri.file(await beside('pipe.csv')));
      },
    },
    {
      what: 'no such file',
      code: 'FileNotFound',
      says: /^none\.csv is not there/,
      attempt: async () => insert(Uri.file(await beside('none.csv'))),
    },
    {
      what: 'a link to nothing',
      code: 'FileNotFound',
      says: /^dangling\.csv is not there/,
      attempt: async () => {
        await symlink('nowhere.csv', await beside('dangling.csv'));
        return insert(Uri.file(await beside('dangling.csv')));
      },
    },
    {
      // Modes keep nobody out who is root: what root cannot read either is a loop of links.
      what: 'a file that cannot be read, not even by root',
      code: 'ReadFailed',
      says: /^loop\.csv could not be read: too many symbolic links encountered$/,
      attempt: async () => {
        await symlink('loop.csv', await beside('loop.csv'));
        return insert(Uri.file(await beside('loop.csv')));
      },
    },
    {
      what: 'no permission to read',
      code: 'NoReadPermission',
      says: /no permission to read locked\.csv/,
      attempt: () => insert(elsewhere('locked.csv', accounts(1))),
    },
  ];

  const ORG: readonly OddCall[] = [
    {
      what: 'no org',
      code: 'NoOrg',
      says: /^No org is/,
      attempt: async () => {
        await org().disconnect();
        return insert(await write('fine.csv', accounts(1))).finally(() => org().connect('odd'));
      },
    },
    {
      what: 'an expired token',
      code: 'SessionExpired',
      says: /^The session with odd has ended/,
      attempt: async () => {
        await org().expireSessions();
        return insert(await write('fine.csv', accounts(1))).finally(() => org().connect('odd'));
      },
    },
    {
      what: 'an unknown object',
      code: 'UnknownObject',
      says: /cannot load into this object: .*Unicorn__c/,
      attempt: async () => insert(await write('fine.csv', accounts(1)), { object: 'Unicorn__c' }),
    },
    {
      what: 'an external id that no column has',
      code: 'ExternalIdColumnMissing',
      says: /^fine\.csv has no column named External_Id__c\.$/,
      at: at(1, 1),
      attempt: async () =>
        insert(await write('fine.csv', accounts(1)), { operation: 'upsert', externalIdFieldName: 'External_Id__c' }),
    },
    {
      what: 'an external id that is none',
      code: 'InvalidJob',
      says: /Salesforce refused: .*Type/,
      attempt: async () =>
        insert(await write('fine.csv', accounts(1)), { operation: 'upsert', externalIdFieldName: 'Type' }),
    },
    {
      what: 'a job closed by someone else: no data',
      code: 'InvalidJobState',
      says: /takes no data: it is no longer open/,
      attempt: async () =>
        act('uploadJobData', { jobId: await closedElsewhere(), uri: await write('fine.csv', accounts(1)) }),
    },
    {
      what: 'a job closed by someone else: not once more',
      code: 'InvalidJobState',
      says: /is past this step/,
      attempt: async () => act('closeJob', { jobId: await closedElsewhere() }),
    },
    {
      what: 'a job aborted by someone else',
      code: 'InvalidJobState',
      says: /is past this step/,
      attempt: async () => act('closeJob', { jobId: await abortedElsewhere() }),
    },
    {
      what: 'a job deleted by someone else',
      code: 'NotFound',
      says: /^Salesforce has no job 750\w+\.$/,
      attempt: async () => act('abortJob', { jobId: await deletedElsewhere() }),
    },
    {
      what: 'a job aborted by someone else in mid upload',
      code: 'InvalidJobState',
      says: /^Somebody else aborted job 750\w+ before/,
      next: /results of the job before/,
      attempt: whileUploading((jobId) => org().setState(jobId, 'Aborted')),
    },
    {
      what: 'a job closed by someone else in mid upload',
      code: 'InvalidJobState',
      says: /^Somebody else closed job 750\w+ before/,
      next: /results of the job before/,
      attempt: whileUploading((jobId) => org().setState(jobId, 'UploadComplete')),
    },
    {
      what: 'a job deleted by someone else in mid upload',
      code: 'NotFound',
      says: /^Salesforce has no job 750\w+\.$/,
      next: /look at the records before/,
      attempt: whileUploading(async (jobId) => {
        await org().setState(jobId, 'Aborted');
        await org().removeJob(jobId);
      }),
    },
    {
      what: 'a job deleted by someone else while it waits',
      code: 'JobGone',
      says: /was deleted in Salesforce/,
      attempt: async () => {
        await org().admin('POST', '/pace', { pace: 60_000 });
        return loadAnd(
          ({ phase }) => phase === 'processing',
          (_, jobId) => org().removeJob(jobId),
        );
      },
    },
    {
      what: 'a server that answers HTML',
      code: 'ServerUnavailable',
      says: /is not available at the moment: HTTP 503/,
      next: /an empty job was created/,
      attempt: async () => {
        await fault({ kind: 'unavailable', method: 'POST', path: '/jobs/ingest$' });
        return insert(await write('fine.csv', accounts(1)));
      },
      jobs: 'offered',
    },
    {
      what: 'a server that answers HTML to every upload',
      code: 'UploadOutcomeUnknown',
      says: /broke off, and the job was aborted: Salesforce is not available at the moment: HTTP 503/,
      next: /None of its rows were processed/,
      attempt: async () => {
        await fault({ kind: 'unavailable', method: 'PUT', times: 0 });
        return insert(await moving());
      },
      jobs: 'aborted',
    },
    {
      what: 'half a body for the job that is created',
      code: 'ServerUnavailable',
      says: /broke before the answer was complete/,
      next: /an empty job was created/,
      attempt: async () => {
        await fault({ kind: 'cutAnswer', method: 'POST', path: '/jobs/ingest$', afterBytes: 20 });
        return insert(await write('fine.csv', accounts(1)));
      },
      jobs: 'offered',
    },
    {
      what: 'a server that is no Salesforce',
      code: 'UnexpectedAnswer',
      says: /did not answer the way Salesforce does/,
      attempt: connectToPage,
    },
    {
      what: 'half a body of results',
      code: 'ServerUnavailable',
      says: /broke before the answer was complete/,
      attempt: async () => {
        const jobId = await loadedJob();
        await fault({ kind: 'cutAnswer', path: '/successfulResults', afterBytes: 20, times: 0 });
        return results(jobId);
      },
    },
    {
      what: 'HTML for results',
      code: 'ServerUnavailable',
      says: /is not available at the moment/,
      attempt: async () => {
        const jobId = await loadedJob();
        await fault({ kind: 'unavailable', path: '/successfulResults', times: 0 });
        return results(jobId);
      },
    },
    {
      what: 'results that expired',
      code: 'NotFound',
      says: /no longer has the results of job 750/,
      attempt: async () => {
        const jobId = await loadedJob();
        await org().removeJob(jobId);
        return results(jobId);
      },
    },
  ];

  const rows: readonly OddCall[] = [
    ...FILES.map(({ content, ...odd }) => ({ ...odd, attempt: async () => insert(await write('odd.csv', content)) })),
    ...PLACES,
  ].map((row) => ({ ...row, jobs: 'none' as const }));
  for (const { what, code, says, at, next, attempt, jobs } of [...rows, ...MOVING, ...ORG]) {
    it(`${what}: ${code}`, async () => {
      await org().forgetRequests();
      const error = await attempt().then(
        () => assert.fail('nothing was said'),
        (error: unknown) => error as UserError,
      );
      assert.equal(error.code, code, error.message);
      assert.match(error.message, says);
      assert.doesNotMatch(error.message, /[\n{}]|undefined|\[object/);
      assert.match(error.nextStep ?? '', /^[A-Z].*[.!"]$/, 'the next step');
      if (next) assert.match(error.nextStep ?? '', next);
      assert.deepEqual(error.at, at);
      await assertJobs(jobs, error);
    });
  }

  /** Nothing of ours is left Open, and nothing was sent where nothing should be. */
  async function assertJobs(jobs: OddCall['jobs'], { loadId = '' }: UserError): Promise<void> {
    const { unfinished } = (await inside()).ctx;
    const changes = (await org().requests()).filter((line) => !line.startsWith('GET'));
    const open = await org().openJobs();
    if (jobs === 'none') assert.deepEqual(changes, []);
    if (jobs === 'aborted') assert.match(changes.at(-1) ?? '', /^PATCH /);
    assert.equal(unfinished.get(loadId) !== undefined, jobs === 'offered');
    if (jobs !== 'offered') assert.deepEqual(open, []);
    await unfinished.dismiss(loadId);
    for (const jobId of open) await org().setState(jobId, 'Aborted');
  }

  for (const [what, content, said] of [
    ['a lone CR', 'Name\rfirst\rsecond\r', 'Line ending: CR, sent as LF'],
    ['mixed line endings', 'Name\nfirst\r\nsecond\n', 'Mixed line endings, sent as LF'],
    ['a byte order mark', '\ufeffName\nfirst\nsecond\n', 'The byte order mark is not sent'],
    ['blank lines', 'Name\nfirst\n\n\nsecond\n', 'Blank lines left out: 2'],
  ] as const) {
    it(`${what} is repaired, and said before anything is sent`, async () => {
      picks().answer('Insert 2 Records');
      const { jobs } = await insert(await write('repaired.csv', content), { confirm: undefined });
      assert.deepEqual([jobs[0]?.numberRecordsProcessed, jobs[0]?.numberRecordsFailed], [2, 0]);
      const lines = picks().seen[0] ?? [];
      assert.ok(
        lines.some((line) => line.endsWith(said)),
        lines.join('\n'),
      );
    });
  }
});
