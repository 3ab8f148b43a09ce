import assert from 'node:assert/strict';
import { useDemoOrg } from './client.js';

const job = (object: string, operation: string, externalIdFieldName?: string): Record<string, unknown> => ({
  object,
  operation,
  ...(externalIdFieldName !== undefined && { externalIdFieldName }),
});
const insertAccount = job('Account', 'insert');

describe('demo/rows/keys', () => {
  const client = useDemoOrg({ hardDelete: true });

  async function errors(create: Record<string, unknown>, csv: string): Promise<string[]> {
    const { id } = await client().load(create, csv);
    return (await client().errors(id)).sort();
  }
  const newAccount = (values: Record<string, string> = {}): string =>
    client().org.insert('Account', { Name: 'One', ...values }).Id;

  for (const operation of ['update', 'delete', 'hardDelete', 'upsert']) {
    it(`${operation}: an Id twice within 200 rows fails both, in 15 characters or 18 (A.10)`, async () => {
      const id = newAccount();
      const isDelete = /delete/i.test(operation);
      const cell = isDelete ? '' : ',New';
      const csv = `Id${isDelete ? '' : ',Name'}\n${id}${cell}\n${id.slice(0, 15)}${cell}\n`;
      const error = `DUPLICATE_VALUE:Duplicate id specified: ${id}:--`;
      const create = job('Account', operation, operation === 'upsert' ? 'Id' : undefined);
      assert.deepEqual(await errors(create, csv), [error, error]);
      assert.deepEqual([client().org.record(id)?.['Name'], client().org.record(id)?.IsDeleted], ['One', false]);
    });
  }

  it('an Id twice in different chunks is taken twice; a second delete finds it deleted (A.10)', async () => {
    const ids = Array.from({ length: 200 }, () => newAccount());
    const rows = [...ids.map((id) => `${id},first`), `${ids[0]},second`];
    assert.deepEqual(await errors(job('Account', 'update'), `Id,Name\n${rows.join('\n')}\n`), []);
    assert.equal(client().org.record(ids[0] ?? '')?.['Name'], 'second');
    const again = [...ids, ids[0]].join('\n');
    assert.deepEqual(await errors(job('Account', 'delete'), `Id\n${again}\n`), [
      'ENTITY_IS_DELETED:entity is deleted:--',
    ]);
  });

  it('an external id across chunks: the second row updates (A.10)', async () => {
    const rows = Array.from({ length: 201 }, (_, row) => `K-${row % 200},row ${row}`);
    const create = job('Account', 'upsert', 'External_Id__c');
    const { id } = await client().load(create, `External_Id__c,Name\n${rows.join('\n')}\n`);
    const twice = (await client().rows(id, 'successfulResults')).filter((row) => row['External_Id__c'] === 'K-0');
    assert.deepEqual(twice.map((row) => row['sf__Created']).sort(), ['false', 'true']);
    assert.equal(new Set(twice.map((row) => row['sf__Id'])).size, 1);
  });

  it('a blank external id, and #N/A, name no record however often they stand (A.10, D.5)', async () => {
    const error = 'MISSING_ARGUMENT:External_Id__c not specified:External_Id__c --';
    const csv = 'External_Id__c,Name\n,A\n,B\n#N/A,C\n#N/A,D\n';
    assert.deepEqual(await errors(job('Account', 'upsert', 'External_Id__c'), csv), [error, error, error, error]);
  });

  it('an Id next to the external id of an upsert is refused', async () => {
    const csv = `External_Id__c,Id,Name\nX-1,${newAccount()},A\n`;
    assert.deepEqual(await errors(job('Account', 'upsert', 'External_Id__c'), csv), [
      'INVALID_FIELD:The Id field should not be specified in the sobject data.:Id --',
    ]);
  });

  it('an id whose three check characters are wrong is none (A.1)', async () => {
    const id = newAccount();
    const wrong = id.slice(0, 15) + (id.endsWith('AAA') ? 'AAB' : 'AAA');
    assert.deepEqual(await errors(job('Account', 'update'), `Id,Name\n${wrong},A\n`), [
      `MALFORMED_ID:malformed id ${wrong}:--`,
    ]);
  });

  it('a deleted record can be neither updated, upserted nor deleted again (D.4)', async () => {
    const id = newAccount();
    await client().load(job('Account', 'delete'), `Id\n${id}\n`);
    const gone = ['ENTITY_IS_DELETED:entity is deleted:--'];
    assert.deepEqual(await errors(job('Account', 'update'), `Id,Name\n${id},A\n`), gone);
    assert.deepEqual(await errors(job('Account', 'upsert', 'Id'), `Id,Name\n${id},A\n`), gone);
    assert.deepEqual(await errors(job('Account', 'delete'), `Id\n${id}\n`), gone);
    assert.deepEqual(await errors(job('Account', 'hardDelete'), `Id\n${id}\n`), gone);
  });

  it('an external id of a deleted record is free again: the upsert inserts', async () => {
    const id = newAccount({ External_Id__c: 'FREE-1' });
    await client().load(job('Account', 'delete'), `Id\n${id}\n`);
    const upserted = await client().load(job('Account', 'upsert', 'External_Id__c'), 'External_Id__c,Name\nFREE-1,B\n');
    const [row] = await client().rows(upserted.id, 'successfulResults');
    assert.equal(row?.['sf__Created'], 'true');
    assert.notEqual(row?.['sf__Id'], id);
  });

  it('a hard deleted record is unknown; users cannot be deleted (D.4)', async () => {
    const id = newAccount();
    await client().load(job('Account', 'hardDelete'), `Id\n${id}\n`);
    assert.deepEqual(await errors(job('Account', 'update'), `Id,Name\n${id},A\n`), [
      'INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--',
    ]);
    assert.deepEqual(await errors(job('User', 'delete'), `Id\n${client().org.otherUserId}\n`), [
      'INSUFFICIENT_ACCESS_OR_READONLY:insufficient access rights on object id:--',
    ]);
  });

  it('unique: a record keeps its own value, another cannot have it, and a chunk cannot bring it twice (D.4)', async () => {
    const id = newAccount({ External_Id__c: 'OWN-1' });
    const other = newAccount();
    const taken = `DUPLICATE_VALUE:duplicate value found: External_Id__c duplicates value on record with id: ${id}:--`;
    const csv = `Id,External_Id__c\n${id},OWN-1\n${other},own-1\n`;
    assert.deepEqual(await errors(job('Account', 'update'), csv), [taken]);
    const [error, ...more] = await errors(insertAccount, 'Name,External_Id__c\nA,TWICE-1\nB,TWICE-1\n');
    assert.match(error ?? '', /^DUPLICATE_VALUE:duplicate value found: External_Id__c duplicates value on record/);
    assert.deepEqual(more, []);
  });
});

