/**
 * Index of the column that an error about a field is about: of the field itself, else of one that names the record it
 * refers to, as in `Account.Key__c`, `Parent__r.Key__c` or, with the type, `User:Owner.Key__c`.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_csv_rel_field_header_row.htm
 * @param field API name, as `sf__Error` has it
 */
export function columnOfField(field: string, header: readonly string[]): number | undefined {
  const names = header.map((name) => name.trim().toLowerCase());
  const wanted = field.toLowerCase();
  const column = names.indexOf(wanted);
  if (column >= 0) return column;
  const relationship = wanted.replace(/id$/, '').replace(/__c$/, '__r');
  if (relationship === wanted) return undefined;
  const referring = names.findIndex((name) => /^(?:\w+:)?(\w+)\./.exec(name)?.[1] === relationship);
  return referring >= 0 ? referring : undefined;
}
