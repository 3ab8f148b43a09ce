import * as l10n from '@vscode/l10n';
import { UserError, type UserErrorCode } from '../errors.js';
import { accessTokenIn } from './accessToken.js';
import { apiError, unexpectedAnswer } from './apiError.js';
import { Bulk } from './bulk.js';
import { exchange, type RequestEntry, type Wire } from './exchange.js';
import { id18 } from './id18.js';
import { orgOrigin } from './orgOrigin.js';
import type { CallOptions, Login, OrgKind, RestApi, Salesforce } from './ports.js';
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
}

/** Members of `GET /services/oauth2/userinfo`; which of them a token gets to see depends on its scopes. */
interface UserInfo {
  readonly user_id?: string;
  readonly organization_id?: string;
  readonly preferred_username?: string;
  readonly name?: string;
}

interface User {
  readonly Username: string;
  readonly Name: string;
}

interface Organization {
  readonly Name: string;
  readonly IsSandbox: boolean;
  readonly TrialExpirationDate: string | null;
  readonly OrganizationType: string;
}

/**
 * Connects to an org: finds the API version, who the user is and what kind of org it is.
 * @throws UserError `UnsafeUrl`, `InvalidArgument` (not a token, a version the org does not have), `UnexpectedAnswer` (not a Salesforce), `SessionExpired`, `NoApiAccess`, `Offline`, …
 */
export async function connect(login: Login, options: ConnectOptions = {}): Promise<Salesforce> {
  const { log, idleMs } = options;
  const signal = options.signal && { signal: options.signal };
  const accessToken = accessTokenIn(login.accessToken);
  if (accessToken === undefined) throw noToken();
  const wire: Wire = { origin: orgOrigin(login.instanceUrl), log, idleMs };
  const apiVersion = await versionFor(wire, options.apiVersion, signal);
  // jsforce is half a megabyte: loaded with the first connection.
  const { Session } = await import('./session.js');
  const session = new Session({ ...login, accessToken }, wire);
  const info = await session.json<UserInfo>({ method: 'GET', path: '/services/oauth2/userinfo', ...signal });
  if (!info.organization_id || !info.user_id) throw unexpectedAnswer(session.host, l10n.t('no user'));
  const base = `/services/data/v${apiVersion}`;
  const rest = new Rest(session, base);
  const userId = id18(info.user_id);
  const organization = await firstRow<Organization>(rest, ORGANIZATION, signal);
  const user = info.preferred_username ? undefined : await firstRow<User>(rest, userQuery(userId), signal);
  const username = info.preferred_username ?? user?.Username ?? userId;
  return {
    identity: {
      orgId: id18(info.organization_id),
      userId,
      username,
      displayName: info.name ?? user?.Name ?? username,
      orgName: organization?.Name ?? session.host,
      kind: options.kind ?? kindOf(organization),
      instanceUrl: wire.origin,
    },
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

const ORGANIZATION = 'SELECT Name, IsSandbox, TrialExpirationDate, OrganizationType FROM Organization';
const userQuery = (id: string): string => `SELECT Username, Name FROM User WHERE Id = '${id}'`;

/** Without these there is no connection; after anything else there is one that knows less. */
const NOT_CONNECTED: ReadonlySet<UserErrorCode> = new Set(['SessionExpired', 'Offline']);

/** The first row of a query; undefined where the org does not answer it. */
async function firstRow<Row extends object>(
  rest: RestApi,
  soql: string,
  signal: CallOptions | undefined,
): Promise<Row | undefined> {
  try {
    return (await rest.query<Row>(soql, signal))[0];
  } catch (error) {
    if (error instanceof UserError && !NOT_CONNECTED.has(error.code)) return undefined;
    throw error;
  }
}

/** What we do not know is guarded like production. */
function kindOf(organization: Organization | undefined): OrgKind {
  if (organization?.IsSandbox) return organization.TrialExpirationDate ? 'scratch' : 'sandbox';
  return organization?.OrganizationType === 'Developer Edition' ? 'developer' : 'production';
}
