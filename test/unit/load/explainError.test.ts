import assert from 'node:assert/strict';
import { explainJobError, explainRowError, type Explanation } from '../../../src/core/load/explainError.js';
import { ROW_ERRORS } from '../../../src/core/load/rowErrorTable.js';

/** A sentence, or a few, without loose ends. */
function assertSentences({ meaning, nextStep }: Explanation) {
  for (const text of [meaning, nextStep]) {
    assert.match(text, /^[A-Z].{15,}\.$/, text);
    assert.doesNotMatch(text, /\{\d\}|undefined/, text);
  }
  assert.notEqual(meaning, nextStep);
}

describe('explainRowError', () => {
  /** Of bulk-api.md D.4: recorded, or of issues and recordings of REST. */
  const recorded = [
    'REQUIRED_FIELD_MISSING',
    'INVALID_FIELD',
    'FIELD_CUSTOM_VALIDATION_EXCEPTION',
    'DUPLICATE_VALUE',
    'MALFORMED_ID',
    'ENTITY_IS_DELETED',
    'INVALID_CROSS_REFERENCE_KEY',
    'DUPLICATE_EXTERNAL_ID',
    'UNABLE_TO_LOCK_ROW',
    'DUPLICATES_DETECTED',
    'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    'STRING_TOO_LONG',
    'INVALID_EMAIL_ADDRESS',
    'MISSING_ARGUMENT',
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
    'INSUFFICIENT_ACCESS_OR_READONLY',
    'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
    'DELETE_FAILED',
    'TooManyLockFailure',
  ];
  const codes = Object.keys(ROW_ERRORS);

  it('knows the codes that were recorded, and others that loads meet', () => {
    assert.deepEqual(
      recorded.filter((code) => !codes.includes(code)),
      [],
    );
    assert.ok(codes.length >= 60, String(codes.length));
  });

  for (const code of codes) {
    it(`says of ${code} what it means and what to do`, () => {
      const explanation = explainRowError(code);
      assert.ok(explanation);
      assertSentences(explanation);
    });
  }

  it('says nothing of a code it does not know', () => {
    for (const code of ['', 'SOMETHING_NEW', 'toString', '__proto__']) assert.equal(explainRowError(code), undefined);
  });
});

describe('explainJobError', () => {
  const table: readonly (readonly [errorMessage: string, meaning: RegExp])[] = [
    ['InvalidBatch : Field name not found : Nmae', /names Nmae, which is no field/],
    ['InvalidBatch : Field name not found : \ufeffName', /byte order mark/],
    ['InvalidBatch : Field name not found : Name;Phone;Website', /another column delimiter/],
    ['ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF', /end in LF,/],
    ['ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is CRLF', /end in CRLF,/],
    [
      'InvalidBatch : Failed to parse CSV. Found unescaped quote. A value with quote should be within a quote',
      /A quote stands where/,
    ],
    ["InvalidBatch : The 'delete' batch must contain only ids", /Ids only/],
    ['InvalidBatch : Unable to find relationship: Account', /through Account,/],
    ['InvalidBatch : type is not needed for non polymorphic foreign key references: Parent', /type for Parent,/],
    ['InvalidBatch : Records not processed', /could not read the file/],
    ['InvalidBatch : Le nom du champ est introuvable : Nmae', /could not read the file/],
    ['ClientInputError : Failed to read query', /not as Salesforce needs it/],
    ['ExceededQuota : ApiBatchItems Limit exceeded.', /24 hours/],
    ['LIMIT_EXCEEDED : Zu viel', /24 hours/],
    ['TooManyLockFailure : Too many lock failures (200). Trying again later.', /held the record/],
    ['FEATURENOTENABLED : hardDelete operation requires special user profile permission', /permission/],
    ['InvalidEntity : Entity is not supported', /object cannot be loaded/],
    ['InvalidUser:gone', /user who created the job/],
    ['InternalServerError : ', /could not finish/],
  ];
  for (const [errorMessage, meaning] of table) {
    it(`explains ${JSON.stringify(errorMessage)}`, () => {
      const explanation = explainJobError(errorMessage);
      assert.ok(explanation);
      assert.match(explanation.meaning, meaning);
      assertSentences(explanation);
    });
  }

  it('says nothing of what it does not know', () => {
    for (const text of ['', 'SomethingNew : text', 'Retried more than fifteen times', ' : ', 'Invalid Batch : x']) {
      assert.equal(explainJobError(text), undefined, text);
    }
  });
});
