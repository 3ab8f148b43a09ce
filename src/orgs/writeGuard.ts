import { l10n } from 'vscode';
import { UserError } from '../core/errors.js';
import type { OrgIdentity, Salesforce } from '../core/salesforce/ports.js';
import { settings } from '../ui/settings.js';

/** Why this window writes to no org at all. */
export function readOnlyHere(): UserError | undefined {
  const where = settings.readOnlyIn();
  if (where === undefined) return undefined;
  return new UserError('ReadOnly', l10n.t('Nothing is written from this window: {0} turn that off.', where), {
    nextStep: l10n.t('Jobs can be watched, aborted, and their results opened. The setting is salesforceBulk.readOnly.'),
  });
}

/** Why this window does not write to this org. */
export function notAllowedHere(org: OrgIdentity): UserError | undefined {
  const list = settings.allowedOrgs().find(({ orgs }) => !orgs.some((entry) => names(entry, org)));
  if (!list) return undefined;
  const { where, orgs } = list;
  return new UserError(
    'OrgNotAllowed',
    l10n.t(
      '{0} ({1}) is not written to from this window: {2} allow only {3}.',
      org.username,
      hostOf(org.instanceUrl),
      where,
      orgs.join(', '),
    ),
    { nextStep: l10n.t('Choose one of those, or change the setting salesforceBulk.allowedOrgs.') },
  );
}

/** @throws UserError `ReadOnly` */
export const requireWriting = (): void => raise(readOnlyHere());

/** @throws UserError `OrgNotAllowed` */
export const requireAllowed = (org: OrgIdentity): void => raise(notAllowedHere(org));

/** @throws UserError `ReadOnly`, `OrgNotAllowed` */
export const requireWritable = (org: OrgIdentity): void => raise(readOnlyHere() ?? notAllowedHere(org));

/**
 * A connection whose every write first looks at the settings, as they are then and for the org that the session is
 * of. To abort stays possible, since it only stops: a load that is under way ends without an open job.
 */
export function guardWrites(salesforce: Salesforce): Salesforce {
  const { bulk, identity, apiVersion, rest } = salesforce;
  const guarded =
    <Args extends readonly unknown[], T>(write: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      requireWritable(identity);
      return write(...args);
    };
  return {
    identity,
    apiVersion,
    rest,
    get apiUsage() {
      return salesforce.apiUsage;
    },
    bulk: {
      createJob: guarded((request, options) => bulk.createJob(request, options)),
      uploadJobData: guarded((jobId, data, options) => bulk.uploadJobData(jobId, data, options)),
      closeJob: guarded((jobId, options) => bulk.closeJob(jobId, options)),
      deleteJob: guarded((jobId, options) => bulk.deleteJob(jobId, options)),
      abortJob: (jobId, options) => bulk.abortJob(jobId, options),
      getJob: (jobId, options) => bulk.getJob(jobId, options),
      listJobs: (options) => bulk.listJobs(options),
      downloadResults: (jobId, resultSet, path, options) => bulk.downloadResults(jobId, resultSet, path, options),
    },
  };
}

/** @param entry username, org id of 15 or 18 characters, or host; an alias is no proof of which org it is */
function names(entry: string, { username, orgId, instanceUrl }: OrgIdentity): boolean {
  const text = entry.trim();
  if (/^00D\w{12}(\w{3})?$/.test(text)) return text.slice(0, 15) === orgId.slice(0, 15);
  return [username.toLowerCase(), hostOf(instanceUrl)].includes(hostOf(text.toLowerCase()));
}

/** `https://acme.my.salesforce.com/` and `acme.my.salesforce.com` → the latter. */
const hostOf = (text: string): string => text.replace(/^https?:\/\//, '').replace(/\/.*$/, '');

function raise(error: UserError | undefined): void {
  if (error) throw error;
}
