import assert from 'node:assert/strict';
import { startDemoOrg, type DemoOrg } from '../../src/demo/server.js';
import { connectOrg } from './connectOrg.js';
import { upToConfirmation } from './loadSteps.js';
import { useWorkbench } from './useWorkbench.js';
import { startWorkbench, type Workbench } from './workbench.js';

const RAGGED = 'Name,Phone\nWhole One,1\nToo short\nToo long,3,4\nWhole Two,5\n';

describe('rows with a wrong number of cells, by mouse and keyboard', () => {
  let workbench: Workbench;
  let org: DemoOrg;
  before(async () => {
    org = await startDemoOrg({ pace: 'instant', withoutJobs: true });
    workbench = await startWorkbench({ files: { 'ragged.csv': RAGGED } });
    await connectOrg(workbench, org, 'dev');
  });
  useWorkbench(
    () => workbench,
    () => org,
  );
  beforeEach(() => upToConfirmation(workbench, 'ragged.csv', 'Account', 'insert'));
  afterEach(() => workbench.notifications.clear());

  const sentRows = () => org.jobs.all().at(-1)?.numberRecordsProcessed;

  it('are shown on demand, and nothing is sent', async () => {
    const { quickInput } = workbench;
    await quickInput.row('2 rows have a wrong number of cells').filter({ hasText: 'to be decided' }).waitFor();
    await workbench.screenshots('ragged-rows-undecided');
    await quickInput.choose('2 rows have a wrong number of cells');
    await quickInput.choose('Show');
    await workbench.editors.active('ragged.csv');
    await workbench.statusBarItem('Ln 3, Col 1').waitFor();
    assert.deepEqual(org.jobs.all(), []);
  });

  it('are a question where the person did not decide; Leave Out sends the others', async () => {
    const { quickInput } = workbench;
    await quickInput.choose('Insert 4 Records');
    await quickInput.row('Leave Out').waitFor();
    await workbench.screenshots('ragged-rows-question');
    await quickInput.choose('Leave Out');
    await workbench.notifications.wait('ragged.csv: all 2 rows were accepted by dev.');
    assert.equal(sentRows(), 2);
  });

  it('are sent when the person wants it', async () => {
    const { quickInput } = workbench;
    await quickInput.choose('2 rows have a wrong number of cells');
    await quickInput.choose('Send Anyway');
    await quickInput.row('2 rows have a wrong number of cells').filter({ hasText: 'sent anyway' }).waitFor();
    await quickInput.choose('Insert 4 Records');
    await workbench.notifications.answer('Load Again'); // its whole rows are in already
    await workbench.notifications.wait('ragged.csv: 2 of 4 rows failed in dev.');
    assert.equal(sentRows(), 4);
  });
});
