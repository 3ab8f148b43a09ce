import assert from 'node:assert/strict';
import { useDemoOrg } from './client.js';

describe('demo/rows/errors', () => {
  const client = useDemoOrg();

  const job = (object: string, operation = 'insert'): Record<string, unknown> => ({
    object,
    operation,
    ...(operation === 'upsert' && { externalIdFieldName: object === 'Contact' ? 'Email' : 'External_Id__c' }),
  });
  const long = 'x'.repeat(41);

  const ERRORS: readonly [Record<string, unknown>, string, string][] = [
    [job('Account'), 'Name,Site\n,a\n', 'REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --'],
    [
      job('Lead'),
      'Email\na@example.com\n',
      'REQUIRED_FIELD_MISSING:Required fields are missing: [LastName, Company]:LastName, Company --',
    ],
    [
      job('Account'),
      `Name,Phone\nA,${long}\n`,
      `STRING_TOO_LONG:Account Phone: data value too large: ${long} (max length=40):Phone --`,
    ],
    [
      job('Account'),
      'Name,Tier__c\nA,Wood\n',
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST:Tier: bad value for restricted picklist field: Wood:Tier__c --',
    ],
    [job('Contact'), 'LastName,Email\nA,x\n', 'INVALID_EMAIL_ADDRESS:Email: invalid email address: x:Email --'],
    [
      job('Opportunity'),
      'Name,StageName,Amount,CloseDate\nA,b,1,2003-04-98\n',
      "INVALID_FIELD:Failed to deserialize field at col 3. Due to, '2003-04-98' is not a valid value for the type xsd:date:CloseDate --",
    ],
    [
      job('Account'),
      'Name,AnnualRevenue\nA,"1,000"\n',
      "INVALID_FIELD:Failed to deserialize field at col 1. Due to, '1,000' is not a valid value for the type xsd:double:AnnualRevenue --",
    ],
    [
      job('Account'),
      'NumberOfEmployees,Name\n1.5,A\n',
      "INVALID_FIELD:Failed to deserialize field at col 0. Due to, '1.5' is not a valid value for the type xsd:int:NumberOfEmployees --",
    ],
    [
      job('Account'),
      'Name,Active__c\nA,maybe\n',
      "INVALID_FIELD:Failed to deserialize field at col 1. Due to, 'maybe' is not a valid value for the type xsd:boolean:Active__c --",
    ],
    [
      job('Account'),
      'Name,Site,Phone,Fax\nA,b,c\n',
      'INVALID_FIELD:Number of fields in header is different from the row. header = 4 row = 3:--',
    ],
    [
      job('Account'),
      'Name,Site\n\n',
      'INVALID_FIELD:Number of fields in header is different from the row. header = 2 row = 1:--',
    ],
    [job('Account', 'update'), 'Id,Name\n001000000000000AAA,A\n', 'MALFORMED_ID:malformed id 001000000000000AAA:--'],
    [job('Account', 'update'), 'Id,Name\nabc,A\n', 'MALFORMED_ID:malformed id abc:--'],
    [job('Account', 'update'), 'Id,Name\n,A\n', 'MISSING_ARGUMENT:Id not specified in an update call:--'],
    [job('Account', 'update'), 'Name\nA\n', 'MISSING_ARGUMENT:Id not specified in an update call:--'],
    [job('Account', 'delete'), 'Id\n001gK00000AbCdE\n', 'INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--'],
    [
      job('Contact'),
      'LastName,Account.External_Id__c\nA,nope\n',
      'INVALID_FIELD:Foreign key external ID: nope not found for field External_Id__c in entity Account:--',
    ],
    [
      job('Contact'),
      'LastName,AccountId\nA,001gK00000AbCdE\n',
      'INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--',
    ],
    [
      job('Contact'),
      'LastName,AccountId\nA,nope\n',
      'MALFORMED_ID:Account ID: id value of incorrect type: nope:AccountId --',
    ],
    [
      job('Invoice__c', 'upsert'),
      'External_Id__c,Amount__c\n,1\n',
      'MISSING_ARGUMENT:External_Id__c not specified:External_Id__c --',
    ],
    [
      job('Invoice__c'),
      'Reference__c,Account__r.External_Id__c\nabcdefghijklmnopqrstu,ACC-0001\n',
      'STRING_TOO_LONG:Reference: data value too large: abcdefghijklmnopqrstu (max length=20):Reference__c --',
    ],
    [
      job('Invoice__c'),
      'Tags__c,Account__r.External_Id__c\nUrgent;Nope,ACC-0001\n',
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST:Tags: bad value for restricted picklist field: Nope:Tags__c --',
    ],
    [
      job('Account'),
      'Id,Name\n001gK00000AbCdE,A\n',
      'INVALID_FIELD_FOR_INSERT_UPDATE:cannot specify Id in an insert call:Id --',
    ],
  ];
  for (const [create, csv, error] of ERRORS) {
    it(`${String(create['operation'])} ${JSON.stringify(csv)} → ${error.slice(0, 90)} (D.4)`, async () => {
      const { id, state, numberRecordsProcessed } = await client().load(create, csv);
      assert.deepEqual([state, numberRecordsProcessed], ['JobComplete', 1]);
      assert.deepEqual(await client().errors(id), [error]);
    });
  }

  it('a row with too many cells comes back blank, the others are saved (A.9, D.5: JQ, PD)', async () => {
    const { id, numberRecordsFailed } = await client().load(job('Account'), 'Name,Site\nRagged,b,c\nStraight,d\n');
    assert.equal(numberRecordsFailed, 1);
    const [row] = await client().rows(id, 'failedResults');
    assert.deepEqual([row?.['Name'], row?.['Site']], ['', '']);
    assert.equal(client().org.records('Account').at(-1)?.['Name'], 'Straight');
  });

  it('unique: DUPLICATE_VALUE names the record that has the value (D.4, SS)', async () => {
    const [twin] = client().org.records('Account');
    const { id } = await client().load(job('Account'), 'Name,External_Id__c\nA,acc-0001\n');
    assert.deepEqual(await client().errors(id), [
      `DUPLICATE_VALUE:duplicate value found: External_Id__c duplicates value on record with id: ${twin?.Id}:--`,
    ]);
  });

  it('deleting: entity is deleted, wrong object, an account with cases (D.4)', async () => {
    const { org } = client();
    const gone = org.insert('Account', { Name: 'Gone' });
    await client().load(job('Account', 'delete'), `Id\n${gone.Id}\n`);
    const contact = org.insert('Contact', { LastName: 'C' });
    const [busy] = org.records('Account');
    const { id } = await client().load(job('Account', 'delete'), `Id\n${gone.Id}\n${contact.Id}\n${busy?.Id}\n`);
    assert.deepEqual((await client().errors(id)).sort(), [
      'DELETE_FAILED:Your attempt to delete Amber Placeholder Works could not be completed because it is associated with the following cases.: 00001001\n:--',
      'ENTITY_IS_DELETED:entity is deleted:--',
      `MALFORMED_ID:Account ID: id value of incorrect type: ${contact.Id}:Id --`,
    ]);
    const ids = (await client().rows(id, 'failedResults')).map((row) => row['sf__Id']);
    assert.deepEqual(ids.sort(), [gone.Id, contact.Id, busy?.Id].sort());
  });
});

