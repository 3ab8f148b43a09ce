import * as l10n from '@vscode/l10n';
import { ApiError, UserError } from '../errors.js';
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

/** Members of `GET /services/oauth2/userinfo` */
interface UserInfo {
  readonly user_id: string;
  readonly organization_id: string;
  readonly preferred_username: string;
  readonly name: string;
}

interface Organization {
  readonly Name: string;
  readonly IsSandbox: boolean;
  readonly TrialExpirationDate: string | null;
  readonly OrganizationType: string;
}

/**
 * Connects to an org: finds the API version, who the user is and what kind of org it is.
 * @throws UserError `UnsafeUrl`, `InvalidArgument` (not a token), `UnexpectedAnswer` (not a Salesforce), `SessionExpired`, `NoApiAccess`, `Offline`, …
 */
export async function connect(login: Login, options: ConnectOptions = {}): Promise<Salesforce> {
  const { log, idleMs } = options;
  const signal = options.signal && { signal: options.signal };
  const accessToken = login.accessToken.trim();
  // Node refuses other characters in a header, in words that help nobody.
  if (!/^[\x21-\x7e]+$/.test(accessToken)) throw noToken();
  const wire: Wire = { origin: orgOrigin(login.instanceUrl), log, idleMs };
  const apiVersion = options.apiVersion ?? (await highestVersion(wire, signal));
  // jsforce is half a megabyte: loaded with the first connection.
  const { Session } = await import('./session.js');
  const session = new Session({ ...login, accessToken }, wire);
  const user = await session.json<UserInfo>({ method: 'GET', path: '/services/oauth2/userinfo', ...signal });
  if (!user.organization_id || !user.user_id) throw unexpectedAnswer(session.host, l10n.t('no user'));
  const base = `/services/data/v${apiVersion}`;
  const rest = new Rest(session, base);
  const organization = await readOrganization(rest, signal);
  return {
    identity: {
      orgId: id18(user.organization_id),
      userId: id18(user.user_id),
      username: user.preferred_username,
      displayName: user.name,
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
async function highestVersion(wire: Wire, signal: CallOptions | undefined): Promise<string> {
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
  const versions = Array.isArray(listed) ? listed.map(({ version }: { version?: unknown }) => Number(version)) : [];
  const highest = Math.max(...versions.filter(Number.isFinite));
  if (!Number.isFinite(highest)) throw unexpectedAnswer(host, l10n.t('no API versions'));
  return Math.min(highest, Number(TESTED_API_VERSION)).toFixed(1);
}

async function readOrganization(rest: RestApi, signal: CallOptions | undefined): Promise<Organization | undefined> {
  const soql = 'SELECT Name, IsSandbox, TrialExpirationDate, OrganizationType FROM Organization';
  try {
    return (await rest.query<Organization>(soql, signal))[0];
  } catch (error) {
    if (error instanceof ApiError && error.code !== 'SessionExpired') return undefined;
    throw error;
  }
}

/** What we do not know is guarded like production. */
function kindOf(organization: Organization | undefined): OrgKind {
  if (organization?.IsSandbox) return organization.TrialExpirationDate ? 'scratch' : 'sandbox';
  return organization?.OrganizationType === 'Developer Edition' ? 'developer' : 'production';
}
