import assert from 'node:assert/strict';
import { guessObject, guessOperation } from '../../../src/core/load/guessObject.js';
import type { SObject } from '../../../src/core/salesforce/ports.js';

const object = (name: string, label: string, labelPlural: string, keyPrefix: string | null): SObject => ({
  name,
  label,
  labelPlural,
  keyPrefix,
  custom: name.endsWith('__c'),
  createable: true,
  updateable: true,
  deletable: true,
  queryable: true,
});

const OBJECTS = [
  object('Account', 'Account', 'Accounts', '001'),
  object('Contact', 'Contact', 'Contacts', '003'),
  object('AccountContactRole', 'Account Contact Role', 'Account Contact Roles', null),
  object('Case', 'Case', 'Cases', '500'),
  object('Lead', 'Lead', 'Leads', '00Q'),
  object('Opportunity', 'Opportunity', 'Opportunities', '006'),
  object('Invoice__c', 'Rechnung', 'Rechnungen', 'a00'),
];

describe('guessObject', () => {
  const table: readonly (readonly [file: string, header: string, ids: string, guess: string | undefined])[] = [
    ['contacts.csv', 'Name', '', 'Contact'],
    ['Contacts 2026-01.csv', 'Name', '', 'Contact'],
    ['ACCOUNT.CSV', 'Name', '', 'Account'],
    ['opportunities.tsv', 'Name', '', 'Opportunity'],
    ['Invoice__c.csv', 'Name', '', 'Invoice__c'],
    ['rechnungen-märz.csv', 'Name', '', 'Invoice__c'],
    ['account_contact_roles.csv', 'Role', '', 'AccountContactRole'],
    ['export.csv', 'Name', '', undefined],
    ['.csv', 'Name', '', undefined],
    ['', 'Name', '', undefined],
    // Ids say more than names
    ['contacts.csv', 'Id,Name', '001000000000001 001000000000002AAA', 'Account'],
    ['contacts.csv', 'Id,Name', '001000000000001 003000000000002', 'Contact'],
    ['contacts.csv', 'Id,Name', 'zzz000000000001', 'Contact'],
    ['contacts.csv', 'Id,Name', '001 17', 'Contact'],
    ['export.csv', 'Id', 'a00000000000001AAA', 'Invoice__c'],
    // The header, where nothing else speaks
    ['export.csv', 'Name,StageName,CloseDate', '', 'Opportunity'],
    ['export.csv', 'FirstName,LastName,Company', '', 'Lead'],
    ['export.csv', 'LastName,Email', '', 'Contact'],
    ['export.csv', 'lastname,accountid', '', 'Contact'],
    ['export.csv', 'Subject,Origin', '', 'Case'],
  ];
  for (const [file, header, ids, guess] of table) {
    it(`${file} (${header}${ids && ` ${ids}`}) → ${guess ?? 'nothing'}`, () => {
      const guessed = guessObject(OBJECTS, file, header.split(','), ids === '' ? [] : ids.split(' '));
      assert.equal(guessed?.name, guess);
    });
  }

  it('guesses only what the org has', () => {
    assert.equal(guessObject([], 'contacts.csv', ['LastName', 'Email'], []), undefined);
  });
});

describe('guessOperation', () => {
  for (const [header, operation] of [
    ['Name,Phone', undefined],
    ['Id,Name', 'update'],
    ['Name,ID', 'update'],
    ['Id', undefined], // a list of Ids may be meant for a delete: never guessed
    ['sf__Id,sf__Error,Name', undefined],
  ] as const) {
    it(`${header} → ${operation}`, () => assert.equal(guessOperation(header.split(',')), operation));
  }
});