describe('demo/rows/parents', () => {
  const client = useDemoOrg();

  const insertContact = job('Contact', 'insert');
  async function errors(create: Record<string, unknown>, csv: string): Promise<string[]> {
    const { id } = await client().load(create, csv);
    return client().errors(id);
  }
  const accountOf = (name: string): unknown =>
    client()
      .org.records('Contact')
      .find(({ LastName }) => LastName === name)?.['AccountId'];

  it('blank leaves a parent alone, #N/A takes it away, by id and by external id (D.5)', async () => {
    const { org } = client();
    const [account] = org.records('Account');
    const [one, two, three] = ['R1', 'R2', 'R3'].map((LastName) =>
      org.insert('Contact', { LastName, AccountId: account?.Id ?? null }),
    );
    const byKey = `Id,Account.External_Id__c\n${one?.Id},\n${two?.Id},#N/A\n`;
    assert.deepEqual(await errors(job('Contact', 'update'), byKey), []);
    assert.deepEqual(await errors(job('Contact', 'update'), `Id,AccountId\n${three?.Id},#N/A\n`), []);
    assert.deepEqual(['R1', 'R2', 'R3'].map(accountOf), [account?.Id, null, null]);
    await client().load(insertContact, 'LastName,Account.External_Id__c\nR4,\nR5,#N/A\n');
    assert.deepEqual(['R4', 'R5'].map(accountOf), [null, null]);
  });

  it('an id of 15 characters is kept as 18 (D.5)', async () => {
    const [account] = client().org.records('Account');
    await client().load(insertContact, `LastName,AccountId\nShort,${account?.Id.slice(0, 15)}\n`);
    assert.equal(accountOf('Short'), account?.Id);
  });

  it('an id of another object, and a deleted parent, by id and by external id (D.4)', async () => {
    const { org } = client();
    const opportunity = org.records('Opportunity')[0];
    assert.deepEqual(await errors(insertContact, `LastName,AccountId\nA,${opportunity?.Id}\n`), [
      `FIELD_INTEGRITY_EXCEPTION:Account ID: id value of incorrect type: ${opportunity?.Id}:AccountId --`,
    ]);
    const gone = org.insert('Account', { Name: 'Gone', External_Id__c: 'GONE-1' });
    await client().load(job('Account', 'delete'), `Id\n${gone.Id}\n`);
    assert.deepEqual(await errors(insertContact, `LastName,AccountId\nA,${gone.Id}\n`), [
      'ENTITY_IS_DELETED:entity is deleted:--',
    ]);
    assert.deepEqual(await errors(insertContact, 'LastName,Account.External_Id__c\nA,GONE-1\n'), [
      'INVALID_FIELD:Foreign key external ID: GONE-1 not found for field External_Id__c in entity Account:--',
    ]);
  });

  it('the type of a custom parent is its API name, with __c (D.5, D66)', async () => {
    const insertTask = job('Task', 'insert');
    const invoice = client()
      .org.records('Invoice__c')
      .find((record) => record['External_Id__c'] != null);
    const key = String(invoice?.['External_Id__c']);
    const { id, state } = await client().load(insertTask, `Subject,Invoice__c:What.External_Id__c\nCall,${key}\n`);
    assert.deepEqual([state, await client().errors(id)], ['JobComplete', []]);
    assert.equal(client().org.records('Task').at(-1)?.['WhatId'], invoice?.Id);
    const byLabel = await client().load(insertTask, `Subject,Invoice:What.External_Id__c\nCall,${key}\n`);
    assert.deepEqual([byLabel.state, byLabel['numberRecordsProcessed']], ['Failed', 0]);
  });

  it('several parents with the key (A.10)', async () => {
    const [error = ''] = await errors(insertContact, 'LastName,ReportsTo.Email\nA,twin@example.com\n');
    assert.match(error, /^DUPLICATE_EXTERNAL_ID:Email: more than one record found for external id field: \[003/);
  });

  it('an id and an external id for one parent fail the row that has both (D.5)', async () => {
    const [account] = client().org.records('Account');
    const csv =
      'LastName,AccountId,Account.External_Id__c\n' +
      `Both,${account?.Id},ACC-0001\nFirst,${account?.Id},\nSecond,,ACC-0001\n`;
    assert.deepEqual(await errors(insertContact, csv), [
      'INVALID_FIELD:Cannot specify both an external ID reference Account and a salesforce id, AccountId:--',
    ]);
    assert.deepEqual(['Both', 'First', 'Second'].map(accountOf), [undefined, account?.Id, account?.Id]);
    const twice =
      'LastName,Company,User:Owner.Username,User:Owner.Email\nA,B,kim.sample@demo-org.example.com,x@example.com\n';
    assert.deepEqual(await errors(job('Lead', 'insert'), twice), [
      'INVALID_FIELD:More than 1 field provided in an external foreign key reference in entity: User:--',
    ]);
  });

  it('a parent of the same chunk is not found, one of a chunk before it is (A.10)', async () => {
    const rows = [
      'Head,HEAD-1,',
      'Close,CLOSE-1,HEAD-1',
      ...Array.from({ length: 198 }, (_, row) => `Filler,FILL-${row},`),
      'Far,FAR-1,HEAD-1',
    ];
    assert.deepEqual(await errors(insertAccount, `Name,External_Id__c,Parent.External_Id__c\n${rows.join('\n')}\n`), [
      'INVALID_FIELD:Foreign key external ID: HEAD-1 not found for field External_Id__c in entity Account:--',
    ]);
  });

  it('a detail needs its master (D.4)', async () => {
    assert.deepEqual(await errors(job('Invoice__c', 'insert'), 'Amount__c,Account__c\n1,\n'), [
      'REQUIRED_FIELD_MISSING:Required fields are missing: [Account__c]:Account__c --',
    ]);
  });
});

describe('demo/rows/values', () => {
  const client = useDemoOrg();

  /** What an invoice of one cell holds, or its error. */
  async function saved(field: string, text: string): Promise<unknown> {
    const csv = `Account__r.External_Id__c,${field}\nACC-0001,"${text}"\n`;
    const { id } = await client().load(job('Invoice__c', 'insert'), csv);
    const [error] = await client().errors(id);
    return error ?? client().org.records('Invoice__c').at(-1)?.[field];
  }
  const notA = (text: string, type: string, field: string): string =>
    `INVALID_FIELD:Failed to deserialize field at col 1. Due to, '${text}' is not a valid value for the type xsd:${type}:${field} --`;

  const VALUES: readonly [string, string, unknown][] = [
    ['Amount__c', '12.345', 12.35],
    ['Amount__c', '-12.345', -12.34],
    ['Amount__c', '9.1226E4', 91_226],
    ['Amount__c', '999999999999999', 999_999_999_999_999],
    [
      'Amount__c',
      '1e16',
      'NUMBER_OUTSIDE_VALID_RANGE:Amount: value outside of valid range on numeric field: 10000000000000000:Amount__c --',
    ],
    ['Amount__c', '1,5', notA('1,5', 'double', 'Amount__c')],
    ['Amount__c', '#N/A', null],
    ['Amount__c', '', null],
    ['Paid__c', 'true', true],
    ['Paid__c', '', false],
    ['Paid__c', '#N/A', 'REQUIRED_FIELD_MISSING:Required fields are missing: [Paid__c]:Paid__c --'],
    ['Status__c', '', 'Draft'],
    ['Status__c', '#N/A', null],
    [
      'Status__c',
      'draft',
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST:Status: bad value for restricted picklist field: draft:Status__c --',
    ],
    ['Tags__c', 'Urgent;Export', 'Urgent;Export'],
    ['Due_Date__c', '2026-02-28', '2026-02-28'],
    ['Due_Date__c', '2026-02-30', notA('2026-02-30', 'date', 'Due_Date__c')],
    ['Due_Date__c', '28.02.2026', notA('28.02.2026', 'date', 'Due_Date__c')],
    ['Sent_At__c', '2026-02-28T10:00:00.000Z', '2026-02-28T10:00:00.000+0000'],
    ['Sent_At__c', '2026-02-28T10:00:00-0130', '2026-02-28T11:30:00.000+0000'],
    ['Sent_At__c', '2026-02-28T10:00:00', '2026-02-28T10:00:00.000+0000'],
    ['Sent_At__c', '2026-02-28 10:00', notA('2026-02-28 10:00', 'dateTime', 'Sent_At__c')],
    ['Payable_Until__c', '10:00:00.000Z', '10:00:00.000Z'],
    ['Payable_Until__c', '25:00:00', notA('25:00:00', 'time', 'Payable_Until__c')],
    ['Reference__c', ' kept as is ', ' kept as is '],
    [
      'Billing_Email__c',
      'nobody@example',
      'INVALID_EMAIL_ADDRESS:Billing Email: invalid email address: nobody@example:Billing_Email__c --',
    ],
  ];
  for (const [field, text, expected] of VALUES) {
    it(`${field} ${JSON.stringify(text)} → ${String(expected).slice(0, 60)} (D.4, D.5)`, async () => {
      assert.deepEqual(await saved(field, text), expected);
    });
  }

  it('an int has 32 bits, and the digits of its field', async () => {
    const { id } = await client().load(insertAccount, 'NumberOfEmployees,Name\n2147483648,A\n123456789,B\n');
    assert.deepEqual((await client().errors(id)).sort(), [
      "INVALID_FIELD:Failed to deserialize field at col 0. Due to, '2147483648' is not a valid value for the type xsd:int:NumberOfEmployees --",
      'NUMBER_OUTSIDE_VALID_RANGE:Employees: value outside of valid range on numeric field: 123456789:NumberOfEmployees --',
    ]);
  });

  it('a picklist that is not restricted takes any text', async () => {
    const { numberRecordsFailed } = await client().load(insertAccount, 'Name,Rating\nA,Lukewarm\n');
    assert.equal(numberRecordsFailed, 0);
  });

  it('update: #N/A is refused for what cannot be empty, and blank leaves it (D.5)', async () => {
    const { Id } = client().org.insert('Account', { Name: 'Full', Active__c: true });
    const update = job('Account', 'update');
    const { id } = await client().load(update, `Id,Name,Active__c,OwnerId\n${Id},,#N/A,\n`);
    assert.deepEqual(await client().errors(id), [
      'REQUIRED_FIELD_MISSING:Required fields are missing: [Active__c]:Active__c --',
    ]);
    await client().load(update, `Id,Name,Active__c,OwnerId\n${Id},,,\n`);
    const record = client().org.record(Id);
    assert.deepEqual([record?.['Name'], record?.['Active__c']], ['Full', true]);
  });

  it('a column that cannot be written fails its rows by the name of the field, with the switch turned (D.4)', async () => {
    const { doubts } = client().org.settings;
    doubts.readOnlyColumn = 'failsRows';
    const { id } = await client().load(insertAccount, 'Name,CreatedById\nA,x\n');
    doubts.readOnlyColumn = 'failsJob';
    assert.deepEqual(await client().errors(id), [
      'INVALID_FIELD_FOR_INSERT_UPDATE:Unable to create/update fields: CreatedById. Please check the security settings ' +
        'of this field and verify that it is read/write for your profile or permission set.:CreatedById --',
    ]);
  });

  it('a space between a quote and a delimiter spoils that row, whose cells come back blank (D.5)', async () => {
    const csv = 'Name,Site\n"A", "b"\n"C" ,"d"\n E, f\n';
    const { id, state, numberRecordsFailed } = await client().load(insertAccount, csv);
    assert.deepEqual([state, numberRecordsFailed], ['JobComplete', 2]);
    const failed = await client().rows(id, 'failedResults');
    assert.deepEqual(
      failed.map(({ Name, Site }) => [Name, Site]),
      [
        ['', ''],
        ['', ''],
      ],
    );
    assert.deepEqual(
      [client().org.records('Account').at(-1)?.['Name'], client().org.records('Account').at(-1)?.['Site']],
      [' E', ' f'],
    );
  });

  it('131,072 characters of a field, 400,000 of a record, 32,000 of the header (C)', async () => {
    const at = 'x'.repeat(131_072);
    const codes = async (csv: string): Promise<unknown[]> => {
      const { id, state } = await client().load(insertAccount, csv);
      return [state, ...(await client().errors(id)).map((error) => error.split(':')[0]).sort()];
    };
    assert.deepEqual(await codes(`Name,Description\nA,${at}\nB,${at}x\n`), [
      'JobComplete',
      'LIMIT_EXCEEDED',
      'STRING_TOO_LONG',
    ]);
    assert.deepEqual(await codes(`Name,Description,Site,Phone,Fax\nA,${at},${at},${at},${at}\n`), [
      'JobComplete',
      'LIMIT_EXCEEDED',
    ]);
    assert.deepEqual(await codes(`Name,${'x'.repeat(32_000)}\nA,b\n`), ['Failed']);
  });
});
