import {
  DEFAULTED,
  READ_ONLY,
  REQUIRED,
  RESTRICTED,
  address,
  checkbox,
  currency,
  date,
  email,
  externalId,
  field,
  idFields,
  integer,
  percent,
  phone,
  picklist,
  reference,
  systemFields,
  text,
  textarea,
  url,
  type Field,
} from './field.js';

export interface SObject {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly keyPrefix: string;
  readonly custom: boolean;
  /** Records can be written by the Bulk API; the platform's own objects are only read here. */
  readonly writable: boolean;
  readonly deletable: boolean;
  readonly fields: readonly Field[];
}

type Kind = Partial<Pick<SObject, 'custom' | 'writable' | 'deletable' | 'labelPlural'>>;

const define = (
  name: string,
  label: string,
  keyPrefix: string,
  fields: readonly Field[],
  kind: Kind = {},
): SObject => ({
  name,
  label,
  labelPlural: `${label}s`,
  keyPrefix,
  custom: false,
  writable: true,
  deletable: true,
  ...kind,
  fields: [...idFields(label), ...fields],
});

const RATINGS = ['Hot', 'Warm', 'Cold'];
const INDUSTRIES = ['Agriculture', 'Banking', 'Construction', 'Education', 'Energy', 'Healthcare', 'Retail', 'Other'];
const SOURCES = ['Web', 'Phone Inquiry', 'Partner Referral', 'Purchased List', 'Other'];
const FULL_NAME = { ...READ_ONLY, nillable: false, nameField: true };
const READ: Kind = { writable: false, deletable: false };

const account = define('Account', 'Account', '001', [
  text('Name', 'Account Name', 255, { ...REQUIRED, nameField: true }),
  picklist('Type', 'Account Type', [
    'Prospect',
    'Customer - Direct',
    'Customer - Channel',
    'Technology Partner',
    'Other',
  ]),
  reference('ParentId', 'Parent Account ID', ['Account'], 'Parent'),
  ...address('Billing', 'Billing'),
  ...address('Shipping', 'Shipping'),
  phone('Phone', 'Account Phone'),
  phone('Fax', 'Account Fax'),
  text('AccountNumber', 'Account Number', 40),
  url('Website', 'Website'),
  picklist('Industry', 'Industry', INDUSTRIES),
  currency('AnnualRevenue', 'Annual Revenue', 18, 0),
  integer('NumberOfEmployees', 'Employees'),
  textarea('Description', 'Account Description'),
  picklist('Rating', 'Account Rating', RATINGS),
  text('Site', 'Account Site', 80),
  picklist('Tier__c', 'Tier', ['Gold', 'Silver', 'Bronze'], { ...RESTRICTED }),
  date('Customer_Since__c', 'Customer Since'),
  checkbox('Active__c', 'Active'),
  externalId('External_Id__c', 'External Id', { unique: true }),
  ...systemFields(),
]);

const contact = define('Contact', 'Contact', '003', [
  reference('AccountId', 'Account ID', ['Account'], 'Account'),
  text('LastName', 'Last Name', 80, { ...REQUIRED, compoundFieldName: 'Name' }),
  text('FirstName', 'First Name', 40, { compoundFieldName: 'Name' }),
  picklist('Salutation', 'Salutation', ['Mr.', 'Ms.', 'Mx.', 'Dr.', 'Prof.'], { compoundFieldName: 'Name' }),
  text('Name', 'Full Name', 121, FULL_NAME),
  ...address('Mailing', 'Mailing'),
  phone('Phone', 'Business Phone'),
  phone('MobilePhone', 'Mobile Phone'),
  reference('ReportsToId', 'Reports To ID', ['Contact'], 'ReportsTo'),
  email('Email', 'Email'),
  text('Title', 'Title', 128),
  text('Department', 'Department', 80),
  picklist('LeadSource', 'Lead Source', SOURCES),
  date('Birthdate', 'Birthdate'),
  textarea('Description', 'Contact Description'),
  checkbox('HasOptedOutOfEmail', 'Email Opt Out'),
  externalId('External_Id__c', 'External Id'),
  ...systemFields(),
]);

const lead = define('Lead', 'Lead', '00Q', [
  text('LastName', 'Last Name', 80, { ...REQUIRED, compoundFieldName: 'Name' }),
  text('FirstName', 'First Name', 40, { compoundFieldName: 'Name' }),
  text('Name', 'Full Name', 121, FULL_NAME),
  text('Company', 'Company', 255, REQUIRED),
  ...address('', ''),
  phone('Phone', 'Phone'),
  email('Email', 'Email'),
  url('Website', 'Website'),
  textarea('Description', 'Description'),
  picklist('LeadSource', 'Lead Source', SOURCES),
  picklist('Status', 'Status', ['Open - Not Contacted', 'Working - Contacted', 'Closed - Not Converted'], {
    ...DEFAULTED,
    defaultValue: 'Open - Not Contacted',
  }),
  picklist('Industry', 'Industry', INDUSTRIES),
  picklist('Rating', 'Rating', RATINGS),
  ...systemFields(['Group', 'User']),
]);

const STAGES = ['Prospecting', 'Qualification', 'Proposal/Price Quote', 'Closed Won', 'Closed Lost'];

