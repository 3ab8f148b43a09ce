import assert from 'node:assert/strict';
import { useDemoOrg } from './client.js';

const STRAY = 'InvalidBatch : Failed to parse CSV. Found unescaped quote. A value with quote should be within a quote';
const LF = 'ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF';
const CRLF = 'ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is CRLF';

describe('demo/rows/structure', () => {
  const client = useDemoOrg();

  const account = { object: 'Account', operation: 'insert' };
  const crlf = { ...account, lineEnding: 'CRLF' };
  const notFound = (name: string): string => `InvalidBatch : Field name not found : ${name}`;

  const FAILS: readonly [string, Record<string, unknown>, string, string][] = [
    ['an unknown column', account, 'Nmae\nA\n', notFound('Nmae')],
    ['a label', account, 'Account Name\nA\n', notFound('Account Name')],
    ['a wrong delimiter', account, 'Name;Site\nA;b\n', notFound('Name;Site')],
    ['a BOM', account, '\uFEFFName\nA\n', notFound('\uFEFFName')],
    ['a BOM before a quote', account, '\uFEFF"Name"\nA\n', STRAY],
    ['a column that cannot be written', account, 'Name,CreatedDate\nA,\n', notFound('CreatedDate')],
    ['a compound address', account, 'Name,BillingAddress\nA,\n', notFound('BillingAddress')],
    ['a compound name', { ...account, object: 'Contact' }, 'Name\nA\n', notFound('Name')],
    ['a stray quote', account, 'Name\nA "b" c\n', STRAY],
    ['an unclosed quote', account, 'Name\n"A\n', STRAY],
    ['text after a closing quote', account, 'Name\n"A"b\n', STRAY],
    ['CRLF in an LF job', account, 'Name\r\nA\r\n', LF],
    ['CRLF inside quotes in an LF job', account, 'Name,Site\n"A\r\nB",c\n', LF],
    ['a lone CR', account, 'Name\nA\rB\n', LF],
    ['LF in a CRLF job', crlf, 'Name\nA\n', CRLF],
    ['LF inside quotes in a CRLF job', crlf, 'Name,Site\r\n"A\nB",c\r\n', CRLF],
    [
      'a delete with more than ids',
      { ...account, operation: 'delete' },
      'Id,Name\nx,y\n',
      "InvalidBatch : The 'delete' batch must contain only ids",
    ],
    [
      'a delete without ids',
      { ...account, operation: 'delete' },
      'Name\nx\n',
      "InvalidBatch : The 'delete' batch must contain only ids",
    ],
    [
      'an unknown relationship',
      { ...account, object: 'Contact' },
      'LastName,Acount.External_Id__c\nA,b\n',
      'InvalidBatch : Unable to find relationship: Acount',
    ],
    [
      'a reference without relationship name',
      { ...account, object: 'Opportunity' },
      'Contact.Email\nA\n',
      'InvalidBatch : Unable to find relationship: Contact',
    ],
    [
      'a type on a plain reference',
      { ...account, object: 'Invoice__c' },
      'Account:Account__r.External_Id__c\nA\n',
      'InvalidBatch : type is not needed for non polymorphic foreign key references: Account__r',
    ],
    [
      'a parent field that cannot be looked up',
      { ...account, object: 'Contact' },
      'LastName,Account.Name\nA,b\n',
      notFound('Account.Name'),
    ],
    [
      'two levels of parents',
      { ...account, object: 'Contact' },
      'LastName,Account.Owner.Username\nA,b\n',
      notFound('Account.Owner.Username'),
    ],
  ];
  for (const [what, job, csv, errorMessage] of FAILS) {
    it(`${what} fails the job, 0/0 (D.3)`, async () => {
      const before = client().org.records(String(job['object'])).length;
      const info = await client().load(job, csv);
      assert.deepEqual([info.state, info['errorMessage']], ['Failed', errorMessage]);
      assert.deepEqual([info['numberRecordsProcessed'], info['numberRecordsFailed']], [0, 0]);
      assert.equal(client().org.records(String(job['object'])).length, before);
    });
  }

  it('a polymorphic reference without its type, and a header twice, fail the job (D.5; wording not recorded)', async () => {
    const lead = { object: 'Lead', operation: 'insert' };
    assert.equal((await client().load(lead, 'LastName,Company,Owner.Username\nA,b,c\n')).state, 'Failed');
    // Also where the first of its objects has such a field.
    const task = { object: 'Task', operation: 'insert' };
    assert.equal((await client().load(task, 'Subject,Contact:Who.External_Id__c\nA,b\n')).state, 'JobComplete');
    assert.equal((await client().load(task, 'Subject,Who.External_Id__c\nA,b\n')).state, 'Failed');
    assert.equal((await client().load(lead, 'LastName,Company,company\nA,b,c\n')).state, 'Failed');
  });

  const PASSES: readonly [string, Record<string, unknown>, string, string][] = [
    ['no newline at the end', account, 'Name\nA', 'A'],
    ['header names in any case', account, 'nAmE\nB\n', 'B'],
    ['CRLF throughout', crlf, 'Name,Site\r\n"C",x\r\n', 'C'],
    ['spaces that stay', account, 'Name\n  D \n', '  D '],
    ['quotes doubled', account, 'Name\n"E ""e"""\n', 'E "e"'],
    ['CRLF inside quotes in a CRLF job', crlf, 'Name\r\n"F\r\nf"\r\n', 'F\r\nf'],
    ['caret', { ...account, columnDelimiter: 'CARET' }, 'Name^Site\n"G^"^x\n', 'G^'],
    ['backquote', { ...account, columnDelimiter: 'BACKQUOTE' }, 'Name`Site\nH`x\n', 'H'],
    ['tab', { ...account, columnDelimiter: 'TAB' }, 'Name\tSite\nI\tx\n', 'I'],
    ['pipe', { ...account, columnDelimiter: 'PIPE' }, 'Name|Site\nJ|x\n', 'J'],
    ['characters beyond ASCII', account, 'Name\nŽluťoučký 🐎\n', 'Žluťoučký 🐎'],
  ];
  for (const [what, job, csv, name] of PASSES) {
    it(`${what} is taken (D.5)`, async () => {
      const { state, numberRecordsFailed } = await client().load(job, csv);
      assert.deepEqual([state, numberRecordsFailed], ['JobComplete', 0]);
      assert.equal(client().org.records('Account').at(-1)?.['Name'], name);
    });
  }
});
