import * as l10n from '@vscode/l10n';
import { unexpectedAnswer } from './apiError.js';

interface Page {
  readonly done: boolean;
  readonly records: readonly unknown[];
  /** A path from the origin on; null or absent on the last page. */
  readonly nextRecordsUrl?: string | null;
}

/** The pages of a resource, each asked for only when the one before it has been used. */
export async function* pages<P extends Page>(
  host: string,
  path: string,
  get: (path: string) => Promise<P>,
): AsyncGenerator<P, void> {
  const seen = new Set<string>();
  for (let next: string | null | undefined = path; next;) {
    if (seen.has(next)) throw unexpectedAnswer(host, l10n.t('the same page twice'));
    seen.add(next);
    const page: P = await get(next);
    if (!Array.isArray(page.records)) throw unexpectedAnswer(host, l10n.t('no records'));
    yield page;
    if (page.done === false && !page.nextRecordsUrl) throw unexpectedAnswer(host, l10n.t('no next page'));
    next = page.done ? undefined : page.nextRecordsUrl;
  }
}
