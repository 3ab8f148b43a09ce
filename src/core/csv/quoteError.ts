import * as l10n from '@vscode/l10n';
import { UserError } from '../errors.js';
import { positionAt } from './position.js';
import type { QuoteFault } from './scanner.js';
import type { ByteSource } from './source.js';

/** What the scanner met, as a person reads it. */
export async function quoteError(source: ByteSource, fault: QuoteFault): Promise<UserError> {
  const at = await positionAt(source, fault.record, fault.offset);
  const where = [at.line, at.column, source.name] as const;
  switch (fault.kind) {
    case 'QuoteInText':
      return new UserError(
        'StrayQuote',
        l10n.t('A value holds a quote but does not begin with one: line {0}, column {1} of {2}.', ...where),
        { at, nextStep: l10n.t('Put the whole value in quotes and double each quote inside it, as in "5"" pipe".') },
      );
    case 'TextAfterQuote':
      return new UserError(
        'StrayQuote',
        l10n.t('Text follows a closing quote: line {0}, column {1} of {2}.', ...where),
        { at, nextStep: l10n.t('Double each quote inside a quoted value, and let nothing follow the closing quote.') },
      );
    case 'UnclosedQuote':
      return new UserError(
        'UnclosedQuote',
        l10n.t('The quote at line {0}, column {1} of {2} is never closed.', ...where),
        { at, nextStep: l10n.t('Close it, or double it if it belongs to the value.') },
      );
  }
}
