import assert from 'node:assert/strict';
import { EventEmitter, type Memento } from 'vscode';
import type { KnownOrg } from '../../src/orgs/knownOrg.js';
import { OrgDirectory } from '../../src/orgs/orgDirectory.js';
import { Orgs } from '../../src/orgs/orgs.js';
import { useDemoOrg } from './demoOrg.js';
import { inside } from './extension.js';

/** A memento that several windows share, as VS Code's global one is. */
function memento(): Memento & { setKeysForSync(): void } {
  const values = new Map<string, unknown>();
  return {
    keys: () => [...values.keys()],
    get: <T>(key: string, otherwise?: T) => (values.get(key) ?? otherwise) as T,
    update: (key: string, value: unknown) => {
      if (value === undefined) values.delete(key);
      else values.set(key, structuredClone(value));
      return Promise.resolve();
    },
    setKeysForSync: () => {},
  };
}

const known = (alias: string, number: number): KnownOrg => ({
  alias,
  username: `${alias}@example.com`,
  displayName: alias,
  userId: `00500000000000${number}AAA`,
  orgId: `00D00000000000${number}EAA`,
  orgName: 'Acme',
  instanceUrl: `https://${alias}.my.salesforce.com`,
  kind: 'sandbox',
  login: 'token',
});
const [uat, dev] = [known('uat', 1), known('dev', 2)];

describe('the orgs that the windows share', () => {
  /** With what is protected: nothing here is signed in. */
  class Directory extends OrgDirectory {
    readonly add = async (org: KnownOrg) => {
      await this.put(org);
      this.tell();
    };
  }
  const project = { targetOrg: undefined as string | undefined, onDidChange: new EventEmitter<void>().event };
  let globalState: ReturnType<typeof memento>;
  const open = () => new Directory({ context: { globalState, workspaceState: memento() }, project });
  beforeEach(() => {
    globalState = memento();
    project.targetOrg = undefined;
  });

  it('are looked at again where another window may have changed them, and told of only if it has', async () => {
    const [here, there] = [open(), open()];
    let told = 0;
    here.onDidChange(() => told++);
    here.refresh();
    assert.equal(told, 0);
    await there.add(uat);
    await there.setDefault(uat);
    here.refresh();
    here.refresh();
    assert.equal(told, 1);
    assert.deepEqual(here.list(), [uat]);
    assert.deepEqual(here.default, uat);
  });

  it('keep what each window adds', async () => {
    const [here, there] = [open(), open()];
    await Promise.all([here.add(uat), there.add(dev)]);
    assert.deepEqual(here.list(), [uat, dev]);
  });

  it('have names of their own: one that is given again moves', async () => {
    const orgs = open();
    await orgs.add(uat);
    await orgs.add(dev);
    await orgs.rename(dev, 'uat');
    assert.deepEqual(
      orgs.list().map(({ username, alias }) => [username, alias]),
      [
        [uat.username, undefined],
        [dev.username, 'uat'],
      ],
    );
    await orgs.rename(orgs.resolve('uat'), '');
    assert.throws(() => orgs.resolve('uat'), { code: 'UnknownOrg' });
  });

  it('follow the project again where a choice stood against it', async () => {
    const orgs = open();
    await orgs.add(uat);
    await orgs.add(dev);
    assert.equal(orgs.unfollowed, undefined);
    project.targetOrg = 'new';
    assert.deepEqual([orgs.default?.alias, orgs.unfollowed], [undefined, 'new'], 'not connected yet');
    project.targetOrg = 'dev';
    assert.equal(orgs.unfollowed, undefined);
    await orgs.setDefault(uat);
    assert.deepEqual([orgs.default?.alias, orgs.unfollowed], ['uat', 'dev']);
    await orgs.followProject();
    assert.deepEqual([orgs.default?.alias, orgs.unfollowed], ['dev', undefined]);
    await orgs.setDefault(dev);
    assert.equal(orgs.unfollowed, undefined, 'chosen, and what the project says');
  });

  describe('with connections', () => {
    const org = useDemoOrg({ alias: 'shared', flags: ['--without-jobs'] });

    it('lose the connection to one that another window has disconnected', async () => {
      const { context, ctx } = await inside();
      const dependencies = { ...ctx.orgs['deps'], context: { globalState, workspaceState: memento() }, project };
      await new Directory(dependencies).add(ctx.orgs.resolve('shared'));
      const here = new Orgs(dependencies);
      assert.equal((await here.salesforce(org().key)).identity.username, org().line.username);
      await globalState.update('orgs', []);
      here.refresh();
      await assert.rejects(here.salesforce(org().key), { code: 'NoOrg' });
      assert.ok(await context.secrets.get(`accessToken/${org().key}`), 'this is for the window that disconnects');
      here.dispose();
    });
  });
});
