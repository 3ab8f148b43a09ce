import * as l10n from '@vscode/l10n';

/** What it means, and what to do next. */
type Sentences = () => readonly [meaning: string, nextStep: string];

// What several codes share.
const locked: Sentences = () => [
  l10n.t('Another change held the record, or a record it belongs to, for too long.'),
  l10n.t('Send the rows again, sorted by the record they belong to; the fewer jobs at once, the better.'),
];
const flow: Sentences = () => [
  l10n.t('A flow that starts with the record failed.'),
  l10n.t('Look at the failed flow interviews in Setup; correct the flow or the values it cannot handle.'),
];
const inApproval: Sentences = () => [
  l10n.t('The record is locked, usually by an approval process it is in.'),
  l10n.t('Have the approval finished or recalled, or the record unlocked, then send the rows again.'),
];
const fixedParent: Sentences = () => [
  l10n.t('The record cannot be moved to another parent.'),
  l10n.t('Leave the column of the parent out, or allow reparenting in the master-detail field.'),
];
const lookupFilter: Sentences = () => [
  l10n.t('A record is referred to that the lookup filter of the field leaves out.'),
  l10n.t('Refer to a record that meets the filter, or change the filter in the Object Manager.'),
];

/**
 * Codes of `sf__Error` that loads meet: Salesforce's StatusCode, and those Bulk API 2.0 adds of its own.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm
 */
