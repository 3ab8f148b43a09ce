import type { SObject } from '../salesforce/ports.js';

const words = (text: string): string =>
  text
    .toLowerCase()
    .replace(/__c$/, '')
    .replace(/[^\p{L}\p{N}]/gu, '');

/**
 * The object a file is most likely meant for: by the key prefix of its Ids, else by its name (`contacts-2026.csv`,
 * `Invoice__c.csv`, a label or plural label).
 * @param ids some values of the Id column, where there is one
 */
export function guessObject(
  objects: readonly SObject[],
  fileName: string,
  header: readonly string[],
  ids: readonly string[],
): SObject | undefined {
  const prefixes = new Set(
    ids.filter((id) => /^[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?$/.test(id)).map((id) => id.slice(0, 3)),
  );
  if (prefixes.size === 1) {
    const byPrefix = objects.find((object) => object.keyPrefix !== null && prefixes.has(object.keyPrefix));
    if (byPrefix) return byPrefix;
  }
  const name = words(fileName.replace(/\.[^.]*$/, ''));
  const own = (object: SObject) =>
    [object.name, object.label, object.labelPlural].map(words).filter((n) => n.length > 2);
  const matches = objects.filter((object) => own(object).some((candidate) => name.includes(candidate)));
  // "opportunitycontacts" holds both names: the longer one says more.
  const length = (object: SObject) =>
    Math.max(
      ...own(object)
        .filter((candidate) => name.includes(candidate))
        .map((n) => n.length),
    );
  const [best] = matches.sort((a, b) => length(b) - length(a));
  return best ?? byHeader(objects, header);
}

/** A few columns that only one standard object has. */
function byHeader(objects: readonly SObject[], header: readonly string[]): SObject | undefined {
  const has = (...columns: string[]) => columns.every((column) => header.some((name) => words(name) === words(column)));
  const name = has('StageName', 'CloseDate')
    ? 'Opportunity'
    : has('LastName', 'Company')
      ? 'Lead'
      : has('LastName', 'Email') || has('LastName', 'AccountId')
        ? 'Contact'
        : has('Subject', 'Origin')
          ? 'Case'
          : undefined;
  return objects.find((object) => object.name === name);
}

/** The operation a file's columns speak for, if they do. */
export const guessOperation = (header: readonly string[]): 'update' | undefined =>
  header.length > 1 && header.some((name) => name.toLowerCase() === 'id') ? 'update' : undefined;
