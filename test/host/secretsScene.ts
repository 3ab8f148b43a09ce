import { randomBytes } from 'node:crypto';
import { ConfigurationTarget, env, workspace, type Uri } from 'vscode';
import { DEMO_CONSUMER_KEY } from '../../src/demo/oauth/externalClientApp.js';
import type { DemoOrg as DemoOrgInProcess } from '../../src/demo/server.js';
import type { CommandId } from '../../src/ui/commandIds.js';
import { call as visit } from '../unit/demo/client.js';
import { fakeCli, removeFakes, success, type Answer } from '../unit/orgs/fakeCli.js';
import { press } from '../unit/salesforce/oauthBrowser.js';
import { DemoOrg } from './demoOrg.js';
import { call, inside } from './extension.js';
import { useFolder } from './files.js';
import { useNet, type Net } from './leaksNet.js';
import { useMessages, type Messages } from './messages.js';
import { useQuickPicks, type QuickPicks } from './quickPick.js';
import { KnownSecrets, type SecretKind } from './secretsKnown.js';
import { Wire } from './secretsOnTheWire.js';
import { SIGN_IN_PORT } from './signInPort.js';

/** A way that secrets go through the extension. */
export interface Path {
  readonly go: (scene: Scene) => Promise<unknown>;
  /** Something that is only known when it was gone. */
  readonly seen: RegExp;
  /** Places where the person has put the secret themselves. */
  readonly putIn?: readonly string[];
}

export type Paths = Readonly<Record<string, Path>>;

/** Where codes and refresh tokens become access tokens. */
export const isToken = (url: string): boolean => url.startsWith('/services/oauth2/token');

/** An org and all that a person has to do with it, in the hearing of the net. */
export class Scene {
  readonly known = new KnownSecrets();
  org!: DemoOrg;
  /** Where another user is. */
  other!: DemoOrg;
  wire!: Wire;
  net!: Net;
  messages!: () => Messages;
  picks!: () => QuickPicks;
  write!: ReturnType<typeof useFolder>;
  /** What the browser does with the address it is given. */
  browse!: (url: string) => Promise<void>;

  /** A new secret, in the form that programs know it by. */
  mark(what: string, before = '', kind: SecretKind = 'credential'): string {
    const secret = before + randomBytes(16).toString('hex');
    this.known.add(kind, what, secret);
    return secret;
  }

  newToken = () => this.mark('access token', '00D000000000001!AQ');

  api = (command: CommandId, args: object) => this.net.outcome(() => call(command, args));

  connect = (accessToken = this.org.accessToken, instanceUrl = this.wire.origin) =>
    this.api('salesforceBulk.connectOrg', { kind: 'token', instanceUrl, accessToken, alias: 'secret' });

  /** As a person, up to the browser and back. */
  async signIn(): Promise<void> {
    this.picks().answer('My Domain');
    this.messages().answer(this.wire.origin);
    await call('salesforceBulk.signIn');
  }

  /** Where the browser ends when the person has decided. */
  decide = (url: string, decision: 'Allow' | 'Deny' = 'Allow') =>
    press({ instanceUrl: this.wire.origin } as DemoOrgInProcess, url, decision);

  /** The browser calls the extension back. */
  async callBack(address: string): Promise<void> {
    this.net.tell('pages of the callback', (await visit(address)).text);
  }

  follow = async (url: string) => this.callBack((await this.decide(url)).href);

  /** As a person. */
  async disconnect(): Promise<void> {
    const { ctx } = await inside();
    const { alias, username } = ctx.orgs.resolve(this.org.key);
    this.picks().answer(alias ?? username);
    await call('salesforceBulk.disconnectOrg');
  }

  /** Something that needs a session, and leaves nothing behind. */
  async useSession(): Promise<unknown> {
    const created = await this.api('salesforceBulk.createJob', { object: 'Account', operation: 'insert' });
    const { jobId } = Object(created) as { jobId?: string };
    if (jobId !== undefined) await this.api('salesforceBulk.abortJob', { jobId });
    return created;
  }

  /** Contacts with marks in their cells: of every two rows the second fails. */
  contacts(rows: number): Promise<Uri> {
    const cell = () => this.mark('row data', 'Row', 'row');
    const lines = Array.from({ length: rows }, (_, i) => [cell(), i % 2 ? '' : cell(), i % 2 ? cell() : ''].join());
    return this.write('contacts.csv', ['FirstName,LastName,Email', ...lines, ''].join('\n'));
  }

  /** Of four contacts, for callers. */
  newLoad = async () => ({ uri: await this.contacts(4), object: 'Contact', operation: 'insert', confirm: false });

  /** The Salesforce CLI, with a login of the org unless told; it knows secrets that nobody asks it for. */
  async cli(answers: Readonly<Record<string, Answer>>): Promise<void> {
    const refreshToken = this.mark('refresh token', '5Aep861');
    const clientSecret = this.mark('client secret');
    const login = {
      username: this.org.line.username,
      orgId: this.org.line.orgId,
      alias: 'secret-cli',
      instanceUrl: this.wire.origin,
      accessToken: this.newToken(),
      refreshToken,
      clientSecret,
      sfdxAuthUrl: `force://PlatformCLI:${clientSecret}:${refreshToken}@example.my.salesforce.com`,
    };
    const { path } = await fakeCli({ 'org list': success({ nonScratchOrgs: [login] }), ...answers });
    await set('cliPath', path);
  }

  /** Takes over the login of the CLI, as a person. */
  async connectCli(): Promise<void> {
    this.picks().answer('secret-cli');
    await call('salesforceBulk.connectOrg');
  }
}

const set = (name: string, value: unknown) =>
  workspace.getConfiguration('salesforceBulk').update(name, value, ConfigurationTarget.Global);

export function useScene(): Scene {
  const scene = new Scene();
  scene.messages = useMessages();
  scene.picks = useQuickPicks();
  scene.write = useFolder();
  const own = env.openExternal.bind(env);
  before(async () => {
    Object.assign(env, { openExternal: (uri: Uri) => scene.browse(uri.toString(true)).then(() => true) });
    const flags = ['--pace', 'instant', '--without-jobs'];
    scene.org = await DemoOrg.start(...flags, '--callback', `http://localhost:${SIGN_IN_PORT}/OauthRedirect`);
    scene.other = await DemoOrg.start(...flags);
    scene.wire = await Wire.to(scene.org.line.instanceUrl, scene.known, (asked) =>
      scene.net.tell('addresses of requests', asked),
    );
    await set('signInClientId', DEMO_CONSUMER_KEY);
  });
  scene.net = useNet(scene.known);
  beforeEach(() => {
    scene.browse = scene.follow;
    scene.wire.instead = () => undefined;
  });
  afterEach(async () => {
    scene.org.conduct.allow('lookedTooSoon', 'who signs in wants to know of the jobs at once');
    await scene.org.conduct.check();
    await scene.org.admin('DELETE', '/faults');
    await scene.org.admin('POST', '/app', { isRefreshTokenRotationEnabled: false, isNamedUserJwtEnabled: false });
  });
  after(async () => {
    Object.assign(env, { openExternal: own });
    const { ctx } = await inside();
    for (const org of [scene.org, scene.other]) {
      await org.disconnect();
      await org.stop();
    }
    ctx.demo.dispose();
    for (const { load } of ctx.unfinished.all) await call('salesforceBulk.dismissLoad', { loadId: load.loadId });
    scene.wire.close();
    await set('signInClientId', undefined);
    await set('cliPath', undefined);
    await removeFakes();
  });
  return scene;
}