export const ROW_ERRORS: Readonly<Record<string, Sentences>> = {
  // values
  REQUIRED_FIELD_MISSING: () => [
    l10n.t('A field that every record has to have is empty, or is no column of the file.'),
    l10n.t('Fill in the fields that are named, then send the rows again.'),
  ],
  INVALID_FIELD: () => [
    l10n.t(
      'A value does not fit its field, or names a record that is not there, or the row has too many or few cells.',
    ),
    l10n.t('Compare the value with the type of its field: dates as 2026-11-21, numbers with a point, true or false.'),
  ],
  INVALID_TYPE_ON_FIELD_IN_RECORD: () => [
    l10n.t('A value is of another type than its field.'),
    l10n.t('Write dates as 2026-11-21, numbers with a point and without separators, checkboxes as true or false.'),
  ],
  STRING_TOO_LONG: () => [
    l10n.t('A text is longer than its field.'),
    l10n.t('Shorten it to the length in the message, or make the field longer in the Object Manager.'),
  ],
  NUMBER_OUTSIDE_VALID_RANGE: () => [
    l10n.t('A number is too large or too small for its field.'),
    l10n.t('Correct it, or change the length and the decimal places of the field in the Object Manager.'),
  ],
  INVALID_EMAIL_ADDRESS: () => [
    l10n.t('A value is no valid email address.'),
    l10n.t('Correct it or leave the cell empty. Blanks, brackets and several addresses in one cell are not valid.'),
  ],
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: () => [
    l10n.t('A value is none of its restricted picklist, or not available for the record type.'),
    l10n.t('Use the API name of a value the picklist has, or add it to the picklist and to the record type.'),
  ],
  TOO_MANY_ENUM_VALUE: () => [
    l10n.t('A multi-select picklist has more values in one record than it may have.'),
    l10n.t('Leave out values until there are no more than 100 in a cell.'),
  ],
  TEXT_DATA_OUTSIDE_SUPPORTED_CHARSET: () => [
    l10n.t('A text has characters that the field cannot store.'),
    l10n.t('Check whether the file is saved as UTF-8, and remove unusual characters.'),
  ],
  INVALID_CURRENCY_ISO: () => [
    l10n.t('A currency code is not known to the org, or is not active.'),
    l10n.t('Use an active code from Manage Currencies in Setup, or activate the currency there.'),
  ],
  FIELD_INTEGRITY_EXCEPTION: () => [
    l10n.t('A value contradicts another value of the record, such as a state that is not in its country.'),
    l10n.t('Correct the field that is named so that it goes with the others.'),
  ],
  FIELD_CUSTOM_VALIDATION_EXCEPTION: () => [
    l10n.t('A validation rule of the org (or Apex that speaks like one) refused the record; the message is its own.'),
    l10n.t('Correct the values as the message says, or have the rule pass over data loads.'),
  ],
  FAILED_ACTIVATION: () => [
    l10n.t('The record could not be activated.'),
    l10n.t('Load it as a draft with all that belongs to it, then activate it with an update.'),
  ],
  STANDARD_PRICE_NOT_DEFINED: () => [
    l10n.t('A product has a price in a price book, but none in the standard price book.'),
    l10n.t('Load the entries of the standard price book first, in the same currency.'),
  ],
  // Ids and references
  MALFORMED_ID: () => [
    l10n.t('A value is no Id, or is the Id of a record of another object.'),
    l10n.t('Use Ids of 15 or 18 characters as Salesforce exports them; spreadsheets may have changed them.'),
  ],
  INVALID_ID_FIELD: () => [
    l10n.t('An Id in the row is not valid for its field.'),
    l10n.t('Check the Id, and whether it is of the org you are loading into.'),
  ],
  MISSING_ARGUMENT: () => [
    l10n.t('The row has no Id, or no value of the external id field, so nobody knows which record is meant.'),
    l10n.t('Fill in the Id; rows that are new need an insert or an upsert.'),
  ],
  INVALID_CROSS_REFERENCE_KEY: () => [
    l10n.t('The row refers to a record, a record type or an owner that is not there or that you may not use.'),
    l10n.t('Check the Ids in the row, and whether they are of this org: sandboxes and production have their own.'),
  ],
  INVALID_CROSS_REFERENCE_TYPE_FOR_FIELD: () => [
    l10n.t('An Id in the row belongs to a record of another object than the field refers to.'),
    l10n.t('Compare the first three characters of the Ids with the object the field refers to.'),
  ],
  ENTITY_IS_DELETED: () => [
    l10n.t('The record, or one the row refers to, is deleted.'),
    l10n.t('Restore it from the Recycle Bin, or leave the row out.'),
  ],
  ENTITY_IS_ARCHIVED: () => [
    l10n.t('The record is archived and cannot be changed.'),
    l10n.t('Leave the row out, or restore the record first.'),
  ],
  CIRCULAR_DEPENDENCY: () => [
    l10n.t('The record would become its own parent, directly or through others.'),
    l10n.t('Look for the loop among the parents, and break it in one of the rows.'),
  ],
  CANNOT_REPARENT_RECORD: fixedParent,
  BAD_CUSTOM_ENTITY_PARENT_DOMAIN: fixedParent,
  FIELD_FILTER_VALIDATION_EXCEPTION: lookupFilter,
  RELATED_ENTITY_FILTER_VALIDATION_EXCEPTION: lookupFilter,
  INVALID_ENTITY_FOR_UPSERT: () => [
    l10n.t('Records of this object cannot be upserted.'),
    l10n.t('Send new rows with an insert and the others with an update.'),
  ],
  // duplicates
  DUPLICATE_VALUE: () => [
    l10n.t('A value that has to be unique is there already, in the org or in another row of the file.'),
    l10n.t('Look up the record in the message; upsert by that field changes it instead. Remove repeated rows.'),
  ],
  DUPLICATE_EXTERNAL_ID: () => [
    l10n.t('Several records of the org have this external id, so nobody knows which is meant.'),
    l10n.t('Merge or correct the records in the message, and make the field unique.'),
  ],
  DUPLICATES_DETECTED: () => [
    l10n.t('A duplicate rule of the org found records that look like this one.'),
    l10n.t('Update the records that are there instead, or have the duplicate rule allow what a load creates.'),
  ],
  DUPLICATE_USERNAME: () => [
    l10n.t('The username is taken: it has to be unique among the users of all Salesforce orgs.'),
    l10n.t('Choose another username, for instance with a suffix for this org.'),
  ],
  DUPLICATE_COMM_NICKNAME: () => [
    l10n.t('The nickname is taken by another user of the org.'),
    l10n.t('Choose another value for CommunityNickname.'),
  ],
  PORTAL_USER_ALREADY_EXISTS_FOR_CONTACT: () => [
    l10n.t('The contact has a portal user already.'),
    l10n.t('Update that user, or name another contact.'),
  ],
  // permissions
  INVALID_FIELD_FOR_INSERT_UPDATE: () => [
    l10n.t('A field cannot be set: it is read-only for you, calculated, or not allowed in this operation.'),
    l10n.t('Leave the column out, or have edit access to the field granted by a permission set.'),
  ],
  FIELD_NOT_UPDATABLE: () => [
    l10n.t('A field can be set when a record is created, but not be changed afterwards.'),
    l10n.t('Leave the column out of updates.'),
  ],
  INSUFFICIENT_ACCESS_OR_READONLY: () => [
    l10n.t('You may not do this with the record: it is read-only for you, or you lack the permission.'),
    l10n.t('Have access to the object and to the record granted, or load as a user who has it.'),
  ],
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: () => [
    l10n.t('You lack access to a record the row refers to, such as its parent.'),
    l10n.t('Have access to that record granted; some parents need edit access, not only read.'),
  ],
  CHILD_SHARE_FAILS_PARENT: () => [
    l10n.t('You may not change owner or sharing of the record without more access to its parent.'),
    l10n.t('Have edit access to the parent granted, or change the parent first.'),
  ],
  INACTIVE_OWNER_OR_USER: () => [
    l10n.t('The owner, or a user the row refers to, is not active.'),
    l10n.t('Name an active user, or have the permission Update Records with Inactive Owners granted.'),
  ],
  TRANSFER_REQUIRES_READ: () => [
    l10n.t('The new owner may not read records of this object.'),
    l10n.t('Grant read access to the new owner, or choose another.'),
  ],
  OP_WITH_INVALID_USER_TYPE_EXCEPTION: () => [
    l10n.t('A user of this kind (a portal or guest user, for instance) cannot be used here.'),
    l10n.t('Name a user with a full license.'),
  ],
  UNAVAILABLE_RECORDTYPE_EXCEPTION: () => [
    l10n.t('No record type is available to you for this record.'),
    l10n.t('Give a RecordTypeId that your profile may use, or have one assigned to it.'),
  ],
  INVALID_ACCESS_LEVEL: () => [
    l10n.t('A share gives no more access than the org gives to everybody.'),
    l10n.t('Leave the row out, or give a higher access level.'),
  ],
  FUNCTIONALITY_NOT_ENABLED: () => [
    l10n.t('The row needs a feature that the org does not have switched on.'),
    l10n.t('Switch the feature on in Setup, or leave its columns out.'),
  ],
  PACKAGE_LICENSE_REQUIRED: () => [
    l10n.t('The object or field belongs to an installed package you have no license for.'),
    l10n.t('Have a license assigned under Installed Packages in Setup.'),
  ],
  // automation of the org
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: () => [
    l10n.t('Apex of the org failed while it handled the record; the message names the trigger.'),
    l10n.t('Show the message to whoever maintains the trigger; correct the values if it is about them.'),
  ],
  CANNOT_EXECUTE_FLOW_TRIGGER: flow,
  FLOW_EXCEPTION: flow,
  SELF_REFERENCE_FROM_TRIGGER: () => [
    l10n.t('A trigger changed or deleted the very record that had started it.'),
    l10n.t('Have the trigger corrected, or switched off during the load.'),
  ],
  MIXED_DML_OPERATION: () => [
    l10n.t('Automation changed users or other records of Setup together with ordinary records.'),
    l10n.t('Have the automation do this in a step of its own, or switch it off during the load.'),
  ],
  INVALID_ASSIGNMENT_RULE: () => [
    l10n.t('The assignment rule of the job is not there, or is not for this object.'),
    l10n.t('Choose an assignment rule of the object, or none.'),
  ],
  MANAGER_NOT_DEFINED: () => [
    l10n.t('An approval goes to the manager of a user who has none.'),
    l10n.t('Fill in the manager of the user, or change the approval process.'),
  ],
  ALL_OR_NONE_OPERATION_ROLLED_BACK: () => [
    l10n.t('The row itself may be fine: it was taken back because others failed with it.'),
    l10n.t('Correct the rows with other errors, then send all of them again.'),
  ],
  // the state of the record
  ENTITY_IS_LOCKED: inApproval,
  ALREADY_IN_PROCESS: inApproval,
  RECORD_IN_USE_BY_WORKFLOW: inApproval,
  CANNOT_UPDATE_CONVERTED_LEAD: () => [
    l10n.t('The lead is converted and cannot be changed any more.'),
    l10n.t('Update its account, contact or opportunity, or have View and Edit Converted Leads granted.'),
  ],
  INVALID_PERSON_ACCOUNT_OPERATION: () => [
    l10n.t('This cannot be done to a person account through this object.'),
    l10n.t('Load the record as an account; its contact follows.'),
  ],
  DELETE_FAILED: () => [
    l10n.t('The record cannot be deleted, usually because others depend on it; the message names them.'),
    l10n.t('Delete those first, or give them another parent.'),
  ],
  DEPENDENCY_EXISTS: () => [
    l10n.t('Something in the org depends on the record.'),
    l10n.t('Remove what the message names, then send the rows again.'),
  ],
  DELETE_REQUIRED_ON_CASCADE: () => [
    l10n.t('Deleting the record deletes others with it that you may not delete.'),
    l10n.t('Have the permission to delete those granted, or delete them first.'),
  ],
  // limits and the platform
  UNABLE_TO_LOCK_ROW: locked,
  TooManyLockFailure: locked,
  STORAGE_LIMIT_EXCEEDED: () => [
    l10n.t('The data storage of the org is full.'),
    l10n.t('Look at Storage Usage in Setup; delete data or get more storage, then send the rows again.'),
  ],
  LIMIT_EXCEEDED: () => [
    l10n.t('The row goes beyond a limit of the org; the message names it.'),
    l10n.t('Look up the limit in Setup; have it raised, or load less.'),
  ],
  LICENSE_LIMIT_EXCEEDED: () => [
    l10n.t('The org has no user license left of this kind.'),
    l10n.t('Look at Company Information in Setup; free a license by deactivating a user, or get more.'),
  ],
  TOO_MANY_APEX_REQUESTS: () => [
    l10n.t('Too much Apex was running in the org at once.'),
    l10n.t('Send the rows again at a quieter time.'),
  ],
  REQUEST_RUNNING_TOO_LONG: () => [
    l10n.t('The record took Salesforce too long, usually because of triggers and flows.'),
    l10n.t('Send the rows again; if it stays so, have the automation of the object looked at.'),
  ],
  TERRITORY_REALIGN_IN_PROGRESS: () => [
    l10n.t('Territories are being realigned; until then the record cannot be changed.'),
    l10n.t('Send the rows again when the realignment is done.'),
  ],
  INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE: () => [
    l10n.t('Salesforce takes no changes while the instance of the org is upgraded.'),
    l10n.t('Wait until status.salesforce.com says that it is over, then send the rows again.'),
  ],
  UNKNOWN_EXCEPTION: () => [
    l10n.t('Something failed in Salesforce that it does not explain.'),
    l10n.t('Send the rows again; if it stays so, give Salesforce Support the numbers in the message.'),
  ],
};
