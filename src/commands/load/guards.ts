import { CancellationError, l10n, window } from 'vscode';
import { UserError } from '../../core/errors.js';
import { isDelete } from '../../core/load/plan.js';
import type { Operation } from '../../core/salesforce/job.js';
import { nameOf, type KnownOrg } from '../../orgs/knownOrg.js';
import { withoutLinks } from '../../ui/foreignText.js';
import { confirm } from '../../ui/notify.js';
import { countInWords } from '../../ui/words.js';
import type { Arguments } from '../handler.js';

export interface Guarded {
  readonly org: KnownOrg;
  readonly operation: Operation;
  readonly object: string;
  readonly rows: number;
}

/** What is about to happen, with the number: `Delete 12,304 Records`. */
export function verbOf({ operation, rows }: Pick<Guarded, 'operation' | 'rows'>): string {
  const count = countInWords(rows);
  switch (operation) {
    case 'insert':
      return rows === 1 ? l10n.t('Insert 1 Record') : l10n.t('Insert {0} Records', count);
    case 'update':
      return rows === 1 ? l10n.t('Update 1 Record') : l10n.t('Update {0} Records', count);
    case 'upsert':
      return rows === 1 ? l10n.t('Upsert 1 Record') : l10n.t('Upsert {0} Records', count);
    case 'delete':
      return rows === 1 ? l10n.t('Delete 1 Record') : l10n.t('Delete {0} Records', count);
    case 'hardDelete':
      return rows === 1 ? l10n.t('Hard Delete 1 Record') : l10n.t('Hard Delete {0} Records', count);
  }
}

/**
 * Stops accidents: production and hard delete want the org's name typed, hard delete an acknowledgement of its own,
 * both and every delete the number on the button. There is no "don't ask again".
 */
export const guard = (load: Guarded): Promise<void> => guardAs(verbOf(load), load);

/** The same where the number is not known. */
export async function guardAs(verb: string, { org, operation, object }: Omit<Guarded, 'rows'>): Promise<void> {
  const production = org.kind === 'production';
  if (production || operation === 'hardDelete') await typeNameOf(org, verb, production);
  if (operation === 'hardDelete') {
    await confirm({
      message: l10n.t('Hard-deleted records cannot be restored.'),
      detail: l10n.t('They skip the Recycle Bin of {0}. Nobody, Salesforce included, brings them back.', nameOf(org)),
      verb: l10n.t('I Understand'),
    });
  }
  if (production || isDelete(operation)) {
    await confirm({
      message: production
        ? l10n.t('{0} ({1}) in the production org {2}?', verb, object, nameOf(org))
        : l10n.t('{0} ({1}) in {2}?', verb, object, nameOf(org)),
      detail: `${org.username}\n${org.instanceUrl}`,
      verb,
    });
  }
}

/**
 * Whether the caller of a command leaves out its questions.
 * @throws UserError `ProductionNeedsConfirmation`
 */
export function leavesOutQuestions(args: Arguments, org: KnownOrg): boolean {
  if (args['confirm'] !== false) return false;
  if (org.kind !== 'production') return true;
  throw new UserError(
    'ProductionNeedsConfirmation',
    l10n.t('{0} is a production org: what is sent to it has to be confirmed by a person.', nameOf(org)),
    { nextStep: l10n.t('Call the command without "confirm": false.') },
  );
}

/** Whether the data of a single job is guarded where a caller sends it: in production, as in a load. */
export const guardsCall = (args: Arguments, org: KnownOrg): boolean =>
  !leavesOutQuestions(args, org) && org.kind === 'production';

async function typeNameOf(org: KnownOrg, verb: string, production: boolean): Promise<void> {
  const name = nameOf(org);
  const typed = await window.showInputBox({
    title: production ? l10n.t('{0} in production', verb) : verb,
    prompt: withoutLinks(l10n.t('Type {0} to go on', name)),
    ignoreFocusOut: true,
    validateInput: (value) => (value === name ? undefined : withoutLinks(l10n.t('This is not {0}.', name))),
  });
  if (typed !== name) throw new CancellationError();
}
