// The platform's own objects: users can be loaded, the others are only read.

import { READ_ONLY, REQUIRED, checkbox, email, field, picklist, systemFields, text } from './defineField.js';
import { FULL_NAME, define, type Kind } from './sobject.js';

const READ: Kind = { writable: false, deletable: false };

export const user = define(
  'User',
  'User',
  '005',
  [
    text('Username', 'Username', 80, { ...REQUIRED, idLookup: true, unique: true }),
    text('LastName', 'Last Name', 80, { ...REQUIRED, compoundFieldName: 'Name' }),
    text('FirstName', 'First Name', 40, { compoundFieldName: 'Name' }),
    text('Name', 'Full Name', 121, FULL_NAME),
    email('Email', 'Email', REQUIRED),
    text('Alias', 'Alias', 8, REQUIRED),
    checkbox('IsActive', 'Active'),
    text('TimeZoneSidKey', 'Time Zone', 40, REQUIRED),
    text('LocaleSidKey', 'Locale', 40, REQUIRED),
    text('LanguageLocaleKey', 'Language', 40, REQUIRED),
    ...systemFields([]),
  ],
  { deletable: false },
);

export const organization = define(
  'Organization',
  'Organization',
  '00D',
  [
    text('Name', 'Name', 80, { nameField: true }),
    text('InstanceName', 'Instance Name', 5, READ_ONLY),
    checkbox('IsSandbox', 'Is Sandbox'),
    field('datetime', 'TrialExpirationDate', 'Trial Expiration Date', READ_ONLY),
    text('NamespacePrefix', 'Namespace Prefix', 15, READ_ONLY),
    picklist('OrganizationType', 'Edition', ['Developer Edition', 'Enterprise Edition', 'Unlimited Edition']),
    text('LanguageLocaleKey', 'Language', 40),
    ...systemFields([]),
  ],
  READ,
);

export const group = define(
  'Group',
  'Group',
  '00G',
  [text('Name', 'Name', 40, { nameField: true }), picklist('Type', 'Type', ['Queue', 'Regular']), ...systemFields([])],
  READ,
);

/** One row: what the user of the session may do. */
export const userPermissionAccess = define(
  'UserPermissionAccess',
  'User Permission Access',
  '0UP',
  [
    field('boolean', 'PermissionsApiEnabled', 'API Enabled', READ_ONLY),
    field('boolean', 'PermissionsBulkApiHardDelete', 'Bulk API Hard Delete', READ_ONLY),
  ],
  READ,
);

export const assignmentRule = define(
  'AssignmentRule',
  'Assignment Rule',
  '01Q',
  [
    text('Name', 'Name', 120, { nameField: true }),
    picklist('SobjectType', 'SObject Type', ['Case', 'Lead']),
    checkbox('Active', 'Active'),
    ...systemFields([]),
  ],
  READ,
);
