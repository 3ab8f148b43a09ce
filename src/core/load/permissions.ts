import * as l10n from '@vscode/l10n';
import { UserError } from '../errors.js';
import type { Operation } from '../salesforce/job.js';
import type { RestApi, SObjectDescribe } from '../salesforce/ports.js';

/** Why the user may not do this to records of an object, as its describe says; in the middle of a sentence. */
export function forbidden(operation: Operation, object: SObjectDescribe): string | undefined {
  const { createable, updateable, deletable, labelPlural } = object;
  switch (operation) {
    case 'insert':
      return createable ? undefined : l10n.t('the user may not create {0}', labelPlural);
    case 'update':
      return updateable ? undefined : l10n.t('the user may not change {0}', labelPlural);
    case 'upsert':
      return createable && updateable ? undefined : l10n.t('the user may not both create and change {0}', labelPlural);
    case 'delete':
    case 'hardDelete':
      return deletable ? undefined : l10n.t('the user may not delete {0}', labelPlural);
  }
}

/** @throws UserError `FeatureNotEnabled` where it is known that Salesforce would refuse the job, or each of its rows */
export async function requirePermission(operation: Operation, object: SObjectDescribe, rest: RestApi): Promise<void> {
  const whyNot = forbidden(operation, object) ?? (operation === 'hardDelete' && (await hardDeleteForbidden(rest)));
  if (!whyNot) return;
  throw new UserError('FeatureNotEnabled', l10n.t('The operation {0} is not possible: {1}.', operation, whyNot), {
    nextStep: l10n.t('Ask an administrator of the org for the permission, or choose another operation.'),
  });
}

/** https://developer.salesforce.com/docs/atlas.en-us.sfFieldRef.meta/sfFieldRef/salesforce_field_reference_UserPermissionAccess.htm */
const PERMISSION = 'SELECT PermissionsBulkApiHardDelete FROM UserPermissionAccess';

/** Why the user may not hard delete anything. Where the org does not answer, Salesforce will say so at the job's creation. */
export async function hardDeleteForbidden(rest: RestApi): Promise<string | undefined> {
  try {
    const [row] = await rest.query<{ PermissionsBulkApiHardDelete?: boolean }>(PERMISSION);
    if (row?.PermissionsBulkApiHardDelete !== false) return undefined;
    return l10n.t('the user lacks the permission "Bulk API Hard Delete"');
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
