import * as l10n from '@vscode/l10n';
import { DELIMITER_CHARACTERS } from '../csv/delimiter.js';
import { ROW_ERRORS } from './rowErrorTable.js';

/** A sentence each, for a person who looks after an org. */
export interface Explanation {
  readonly meaning: string;
  readonly nextStep: string;
}

/** Of the code of a row's error. */
export function explainRowError(code: string): Explanation | undefined {
  const sentences = Object.hasOwn(ROW_ERRORS, code) ? ROW_ERRORS[code]?.() : undefined;
  return sentences && { meaning: sentences[0], nextStep: sentences[1] };
}

/**
 * Of the `errorMessage` of a job, `Code : text`. The text is in the language of whoever created the job: where it is
 * not one of the known English ones, the code alone says less; where the code is not known, nothing is said.
 */
export function explainJobError(errorMessage: string): Explanation | undefined {
  const [, code = '', text = ''] = /^(\w+) ?: ?([^]*)$/.exec(errorMessage) ?? [];
  switch (code.replaceAll('_', '').toUpperCase()) {
    case 'INVALIDBATCH':
      return invalidBatch(text);
    case 'CLIENTINPUTERROR':
      return clientInputError(text);
    case 'EXCEEDEDQUOTA':
    case 'LIMITEXCEEDED':
    case 'REQUESTLIMITEXCEEDED':
      return {
        meaning: l10n.t('The org has used up what it may load within 24 hours; the rest was left unprocessed.'),
        nextStep: l10n.t('Send the unprocessed rows again when the allocation is free; Setup shows it by the hour.'),
      };
    case 'TOOMANYLOCKFAILURE':
      return explainRowError('TooManyLockFailure');
    case 'FEATURENOTENABLED':
      return {
        meaning: l10n.t('You lack a permission this operation needs, such as Bulk API Hard Delete.'),
        nextStep: l10n.t('Have the permission granted by a permission set, then load again.'),
      };
    case 'INVALIDENTITY':
    case 'INVALIDJOB':
      return {
        meaning: l10n.t('The object cannot be loaded, or not with this operation.'),
        nextStep: l10n.t('Check the object, the operation and your access to both, then create a new job.'),
      };
    case 'INVALIDUSER':
    case 'INVALIDSESSIONID':
      return {
        meaning: l10n.t('The user who created the job may not load any more.'),
        nextStep: l10n.t('Check that the user is active and has the permission API Enabled, then load again.'),
      };
    case 'INTERNALSERVERERROR':
    case 'TIMEOUT':
    case 'UNKNOWN':
      return {
        meaning: l10n.t('Salesforce could not finish the job: it gave up after a fault or after too many attempts.'),
        nextStep: l10n.t('Send the unprocessed rows again; if it stays so, have triggers and flows looked at.'),
      };
    default:
      return undefined;
  }
}

function invalidBatch(text: string): Explanation {
  const [, name] = /^Field name not found : ([^]*)$/.exec(text) ?? [];
  if (name !== undefined) return unknownField(name);
  if (/unescaped quote/i.test(text)) {
    return {
      meaning: l10n.t('A quote stands where CSV does not allow one, or an invisible mark stands before the header.'),
      nextStep: l10n.t('Put values with quotes in quotes, double the quotes inside, and save as UTF-8 without BOM.'),
    };
  }
  if (/must contain only ids/i.test(text)) {
    return {
      meaning: l10n.t('Deleting takes the Ids only, but the file has other columns.'),
      nextStep: l10n.t('Load the file with this extension, which sends the Id column alone.'),
    };
  }
  const [, relationship] = /^Unable to find relationship: (.*)$/.exec(text) ?? [];
  if (relationship !== undefined) {
    return {
      meaning: l10n.t('A column refers through {0}, which is no relationship of the object.', relationship),
      nextStep: l10n.t('Use the relationship name, as in Owner.Username or Parent__r.Key__c.'),
    };
  }
  const [, single] = /^type is not needed for .*: (.*)$/.exec(text) ?? [];
  if (single !== undefined) {
    return {
      meaning: l10n.t('A column names a type for {0}, which refers to one object only.', single),
      nextStep: l10n.t('Leave out the type and its colon: Parent.Key__c instead of Account:Parent.Key__c.'),
    };
  }
  return {
    meaning: l10n.t('Salesforce could not read the file as a whole.'),
    nextStep: l10n.t('Compare the header with the API names of the fields, and the file with the settings of the job.'),
  };
}

function unknownField(name: string): Explanation {
  if (name.startsWith('\ufeff')) {
    return {
      meaning: l10n.t('An invisible byte order mark stands before the first column of the header.'),
      nextStep: l10n.t('Save the file as UTF-8 without BOM, or load it with this extension, which leaves it out.'),
    };
  }
  if (Object.values(DELIMITER_CHARACTERS).some((delimiter) => name.includes(delimiter))) {
    return {
      meaning: l10n.t('The header seems to be read as one column: the file has another column delimiter than the job.'),
      nextStep: l10n.t('Create a new job with the column delimiter of the file.'),
    };
  }
  return {
    meaning: l10n.t('The header names {0}, which is no field of the object, or none you may write.', name),
    nextStep: l10n.t('Use the API name rather than the label; check that you have edit access to the field.'),
  };
}

function clientInputError(text: string): Explanation {
  const [, setting] = /LineEnding is invalid.* setting is (LF|CRLF)\b/i.exec(text) ?? [];
  if (setting !== undefined) {
    return {
      meaning: l10n.t('The job was created for lines that end in {0}, but the file has others.', setting),
      nextStep: l10n.t('Give all lines, also those inside values, one line ending, and create the job with it.'),
    };
  }
  return {
    meaning: l10n.t('The data of the job is not as Salesforce needs it.'),
    nextStep: l10n.t('Check encoding (UTF-8), line endings and quotes of the file, then load it again.'),
  };
}
