import assert from 'node:assert/strict';
import { Client, useDemoOrg } from './client.js';

describe('demo/jobs/results, the text of a value', () => {
  const client = useDemoOrg();

  it('numbers and dates come back as they were written (A.9)', async () => {
    const written = ['+012.50', '2026-11-21T10:00:00+02:00', '2026-11-21'];
    const csv = `Account__r.External_Id__c,Amount__c,Sent_At__c,Due_Date__c\nACC-0001,${written.join(',')}\n`;
    const { id } = await client().load({ object: 'Invoice__c', operation: 'insert' }, csv);
    const [row] = await client().rows(id, 'successfulResults');
    assert.deepEqual([row?.['Amount__c'], row?.['Sent_At__c'], row?.['Due_Date__c']], written);
    assert.equal(client().org.records('Invoice__c').at(-1)?.['Amount__c'], 12.5);
  });

  it('a failed row reads as the recorded one, to the letter (A.9, D.4: AL)', async () => {
    const v60 = new Client(client().org, '60.0');
    const upsert = { object: 'Opportunity', operation: 'upsert', externalIdFieldName: 'external_id__c' };
    const csv = 'Name,StageName,external_id__c,CloseDate\nPlaceholder,GENERATED,T-1,2003-04-987654321\n';
    const { id, state } = await v60.load(upsert, csv);
    assert.equal(state, 'JobComplete');
    assert.equal(
      await v60.results(id, 'failedResults'),
      '"sf__Id","sf__Error",Name,StageName,external_id__c,CloseDate\n' +
        `"","INVALID_FIELD:Failed to deserialize field at col 3. Due to, '2003-04-987654321' is not a valid value ` +
        'for the type xsd:date:CloseDate --","Placeholder","GENERATED","T-1","2003-04-987654321"\n',
    );
  });

  it('an error holds what it holds: colons, commas, quotes and line breaks (D.4)', async () => {
    const email = 'a: "b", c\n@x';
    const csv = `LastName,Email\nA,"${email.replaceAll('"', '""')}"\n`;
    const { id } = await client().load({ object: 'Contact', operation: 'insert' }, csv);
    const [error = ''] = await client().errors(id);
    assert.equal(error, `INVALID_EMAIL_ADDRESS:Email: invalid email address: ${email}:Email --`);
    // The code ends at the first colon; the fields stand between the last one and the two dashes.
    assert.equal(error.slice(0, error.indexOf(':')), 'INVALID_EMAIL_ADDRESS');
    assert.equal(error.slice(error.lastIndexOf(':') + 1).replace(/ ?--$/, ''), 'Email');
  });

  it('a message names the field by its label, its end by the API name (D.4)', async () => {
    const csv = `Name,Phone,External_Id__c\nA,${'1'.repeat(41)},L-1\n`;
    const { id } = await client().load({ object: 'Account', operation: 'insert' }, csv);
    const [error = ''] = await client().errors(id);
    assert.match(error, /^STRING_TOO_LONG:Account Phone: .*:Phone --$/);
  });

  it('a bad value of a relationship fails its row, not the job (D.3, D.4)', async () => {
    const csv = 'LastName,Account.External_Id__c\nA,ACC-0001\nB,nowhere\n';
    const job = await client().load({ object: 'Contact', operation: 'insert' }, csv);
    assert.deepEqual([job.state, job['numberRecordsProcessed'], job['numberRecordsFailed']], ['JobComplete', 2, 1]);
  });
});
