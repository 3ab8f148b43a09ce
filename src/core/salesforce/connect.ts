import * as l10n from '@vscode/l10n';
import { systemClock, type Clock } from '../clock.js';
import { UserError } from '../errors.js';
import { BRIEFLY, retry } from '../retry.js';
import { accessTokenIn } from './accessToken.js';
import { apiError, unexpectedAnswer } from './apiError.js';
import { Bulk } from './bulk.js';
import { exchange, type RequestEntry, type Wire } from './exchange.js';
import { identityOf, refuseOther, userInfo, type UserInfo } from './identity.js';
import { orgOrigin } from './orgOrigin.js';
import type { CallOptions, Login, OrgKind, Salesforce } from './ports.js';
import { Rest } from './rest.js';

export type { RequestEntry };

/** The newest API version this product was tested with. */
export const TESTED_API_VERSION = '67.0';

export interface ConnectOptions extends CallOptions {
  /** `66.0`; by default the org's highest up to the tested one. */
  readonly apiVersion?: string;
  /** Where the kind is known better than the org itself can tell: the demo org. */
  readonly kind?: OrgKind;
  /** Told of each request when it has ended. */
  readonly log?: (entry: RequestEntry) => void;
  /** Milliseconds without a single byte after which a connection counts as broken; 60 s. */
  readonly idleMs?: number;
  /** The system's. */
  readonly clock?: Clock;
}

/**
 * Connects to an org: finds the API version, who the user is and what kind of org it is.
 * @throws UserError `UnsafeUrl`, `InvalidArgument` (not a token, a version the org does not have), `UnexpectedAnswer` (not a Salesforce), `SessionExpired`, `NoApiAccess`, `Offline`, …
 */
export async function connect(login: Login, options: ConnectOptions = {}): Promise<Salesforce> {
  const { log, idleMs, clock = systemClock } = options;
  const signal = options.signal && { signal: options.signal };
  const accessToken = accessTokenIn(login.accessToken);
  if (accessToken === undefined) throw noToken();
  const wire: Wire = { origin: orgOrigin(login.instanceUrl), log, idleMs };
  const patiently = <T>(ask: () => Promise<T>) => retry(BRIEFLY, clock, options.signal, ask);
  const apiVersion = await patiently(() => versionFor(wire, options.apiVersion, signal));
  // jsforce is half a megabyte: loaded with the first connection.
  const { Session } = await import('./session.js');
  const { instanceUrl, renew } = login;
  let known: UserInfo | undefined;
  // A login of the CLI, or a person who signs in again, may mean another user by now.
  const checked = async (renewed: string): Promise<string> => {
    const fresh = accessTokenIn(renewed);
    if (!known || !fresh) return renewed;
    const other = new Session({ instanceUrl, accessToken: fresh }, wire);
    refuseOther(known, await retry(BRIEFLY, clock, undefined, () => userInfo(other)));
    return renewed;
  };
  const session = new Session({ instanceUrl, accessToken, ...(renew && { renew: () => renew().then(checked) }) }, wire);
  const user = (known = await patiently(() => userInfo(session, signal)));
  const base = `/services/data/v${apiVersion}`;
  const rest = new Rest(session, base, clock);
  const identity = await identityOf(user, rest, session.host, signal);
  return {
    identity: { ...identity, kind: options.kind ?? identity.kind, instanceUrl: wire.origin },
    apiVersion,
    bulk: new Bulk(session, base),
    rest,
    get apiUsage() {
      return session.apiUsage;
    },
  };
}

const noToken = (): UserError =>
  new UserError('InvalidArgument', l10n.t('This is not an access token.'), {
    nextStep: l10n.t('Copy the whole token, without line breaks and quotes: it begins with 00D or eyJ.'),
  });

/** Asked without the token: an address that is no Salesforce never sees it. */
async function versionFor(wire: Wire, wanted: string | undefined, signal: CallOptions | undefined): Promise<string> {
  const { host } = new URL(wire.origin);
  const answer = await exchange(wire, { method: 'GET', path: '/services/data', ...signal });
  if (answer.statusCode >= 400) {
    const error = apiError(answer);
    throw answer.statusCode < 500 && !error.errorCode ? unexpectedAnswer(host, `HTTP ${answer.statusCode}`) : error;
  }
  let listed: unknown;
  try {
    listed = JSON.parse(answer.body);
  } catch {
    throw unexpectedAnswer(host, `HTTP ${answer.statusCode}`);
  }
  const entries: readonly ({ version?: unknown } | null)[] = Array.isArray(listed) ? listed : [];
  const versions = entries.map((entry) => Number(entry?.version));
  const highest = Math.max(...versions.filter(Number.isFinite));
  if (!Number.isFinite(highest)) throw unexpectedAnswer(host, l10n.t('no API versions'));
  if (wanted !== undefined) {
    if (versions.includes(Number(wanted))) return wanted;
    throw new UserError(
      'InvalidArgument',
      l10n.t('{0} has no version {1} of the API; its newest is {2}.', host, wanted, highest.toFixed(1)),
      {
        nextStep: l10n.t('Choose another version in the settings, or none.'),
      },
    );
  }
  return Math.min(highest, Number(TESTED_API_VERSION)).toFixed(1);
}
