import assert from 'node:assert/strict';
import type { MarkdownString } from 'vscode';
import { EventEmitter, ThemeColor, window, type StatusBarItem } from 'vscode';
import { UserError } from '../../src/core/errors.js';
import type { Limit, OrgKind, Salesforce } from '../../src/core/salesforce/ports.js';
import type { KnownOrg } from '../../src/orgs/knownOrg.js';
import { registerOrgStatus } from '../../src/views/orgStatus.js';
import { HandClock, settled } from '../unit/load/clocks.js';
import { useSettings } from './changedSettings.js';

const QUARTER = 15 * 60_000;

const robin: KnownOrg = {
  orgId: '00Dxx0000000001EAA',
  userId: '005xx0000000001AAA',
  username: 'robin@acme.example.com',
  displayName: 'Robin Demo',
  orgName: 'Acme [x](command:y) | $(trash) <b>',
  kind: 'sandbox',
  instanceUrl: 'https://acme--uat.sandbox.my.salesforce.com',
  alias: 'uat',
  login: 'token',
};

describe('the org in the status bar', () => {
  const set = useSettings();
  const clock = new HandClock();
  const orgs = { default: undefined as KnownOrg | undefined };
  let shown: StatusBarItem & { visible: boolean };
  let changed: EventEmitter<void>;
  let connected: EventEmitter<Salesforce>;
  let stored: EventEmitter<never>;
  let focused: boolean;
  let status: { dispose(): void };

  const ownItem = window.createStatusBarItem;
  const ownState = Object.getOwnPropertyDescriptor(window, 'state') as PropertyDescriptor;
  beforeEach(() => {
    const item = {
      visible: false,
      show: () => (item.visible = true),
      hide: () => (item.visible = false),
      dispose() {},
    };
    shown = item as unknown as typeof shown;
    Object.assign(window, { createStatusBarItem: () => shown });
    focused = true;
    Object.defineProperty(window, 'state', { get: () => ({ focused, active: true }), configurable: true });
    orgs.default = undefined;
    changed = new EventEmitter();
    connected = new EventEmitter();
    stored = new EventEmitter();
    const { event: onDidChange } = stored;
    status = registerOrgStatus({
      orgs: Object.defineProperties(
        { onDidChange: changed.event, onDidConnect: connected.event, default: undefined as KnownOrg | undefined },
        { default: { get: () => orgs.default } },
      ),
      store: { onDidChange },
      clock,
    });
  });
  afterEach(() => {
    status.dispose();
    Object.assign(window, { createStatusBarItem: ownItem });
    Object.defineProperty(window, 'state', ownState);
  });

  const choose = (org: KnownOrg | undefined) => {
    orgs.default = org;
    changed.fire();
  };
  const tooltip = () => (shown.tooltip as MarkdownString).value;

  /** A connection that counts how often its limits are asked. */
  function connection(limits: () => Promise<Record<string, Limit>>) {
    let asked = 0;
    const rest = { limits: () => (asked++, limits()) };
    const salesforce = { identity: robin, apiVersion: '67.0', rest, apiUsage: { used: 18, allowed: 15_000 } };
    return { salesforce: salesforce as unknown as Salesforce, asked: () => asked };
  }
  const answering = () =>
    connection(() => Promise.resolve({ DailyBulkApiBatches: { Max: 15_000, Remaining: 14_321 } }));

  it('is hidden until there is an org, and when there is none any more', () => {
    assert.equal(shown.visible, false);
    choose(robin);
    assert.equal(shown.visible, true);
    choose(undefined);
    assert.equal(shown.visible, false);
  });

  const KINDS: readonly [OrgKind, string][] = [
    ['production', '$(warning) uat (production)'],
    ['sandbox', '$(cloud) uat (sandbox)'],
    ['scratch', '$(cloud) uat (scratch org)'],
    ['developer', '$(cloud) uat (developer org)'],
    ['demo', '$(beaker) uat (demo org)'],
  ];
  for (const [kind, text] of KINDS) {
    it(`tells ${kind} in words, and only production in colour`, () => {
      choose({ ...robin, kind });
      assert.equal(shown.text, text);
      assert.deepEqual(
        shown.backgroundColor,
        kind === 'production' ? new ThemeColor('statusBarItem.warningBackground') : undefined,
      );
    });
  }

  it('is named by the username where there is no alias, and leads to another org', () => {
    const { alias: _, ...unnamed } = robin;
    choose(unnamed);
    assert.equal(shown.text, '$(cloud) robin@acme.example.com (sandbox)');
    assert.equal(shown.command, 'salesforceBulk.selectOrg');
    assert.equal(
      shown.accessibilityInformation?.label,
      'Salesforce org robin@acme.example.com, sandbox, as robin@acme.example.com',
    );
  });

  it('shows names as text', () => {
    choose({ ...robin, alias: '$(trash)' });
    assert.ok(shown.text.startsWith('$(cloud) \\$(trash)'));
    const { isTrusted, supportHtml, supportThemeIcons } = shown.tooltip as MarkdownString;
    assert.deepEqual([isTrusted, supportHtml, supportThemeIcons].filter(Boolean), []);
    assert.ok(tooltip().includes('Acme \\[x\\]\\(command\\:y\\) \\| \\$\\(trash\\) \\<b\\>'), tooltip());
  });

  it('tells what is left as soon as there is a connection', async () => {
    choose(robin);
    assert.doesNotMatch(tooltip(), /API/);
    connected.fire(answering().salesforce);
    assert.match(tooltip(), /API version \| 67\\.0/);
    assert.match(tooltip(), /API calls left \| 14,982 of 15,000/);
    await settled();
    assert.match(tooltip(), /Bulk batches left \| 14,321 of 15,000/);
  });

  it('asks once a connection, then every quarter of an hour at the most, and only while something happens', async () => {
    choose(robin);
    const { salesforce, asked } = answering();
    connected.fire(salesforce);
    for (let i = 0; i < 100; i++) stored.fire(undefined as never);
    await clock.advance(QUARTER - 1);
    stored.fire(undefined as never);
    assert.equal(asked(), 1);
    await clock.advance(10 * QUARTER);
    assert.equal(asked(), 1, 'nothing happened');
    for (let i = 0; i < 100; i++) stored.fire(undefined as never);
    assert.equal(asked(), 2);
    const other = answering();
    connected.fire(other.salesforce);
    assert.deepEqual([asked(), other.asked()], [2, 1]);
  });

  it('asks nothing while the window is not looked at', () => {
    focused = false;
    choose(robin);
    const { salesforce, asked } = answering();
    connected.fire(salesforce);
    stored.fire(undefined as never);
    assert.equal(asked(), 0);
  });

  it('asks nothing of an org that is not that of the window', () => {
    const { salesforce, asked } = answering();
    choose({ ...robin, userId: '005xx0000000002AAA' });
    connected.fire(salesforce);
    assert.equal(asked(), 0);
    assert.doesNotMatch(tooltip(), /API/);
  });

  it('goes on without limits where the user may not see them', async () => {
    choose(robin);
    const { salesforce, asked } = connection(() => Promise.reject(new UserError('NoApiAccess', 'no')));
    connected.fire(salesforce);
    await settled();
    stored.fire(undefined as never);
    assert.equal(asked(), 1);
    assert.match(tooltip(), /API calls left/);
    assert.doesNotMatch(tooltip(), /batches/);
  });

  it('says that nothing is written from this window, and why', async () => {
    choose(robin);
    const written = shown.text;
    await set('readOnly', true);
    changed.fire();
    assert.equal(shown.text, `${written} $(lock)`);
    assert.match(tooltip(), /Nothing is written from this window/);
    assert.match(shown.accessibilityInformation?.label ?? '', /Nothing is written/);
    await set('readOnly', false);
    await set('allowedOrgs', ['somebody@example.com']);
    changed.fire();
    assert.match(tooltip(), /is not written to from this window/);
  });
});
