// What the Salesforce CLI knows of orgs: `sf org list`, and the access token of one.

import * as l10n from '@vscode/l10n';
import { UserError } from '../../core/errors.js';
import type { OrgKind } from '../../core/salesforce/ports.js';
import { CliError, runCli, type CliPlace } from './salesforceCli.js';

/** A login of the CLI. */
export interface CliOrg {
  readonly username: string;
  readonly alias?: string;
  /** 18 characters. */
  readonly orgId: string;
  readonly instanceUrl: string;
  /** As far as the CLI knows without asking the org; the org's own answer decides. */
  readonly kind: OrgKind | undefined;
  /** The `target-org` of the working folder. */
  readonly isDefault: boolean;
  /** A scratch org that is no more. */
  readonly expired: boolean;
}

/** Members of an entry that we read; it may hold secrets in clear (before 2.136.8). */
interface Entry {
  readonly username: string;
  readonly alias?: string | null;
  readonly orgId: string;
  readonly instanceUrl: string;
  readonly isSandbox?: boolean;
  readonly isScratch?: boolean;
  readonly isDefaultUsername?: boolean;
  readonly isExpired?: boolean;
  readonly expirationDate?: string;
}

/** One org may stand in several lists. */
type Lists = Readonly<Partial<Record<'other' | 'sandboxes' | 'nonScratchOrgs' | 'devHubs' | 'scratchOrgs', Entry[]>>>;

/** All logins, the default one first, then by name. Asks no org. @throws what runCli() throws */
export async function listCliOrgs(place: CliPlace, signal?: AbortSignal): Promise<readonly CliOrg[]> {
  const lists = await runCli<Lists>(place, ['org', 'list', '--skip-connection-status'], signal && { signal });
  const byUsername = new Map<string, CliOrg>();
  for (const entry of Object.values(lists).flat()) {
    if (entry?.username && entry.instanceUrl) byUsername.set(entry.username, toCliOrg(entry));
  }
  const name = ({ alias, username }: CliOrg) => alias ?? username;
  return [...byUsername.values()].sort(
    (a, b) => Number(b.isDefault) - Number(a.isDefault) || name(a).localeCompare(name(b)),
  );
}

function toCliOrg(entry: Entry): CliOrg {
  const { username, alias, orgId, instanceUrl, isSandbox, isScratch, expirationDate } = entry;
  const scratch = isScratch || expirationDate !== undefined;
  return {
    username,
    ...(alias && { alias }),
    orgId,
    instanceUrl,
    kind: scratch ? 'scratch' : isSandbox ? 'sandbox' : undefined,
    isDefault: entry.isDefaultUsername === true,
    expired: entry.isExpired === true,
  };
}

const HIDDEN = '[REDACTED]';
/** What the CLI calls a login that is gone or that Salesforce has ended. */
const SIGN_IN_AGAIN =
  /NamedOrgNotFound|NoOrgFound|NoAuthInfoFound|AuthInfoCreation|RefreshToken|expired access\/refresh token|invalid_grant|inactive user/i;

/**
 * The access token of one login; the CLI renews it where it can, and answers an old one where it cannot.
 * @throws UserError `SessionExpired` where the CLI has no working login; what runCli() throws
 */
export async function cliAccessToken(place: CliPlace, username: string, signal?: AbortSignal): Promise<string> {
  const options = signal && { signal };
  const target = ['--target-org', username];
  try {
    const { accessToken } = await runCli<{ accessToken?: string }>(
      place,
      ['org', 'auth', 'show-access-token', ...target],
      options,
    ).catch((error: unknown) => {
      // Before 2.136.8 there was no such command, and no need for it.
      if (!(error instanceof CliError && error.errorName === 'UnknownCommand')) throw error;
      return runCli<{ accessToken?: string }>(place, ['org', 'display', ...target], options);
    });
    if (accessToken !== undefined && !accessToken.startsWith(HIDDEN)) return accessToken;
  } catch (error) {
    const gone = error instanceof CliError && SIGN_IN_AGAIN.test(`${error.errorName} ${error.message}`);
    throw gone ? cliSessionEnded(username, error) : error;
  }
  throw new CliError(
    l10n.t('This version of the Salesforce CLI does not show access tokens.'),
    'Redacted',
    l10n.t('Update it (sf update): it then has the command "sf org auth show-access-token".'),
  );
}

export const cliSessionEnded = (username: string, cause?: unknown): UserError =>
  new UserError('SessionExpired', l10n.t('The Salesforce CLI has no working login for {0}.', username), {
    nextStep: l10n.t('Sign in again with "sf org login web".'),
    cause,
  });
