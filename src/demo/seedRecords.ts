// Records that were there before; every name is invented.

import { insertNamed, type SalesforceRecord, type Values } from './objects/records.js';
import type { Org } from './org.js';
import { usernameIn } from './orgKind.js';

const ACCOUNTS = [
  'Amber Placeholder Works',
  'Birch Example Stores',
  'Cedar Sample Foods',
  'Dune Placeholder Energy',
  'Elm Example Clinics',
  'Fern Sample Logistics',
  'Grove Placeholder Books',
  'Harbor Example Boats',
  'Iris Sample Optics',
  'Juniper Placeholder Farms',
  'Kelp Example Labs',
  'Larch Sample Timber',
];

/** @returns the other user */
export function seedRecords(org: Org): SalesforceRecord {
  const insert = (object: string, values: Values): SalesforceRecord =>
    insertNamed(org.records, object, values, org.userId);
  const otherUser = insert('User', {
    Username: usernameIn(org.kind, 'kim.sample@demo-org.example.com'),
    FirstName: 'Kim',
    LastName: 'Sample',
    Email: 'kim.sample@example.com',
    Alias: 'ksampl',
    IsActive: true,
    TimeZoneSidKey: 'GMT',
    LocaleSidKey: 'en_US',
    LanguageLocaleKey: 'en_US',
  });
  const queue = insert('Group', { Name: 'Support Queue', Type: 'Queue' });
  org.addAssignmentRule('Lead', 'Leads to Kim', otherUser.Id);
  org.addAssignmentRule('Case', 'Cases to the Support Queue', queue.Id);

  const accounts = ACCOUNTS.map((Name, index) =>
    insert('Account', {
      Name,
      Type: index % 2 ? 'Prospect' : 'Customer - Direct',
      BillingCity: 'Exampleville',
      Tier__c: ['Gold', 'Silver', 'Bronze'][index % 3] ?? null,
      Active__c: true,
      External_Id__c: `ACC-${String(index + 1).padStart(4, '0')}`,
    }),
  );
  const [first, second] = accounts;
  const AccountId = first?.Id ?? null;
  const contact = insert('Contact', {
    FirstName: 'Alex',
    LastName: 'Example',
    Email: 'alex.example@example.com',
    AccountId,
    External_Id__c: 'CON-0001',
  });
  // Two contacts with one address: a row that looks for it finds several.
  for (const FirstName of ['Jo', 'Joe']) insert('Contact', { FirstName, LastName: 'Twin', Email: 'twin@example.com' });
  insert('Lead', { FirstName: 'Lee', LastName: 'Example', Company: 'Mill Placeholder Ltd', Email: 'lee@example.com' });
  insert('Opportunity', {
    Name: 'Amber renewal',
    AccountId,
    StageName: 'Prospecting',
    CloseDate: '2026-12-31',
    Amount: 12_500,
    External_Id__c: 'OPP-0001',
  });
  insert('Case', { Subject: 'Delivery is late', AccountId, ContactId: contact.Id, Origin: 'Email' });
  insert('Invoice__c', {
    Account__c: second?.Id ?? null,
    External_Id__c: 'INV-0001',
    Amount__c: 120.5,
    Status__c: 'Sent',
    Due_Date__c: '2026-12-01',
  });
  return otherUser;
}
