import type { ColumnDelimiter } from '../salesforce/job.js';

/** Salesforce's names of the six column delimiters, and the character each stands for. */
export const DELIMITER_CHARACTERS: Readonly<Record<ColumnDelimiter, string>> = {
  COMMA: ',',
  SEMICOLON: ';',
  TAB: '\t',
  PIPE: '|',
  CARET: '^',
  BACKQUOTE: '`',
};

/** The character as a byte: all six are ASCII. */
export const delimiterByte = (delimiter: ColumnDelimiter): number => DELIMITER_CHARACTERS[delimiter].charCodeAt(0);
