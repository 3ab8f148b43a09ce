import assert from 'node:assert/strict';
import type { FrameLocator, Locator } from 'playwright-core';
import type { Job, JobState } from '../../src/demo/jobs/job.js';
import { startDemoOrg, type DemoOrg } from '../../src/demo/server.js';
import { useConduct } from '../conduct.js';
import { connectOrg } from './connectOrg.js';
import { keepEvidence } from './evidence.js';
import { upToConfirmation } from './loadSteps.js';
import type { Tree } from './tree.js';
import { EXTENSION, startWorkbench, type Workbench } from './workbench.js';

const PEOPLE = `FirstName,LastName,Email\n${Array.from({ length: 2000 }, (_, i) => {
  const email = i % 50 === 0 ? 'nowhere' : `person${i}@example.com`;
  return `Person ${i},${i % 20 === 0 ? '' : `Sample ${i}`},${email}`;
}).join('\n')}\n`;

describe('the job page', () => {
  let workbench: Workbench;
  let org: DemoOrg;
  let jobs: Tree;
  const refused = new Set<string>();
  const added = {} as Record<'open' | 'queued' | 'running', Job>;
  before(async () => {
    org = await startDemoOrg({ pace: 'visible' });
    const add = (object: string, state: JobState) =>
      org.jobs.add({
        object,
        state,
        operation: 'update',
        createdById: org.userId,
        apiVersion: 67,
        lineEnding: 'LF',
        columnDelimiter: 'COMMA',
      });
    added.open = add('Case', 'Open');
    added.queued = add('Opportunity', 'UploadComplete');
    added.running = add('User', 'InProgress');
    added.running.numberRecordsProcessed = 1200;
    added.running.numberRecordsFailed = 7;
    workbench = await startWorkbench({ files: { 'people.csv': PEOPLE } });
    workbench.page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) refused.add(message.text());
    });
    await connectOrg(workbench, org, 'dev');
    jobs = workbench.view('dev');
  });
  after(async () => {
    await workbench.close();
    await org.close();
  });
  keepEvidence(() => workbench);
  const conduct = useConduct(() => org.conduct());

  const page = (): FrameLocator => workbench.editors.webview(EXTENSION);
  const title = (text: string): Locator => page().getByRole('heading', { level: 1, name: text });

  const looks: readonly (readonly [RegExp, string, string])[] = [
    [/Case · update/, 'Case · update', 'open'],
    [/Opportunity · update/, 'Opportunity · update', 'queued'],
    [/User · update/, 'User · update', 'running'],
    [/Account · insert/, 'Account · insert', 'complete'],
    [/Contact · insert/, 'Contact · insert', 'with-failures'],
    [/Invoice__c · upsert/, 'Invoice__c · upsert', 'failed'],
    [/Lead · insert/, 'Lead · insert', 'aborted'],
  ];
  for (const [row, heading, name] of looks) {
    it(`shows a job: ${name}`, async () => {
      conduct.allow('lookedTooSoon', 'a person brings jobs into sight');
      await jobs.select(row);
      await title(heading).waitFor();
      await workbench.editors.active(heading);
      if (name === 'with-failures') await page().getByText('REQUIRED_FIELD_MISSING').first().waitFor();
      await workbench.screenshots(`job-page-${name}`);
    });
  }

  it('goes live from the upload to the end', async () => {
    conduct.allow('lookedTooSoon', 'a person brings jobs into sight');
    await upToConfirmation(workbench, 'people.csv', 'Contact', 'insert');
    await workbench.quickInput.choose('Insert 2,000 Records');
    await workbench.openContainer('Salesforce Bulk');
    await jobs.select(/Contact · insert.*2,000 rows/);
    await page().getByRole('progressbar').waitFor();
    await page().getByRole('img').waitFor();
    await workbench.screenshots('job-page-live');
    await page().locator('.state').getByText('Complete, with failed rows').waitFor();
    await page().getByText('REQUIRED_FIELD_MISSING').first().waitFor();
    await workbench.screenshots('job-page-live-ended');
  });

  it('breaks no rule of its content security policy', () => {
    assert.deepEqual([...refused], []);
  });
});
