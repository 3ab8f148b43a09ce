import { l10n } from 'vscode';
import { orgKey, type OrgKey } from '../core/load/jobStore.js';
import type { OrgIdentity, OrgKind } from '../core/salesforce/ports.js';

/** How the person signed in, which decides where the token lives. */
export type LoginKind = 'cli' | 'browser' | 'token' | 'demo';

/** An org this editor knows. Holds no secret: it is stored in clear. */
export interface KnownOrg extends OrgIdentity {
  readonly alias?: string;
  readonly login: LoginKind;
}

export const keyOf = (org: KnownOrg): OrgKey => orgKey(org);

/** What the person calls the org: what they type to confirm, too. */
export const nameOf = (org: KnownOrg): string => org.alias ?? org.username;

export const hostOf = ({ instanceUrl }: Pick<KnownOrg, 'instanceUrl'>): string => new URL(instanceUrl).host;

export function kindInWords(kind: OrgKind): string {
  switch (kind) {
    case 'production':
      return l10n.t('production');
    case 'sandbox':
      return l10n.t('sandbox');
    case 'scratch':
      return l10n.t('scratch org');
    case 'developer':
      return l10n.t('developer org');
    case 'demo':
      return l10n.t('demo org');
  }
}
