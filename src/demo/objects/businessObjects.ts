// The objects people load: field names, labels and facts as the real describes have them, plus a few custom fields.

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
  integer,
  percent,
  phone,
  picklist,
  reference,
  systemFields,
  text,
  textarea,
  url,
} from './defineField.js';
import { FULL_NAME, define } from './sobject.js';

const RATINGS = ['Hot', 'Warm', 'Cold'];
const INDUSTRIES = ['Agriculture', 'Banking', 'Construction', 'Education', 'Energy', 'Healthcare', 'Retail', 'Other'];
const SOURCES = ['Web', 'Phone Inquiry', 'Partner Referral', 'Purchased List', 'Other'];

export const account = define('Account', 'Account', '001', [
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

export const contact = define('Contact', 'Contact', '003', [
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

export const lead = define('Lead', 'Lead', '00Q', [
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

export const opportunity = define(
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
    reference('ContactId', 'Contact ID', ['Contact'], null, { updateable: false }),
    externalId('External_Id__c', 'External Id', { unique: true }),
    ...systemFields(),
  ],
  { labelPlural: 'Opportunities' },
);

export const cases = define('Case', 'Case', '500', [
  text('CaseNumber', 'Case Number', 30, {
    ...READ_ONLY,
    ...DEFAULTED,
    idLookup: true,
    autoNumber: true,
    nameField: true,
  }),
  reference('ContactId', 'Contact ID', ['Contact'], 'Contact'),
  reference('AccountId', 'Account ID', ['Account'], 'Account', { restrictedDelete: true }),
  email('SuppliedEmail', 'Email Address', { idLookup: false }),
  picklist('Type', 'Case Type', ['Mechanical', 'Electrical', 'Other']),
  picklist('Status', 'Status', ['New', 'Working', 'Escalated', 'Closed'], {
    defaultedOnCreate: true,
    defaultValue: 'New',
  }),
  picklist('Origin', 'Case Origin', ['Email', 'Phone', 'Web']),
  text('Subject', 'Subject', 255),
  picklist('Priority', 'Priority', ['High', 'Medium', 'Low'], { defaultedOnCreate: true, defaultValue: 'Medium' }),
  textarea('Description', 'Description'),
  ...systemFields(['Group', 'User']),
]);

export const task = define('Task', 'Task', '00T', [
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

export const invoice = define(
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
    field('time', 'Payable_Until__c', 'Payable Until'),
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
