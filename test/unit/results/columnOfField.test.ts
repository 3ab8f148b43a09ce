import assert from 'node:assert/strict';
import { columnOfField } from '../../../src/core/results/columnOfField.js';

describe('the column an error about a field is about', () => {
  for (const [name, field, header, column] of [
    ['has the name of the field', 'Type', 'Name,Type', 1],
    ['in whatever case, with blanks around it', 'Tier__c', 'Name, tier__C ', 1],
    ['is not one whose name merely begins so', 'Name', 'Name__c,FirstName', undefined],
    ['names the record by its key', 'AccountId', 'Name,Account.Key__c', 1],
    ['names the record of a custom lookup', 'Parent__c', 'Parent__r.Key__c,Name', 0],
    ['names a type before the relationship', 'OwnerId', 'Name,User:Owner.Key__c', 1],
    ['is that of the Id, if there is one', 'AccountId', 'Account.Key__c,AccountId', 1],
    ['is not that of another relationship', 'AccountId', 'Parent.Key__c', undefined],
    ['is not that of a field called like the relationship', 'AccountId', 'Account', undefined],
    ['is not that of a relationship called like the field', 'Account', 'Account.Key__c', undefined],
    ['is none where the file does not have it', 'LastName', 'Name', undefined],
  ] as const) {
    it(name, () => assert.equal(columnOfField(field, header.split(',')), column));
  }
});