describe('demo/rows/save', () => {
  const client = useDemoOrg({ hardDelete: true });

  it('insert: values typed, blanks and #N/A to defaults, all readable (D.5)', async () => {
    const csv =
      'External_Id__c,Account__r.External_Id__c,Amount__c,Status__c,Due_Date__c,Sent_At__c,Paid__c,Tags__c\n' +
      'N-1,ACC-0002,12.50,,2026-11-21,2026-11-21T10:00:00+02:00,true,Urgent;Export\n' +
      'N-2,ACC-0002,#N/A,Paid,,,,\n';
    const { id } = await client().load({ object: 'Invoice__c', operation: 'insert' }, csv);
    assert.deepEqual(await client().errors(id), []);
    const [one, two] = client().org.records('Invoice__c').slice(-2);
    const account = client()
      .org.records('Account')
      .find((record) => record['External_Id__c'] === 'ACC-0002');
    assert.deepEqual(
      [
        one?.['Amount__c'],
        one?.['Status__c'],
        one?.['Due_Date__c'],
        one?.['Sent_At__c'],
        one?.['Paid__c'],
        one?.['Account__c'],
      ],
      [12.5, 'Draft', '2026-11-21', '2026-11-21T08:00:00.000+0000', true, account?.Id],
    );
    assert.deepEqual([two?.['Amount__c'], two?.['Status__c'], two?.['Paid__c']], [null, 'Paid', false]);
  });

  it('update: a blank cell leaves the field alone, #N/A clears it (A.10, D.5)', async () => {
    const { Id } = client().org.insert('Account', { Name: 'One', Site: 'here', Phone: '1' });
    const { id } = await client().load(
      { object: 'Account', operation: 'update' },
      `Id,Site,Phone,Name\n${Id.slice(0, 15)},,#N/A,\n`,
    );
    assert.deepEqual(await client().errors(id), []);
    const record = client().org.record(Id);
    assert.deepEqual([record?.['Site'], record?.['Phone'], record?.['Name']], ['here', null, 'One']);
    const { id: failed } = await client().load({ object: 'Account', operation: 'update' }, `Id,Name\n${Id},#N/A\n`);
    assert.deepEqual(await client().errors(failed), [
      'REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --',
    ]);
  });

  it('upsert by external id: inserts and updates, sf__Created tells which (A.9: JS, sf_cli)', async () => {
    const upsert = { object: 'Account', operation: 'upsert', externalIdFieldName: 'External_Id__c' };
    const { id } = await client().load(upsert, 'External_Id__c,Name\nACC-0003,Renamed\nU-1,New\n');
    const rows = await client().rows(id, 'successfulResults');
    const created = rows.map((row) => `${row['External_Id__c']} ${row['sf__Created']}`);
    assert.deepEqual(created.sort(), ['ACC-0003 false', 'U-1 true']);
    const names = client()
      .org.records('Account')
      .map(({ Name }) => Name);
    assert.ok(names.includes('Renamed') && names.includes('New') && !names.includes('Cedar Sample Foods'));
  });

  it('upsert by Id: rows without one are inserted, and so are all rows of a file without the column (A.1: PD, JS)', async () => {
    const upsert = { object: 'Account', operation: 'upsert', externalIdFieldName: 'Id' };
    const { Id } = client().org.insert('Account', { Name: 'Before' });
    const both = await client().load(upsert, `Id,Name\n${Id},After\n,Fresh\n`);
    assert.equal(both['numberRecordsFailed'], 0);
    assert.equal(client().org.record(Id)?.['Name'], 'After');
    const { id } = await client().load(upsert, 'Name\nNo Id Column\n');
    assert.deepEqual(
      (await client().rows(id, 'successfulResults')).map((row) => row['sf__Created']),
      ['true'],
    );
  });

  it('an external id twice within 200 rows fails both, in different chunks it does not (A.10)', async () => {
    const upsert = { object: 'Account', operation: 'upsert', externalIdFieldName: 'External_Id__c' };
    const { id } = await client().load(upsert, 'External_Id__c,Name\nD-1,one\nd-1,two\n');
    assert.deepEqual((await client().errors(id)).sort(), [
      'DUPLICATE_VALUE:Duplicate external id specified: D-1:External_Id__c --',
      'DUPLICATE_VALUE:Duplicate external id specified: d-1:External_Id__c --',
    ]);
    const rows = Array.from({ length: 201 }, (_, row) => `E-${row % 200},row ${row}`);
    const far = await client().load(upsert, `External_Id__c,Name\n${rows.join('\n')}\n`);
    assert.deepEqual([far['numberRecordsProcessed'], far['numberRecordsFailed']], [201, 0]);
  });

  it('several records with the external id: DUPLICATE_EXTERNAL_ID (A.10)', async () => {
    const upsert = { object: 'Contact', operation: 'upsert', externalIdFieldName: 'Email' };
    const { id } = await client().load(upsert, 'Email,LastName\ntwin@example.com,Changed\n');
    const [error = ''] = await client().errors(id);
    assert.match(
      error,
      /^DUPLICATE_EXTERNAL_ID:Email: more than one record found for external id field: \[003\w{15}, 003\w{15}\]:--$/,
    );
  });

  it('parents by external id and by idLookup, plain and polymorphic (D.5)', async () => {
    const { org } = client();
    const opportunity = org.records('Opportunity')[0];
    const csv =
      'Subject,User:Owner.Username,Contact:Who.Email,Opportunity:What.External_Id__c\n' +
      'Call,kim.sample@demo-org.example.com,alex.example@example.com,OPP-0001\n';
    const { id } = await client().load({ object: 'Task', operation: 'insert' }, csv);
    assert.deepEqual(await client().errors(id), []);
    const task = org.records('Task').at(-1);
    assert.deepEqual([task?.['OwnerId'], task?.['WhatId']], [org.otherUserId, opportunity?.Id]);
  });

  it('an assignment rule hands new leads on (A.1)', async () => {
    const rule = client()
      .org.records('AssignmentRule')
      .find(({ SobjectType }) => SobjectType === 'Lead');
    const lead = { object: 'Lead', operation: 'insert', assignmentRuleId: rule?.Id };
    const job = await client().load(lead, 'LastName,Company\nAssigned,Co\n');
    assert.equal(job['assignmentRuleId'], rule?.Id);
    assert.equal(client().org.records('Lead').at(-1)?.['OwnerId'], client().org.otherUserId);
    const wrong = await client().send('POST', '/jobs/ingest', { ...lead, object: 'Account' });
    assert.equal(wrong.status, 400);
  });

  it('delete goes to the recycle bin and takes details along, hardDelete past it (A.10)', async () => {
    const { org } = client();
    const soft = org.insert('Account', { Name: 'Soft' });
    const detail = org.insert('Invoice__c', { Account__c: soft.Id });
    const hard = org.insert('Account', { Name: 'Hard' });
    await client().load({ object: 'Account', operation: 'delete' }, `Id\n${soft.Id}\n`);
    const { id } = await client().load({ object: 'Account', operation: 'hardDelete' }, `Id\n${hard.Id}\n`);
    assert.equal(
      await client().results(id, 'successfulResults'),
      `"sf__Id","sf__Created",Id\n"${hard.Id}","false","${hard.Id}"\n`,
    );
    assert.deepEqual([org.record(soft.Id)?.IsDeleted, org.record(detail.Id)?.IsDeleted], [true, true]);
    assert.equal(org.record(hard.Id), undefined);
    assert.equal((await client().call(`/sobjects/Account/${soft.Id}`)).status, 404);
  });
});
