import { DAY, toDateTime } from './clock.js';
import type { SalesforceRecord, Values } from './objects/records.js';

export const ORG_KINDS = ['developer', 'production', 'sandbox', 'scratch'] as const;
export type OrgKind = (typeof ORG_KINDS)[number];

export const isOrgKind = (text: string): text is OrgKind => (ORG_KINDS as readonly string[]).includes(text);

/**
 * What tells an org's kind in its Organization row.
 * @param now milliseconds since 1970
 */
export function organizationValues(kind: OrgKind, now: number): Values {
  switch (kind) {
    case 'developer':
      return { IsSandbox: false, OrganizationType: 'Developer Edition' };
    case 'production':
      return { IsSandbox: false, OrganizationType: 'Enterprise Edition' };
    case 'sandbox': // keeps the edition of the production org it is a copy of
      return { IsSandbox: true, OrganizationType: 'Enterprise Edition' };
    case 'scratch': {
      const TrialExpirationDate = toDateTime(Math.floor(now / 1000) * 1000 + 7 * DAY);
      return { IsSandbox: true, OrganizationType: 'Developer Edition', TrialExpirationDate };
    }
  }
}

/** A sandbox adds its own name to every username it copies. */
export const usernameIn = (kind: OrgKind, username: string): string =>
  kind === 'sandbox' ? `${username}.demo` : username;

/** For people, of the row as it is now. */
export function kindLabel(organization: SalesforceRecord): string {
  if (organization['IsSandbox'] === true) return organization['TrialExpirationDate'] ? 'Scratch Org' : 'Sandbox';
  return organization['OrganizationType'] === 'Developer Edition' ? 'Developer Edition' : 'Production';
}