const opportunity = define(
  'Opportunity',
  'Opportunity',
  '006',
  [
    reference('AccountId', 'Account ID', ['Account'], 'Account'),
    text('Name', 'Name', 120, { ...REQUIRED, nameField: true, idLookup: true }),
    textarea('Description', 'Description'),
    picklist('StageName', 'Stage', STAGES, REQUIRED),
    currency('Amount', 'Amount'),
    percent('Probability', 'Probability (%)'),
    date('CloseDate', 'Close Date', REQUIRED),
    picklist('Type', 'Opportunity Type', ['Existing Business', 'New Business']),
    reference('ContactId', 'Contact ID', ['Contact'], null),
    externalId('External_Id__c', 'External Id', { unique: true }),
    ...systemFields(),
  ],
  { labelPlural: 'Opportunities' },
);

const cases = define('Case', 'Case', '500', [
  text('CaseNumber', 'Case Number', 30, {
    ...READ_ONLY,
    ...DEFAULTED,
    idLookup: true,
    autoNumber: true,
    nameField: true,
  }),
  reference('ContactId', 'Contact ID', ['Contact'], 'Contact'),
  reference('AccountId', 'Account ID', ['Account'], 'Account'),
  email('SuppliedEmail', 'Email Address', { idLookup: false }),
  picklist('Type', 'Case Type', ['Mechanical', 'Electrical', 'Other']),
  picklist('Status', 'Status', ['New', 'Working', 'Escalated', 'Closed'], { ...DEFAULTED, defaultValue: 'New' }),
  picklist('Origin', 'Case Origin', ['Email', 'Phone', 'Web']),
  text('Subject', 'Subject', 255),
  picklist('Priority', 'Priority', ['High', 'Medium', 'Low'], { ...DEFAULTED, defaultValue: 'Medium' }),
  textarea('Description', 'Description'),
  ...systemFields(['Group', 'User']),
]);

const task = define('Task', 'Task', '00T', [
  reference('WhoId', 'Name ID', ['Contact', 'Lead'], 'Who'),
  reference('WhatId', 'Related To ID', ['Account', 'Opportunity', 'Case', 'Invoice__c'], 'What'),
  text('Subject', 'Subject', 255),
  date('ActivityDate', 'Due Date Only'),
  picklist('Status', 'Status', ['Not Started', 'In Progress', 'Completed'], {
    ...DEFAULTED,
    defaultValue: 'Not Started',
  }),
  picklist('Priority', 'Priority', ['High', 'Normal', 'Low'], { ...DEFAULTED, defaultValue: 'Normal' }),
  textarea('Description', 'Comments'),
  ...systemFields(['Group', 'User']),
]);

const invoice = define(
  'Invoice__c',
  'Invoice',
  'a00',
  [
    text('Name', 'Invoice Number', 80, {
      ...READ_ONLY,
      ...DEFAULTED,
      idLookup: true,
      autoNumber: true,
      nameField: true,
    }),
    reference('Account__c', 'Account', ['Account'], 'Account__r', {
      ...REQUIRED,
      updateable: false,
      cascadeDelete: true,
    }),
    externalId('External_Id__c', 'External Id', { unique: true }),
    picklist('Status__c', 'Status', ['Draft', 'Sent', 'Paid', 'Overdue'], {
      ...RESTRICTED,
      defaultedOnCreate: true,
      defaultValue: 'Draft',
    }),
    currency('Amount__c', 'Amount'),
    percent('Discount__c', 'Discount'),
    date('Due_Date__c', 'Due Date'),
    field('datetime', 'Sent_At__c', 'Sent At'),
    checkbox('Paid__c', 'Paid'),
    email('Billing_Email__c', 'Billing Email', { idLookup: false }),
    field('multipicklist', 'Tags__c', 'Tags', {
      length: 4099,
      picklist: ['Urgent', 'Export', 'Recurring'],
      ...RESTRICTED,
    }),
    text('Reference__c', 'Reference', 20),
    ...systemFields([]),
  ],
  { custom: true },
);

const user = define(
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

const organization = define(
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

const group = define(
  'Group',
  'Group',
  '00G',
  [text('Name', 'Name', 40, { nameField: true }), picklist('Type', 'Type', ['Queue', 'Regular']), ...systemFields([])],
  READ,
);

const assignmentRule = define(
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

export const SOBJECTS: readonly SObject[] = [
  account,
  assignmentRule,
  cases,
  contact,
  group,
  invoice,
  lead,
  opportunity,
  organization,
  task,
  user,
];

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** API names are found in any letter case. */
export const findObject = (name: string): SObject | undefined => SOBJECTS.find((object) => same(object.name, name));

export const findField = (object: SObject, name: string): Field | undefined =>
  object.fields.find((candidate) => same(candidate.name, name));

export const findRelationship = (object: SObject, name: string): Field | undefined =>
  object.fields.find(({ relationshipName }) => relationshipName !== null && same(relationshipName, name));

/** The first three characters of an id say what it is of. */
export const objectOfId = (id: string): SObject | undefined =>
  SOBJECTS.find(({ keyPrefix }) => id.startsWith(keyPrefix));

/** @throws Error where the schema has no such object */
export function objectNamed(name: string): SObject {
  const object = findObject(name);
  if (!object) throw new Error(`No object ${name}`);
  return object;
}
