// Who a session belongs to, and what kind of org it is.

import * as l10n from '@vscode/l10n';
import { UserError, type UserErrorCode } from '../errors.js';
import { unexpectedAnswer } from './apiError.js';
import { id18 } from './id18.js';
import type { CallOptions, OrgIdentity, OrgKind, RestApi } from './ports.js';
import type { Session } from './session.js';

/** Members of `GET /services/oauth2/userinfo`; which of them a token gets to see depends on its scopes. */
export interface UserInfo {
  /** 18 characters. */
  readonly user_id: string;
  /** 18 characters. */
  readonly organization_id: string;
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

const ORGANIZATION = 'SELECT Name, IsSandbox, TrialExpirationDate, OrganizationType FROM Organization';
const userQuery = (id: string): string => `SELECT Username, Name FROM User WHERE Id = '${id}'`;

/** @throws UserError `UnexpectedAnswer` where no user is named; what Session.json() throws */
export async function userInfo(session: Session, signal?: CallOptions): Promise<UserInfo> {
  const path = '/services/oauth2/userinfo';
  const info = await session.json<Partial<UserInfo>>({ method: 'GET', path, ...signal });
  const { user_id, organization_id } = info;
  if (!organization_id || !user_id) throw unexpectedAnswer(session.host, l10n.t('no user'));
  return { ...info, user_id: id18(user_id), organization_id: id18(organization_id) };
}

/** @throws UserError `WrongOrg` where a new session is not the same user's of the same org */
export function refuseOther(one: UserInfo, other: UserInfo): void {
  if (one.organization_id === other.organization_id && one.user_id === other.user_id) return;
  const name = ({ preferred_username, user_id }: UserInfo) => preferred_username ?? user_id;
  throw new UserError(
    'WrongOrg',
    l10n.t(
      'The new session belongs to {0} in the org {1}. It is not used for {2} in the org {3}.',
      name(other),
      other.organization_id,
      name(one),
      one.organization_id,
    ),
    { nextStep: l10n.t('Sign in as the same user of the same org.') },
  );
}

export async function identityOf(
  info: UserInfo,
  rest: RestApi,
  host: string,
  signal?: CallOptions,
): Promise<Omit<OrgIdentity, 'instanceUrl'>> {
  const { organization_id: orgId, user_id: userId } = info;
  const organization = await firstRow<Organization>(rest, ORGANIZATION, signal);
  const user = info.preferred_username ? undefined : await firstRow<User>(rest, userQuery(userId), signal);
  const username = info.preferred_username ?? user?.Username ?? userId;
  const displayName = info.name ?? user?.Name ?? username;
  return { orgId, userId, username, displayName, orgName: organization?.Name ?? host, kind: kindOf(organization) };
}

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
