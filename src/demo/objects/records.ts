import { toDateTime, type Clock } from '../clock.js';
import { toId18, type Ids } from '../ids.js';
import type { Field } from './field.js';
import { SOBJECTS, objectNamed } from './schema.js';
import type { SObject } from './sobject.js';

export type Value = string | number | boolean | null;
/** Values by field name, in the canonical letter case. */
export type Values = Readonly<Record<string, Value>>;
export type SalesforceRecord = { Id: string; IsDeleted: boolean } & Record<string, Value>;

const key = (value: Value): string => String(value).toLowerCase();

/** The org's records, the recycle bin included. */
export class Records {
  readonly #byId = new Map<string, SalesforceRecord>();
  readonly #tables = new Map<string, Map<string, SalesforceRecord>>(SOBJECTS.map(({ name }) => [name, new Map()]));
  /** By `Object.Field`, then by value in lower case: for the fields that records are looked up by. */
  readonly #lookups = new Map<string, Map<string, Set<SalesforceRecord>>>();
  readonly #autoNumbers = new Map<string, number>();
  /** What takes back each change since, while changes may have to be taken back. */
  #undo: (() => void)[] | undefined;

  constructor(
    readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /** Records, those in the recycle bin included. */
  get size(): number {
    return this.#byId.size;
  }

  /** @param id 15 or 18 characters; a record in the recycle bin is found too */
  get(id: string): SalesforceRecord | undefined {
    return this.#byId.get(id) ?? this.#byId.get(toId18(id) ?? '');
  }

  /** Those not deleted; with the recycle bin if wanted. */
  *all(object: SObject, withDeleted = false): Iterable<SalesforceRecord> {
    for (const record of this.#tables.get(object.name)?.values() ?? []) {
      if (withDeleted || !record.IsDeleted) yield record;
    }
  }

  /** Those not deleted whose field holds the value, in any letter case. */
  find(object: SObject, field: Field, value: Value): readonly SalesforceRecord[] {
    const found = this.#lookups.get(`${object.name}.${field.name}`)?.get(key(value)) ?? [];
    return [...found].filter((record) => !record.IsDeleted);
  }

  /** Takes back all changes of the work if it says so, or throws. */
  atomically(work: () => 'keep' | 'rollBack'): void {
    const undo: (() => void)[] = [];
    this.#undo = undo;
    let outcome: 'keep' | 'rollBack' = 'rollBack';
    try {
      outcome = work();
    } finally {
      this.#undo = undefined;
      if (outcome === 'rollBack') for (const step of undo.reverse()) step();
    }
  }

  insert(object: SObject, values: Values, userId: string): SalesforceRecord {
    const now = toDateTime(this.clock.now());
    const record: SalesforceRecord = { Id: this.ids.next(object.keyPrefix), IsDeleted: false };
    for (const field of object.fields) {
      if (field.autoNumber) record[field.name] = this.#autoNumber(object);
      else if (field.name !== 'Id' && field.type !== 'address') record[field.name] ??= field.defaultValue;
    }
    const owner = object.fields.some(({ name }) => name === 'OwnerId') ? { OwnerId: userId } : {};
    Object.assign(record, owner, { CreatedDate: now, CreatedById: userId }, values);
    this.#add(object, record);
    this.#touch(object, record, userId, now);
    this.#undo?.push(() => {
      this.#index(object, record, false);
      this.#remove(object, record);
    });
    return record;
  }

  update(object: SObject, record: SalesforceRecord, values: Values, userId: string): void {
    const before = { ...record };
    this.#index(object, record, false);
    Object.assign(record, values);
    this.#touch(object, record, userId, toDateTime(this.clock.now()));
    this.#undo?.push(() => {
      this.#index(object, record, false);
      this.#index(object, Object.assign(record, before), true);
    });
  }

  /** `hard`: not even in the recycle bin. Details go with their master. */
  delete(object: SObject, record: SalesforceRecord, hard: boolean): void {
    for (const child of SOBJECTS) {
      for (const field of child.fields) {
        if (!field.cascadeDelete || !field.referenceTo.includes(object.name)) continue;
        for (const detail of this.find(child, field, record.Id)) this.delete(child, detail, hard);
      }
    }
    record.IsDeleted = true;
    this.#index(object, record, false);
    if (hard) this.#remove(object, record);
    this.#undo?.push(() => {
      record.IsDeleted = false;
      this.#add(object, record);
      this.#index(object, record, true);
    });
  }

  #add(object: SObject, record: SalesforceRecord): void {
    this.#byId.set(record.Id, record);
    this.#tables.get(object.name)?.set(record.Id, record);
  }

  #remove(object: SObject, record: SalesforceRecord): void {
    this.#byId.delete(record.Id);
    this.#tables.get(object.name)?.delete(record.Id);
  }

  #touch(object: SObject, record: SalesforceRecord, userId: string, now: string): void {
    Object.assign(record, { LastModifiedDate: now, LastModifiedById: userId, SystemModstamp: now });
    // Contact, Lead and User build their name of its parts.
    if (object.fields.some(({ compoundFieldName }) => compoundFieldName === 'Name')) {
      record['Name'] = [record['FirstName'], record['LastName']].filter((part) => part != null).join(' ');
    }
    this.#index(object, record, true);
  }

  #index(object: SObject, record: SalesforceRecord, add: boolean): void {
    for (const { name, idLookup, cascadeDelete, restrictedDelete } of object.fields) {
      const value = record[name];
      if (!(idLookup || cascadeDelete || restrictedDelete) || name === 'Id' || value == null) continue;
      const path = `${object.name}.${name}`;
      const lookup = this.#lookups.get(path) ?? new Map<string, Set<SalesforceRecord>>();
      this.#lookups.set(path, lookup);
      const found = lookup.get(key(value)) ?? new Set();
      if (add) lookup.set(key(value), found.add(record));
      else if (found.delete(record) && found.size === 0) lookup.delete(key(value));
    }
  }

  #autoNumber(object: SObject): string {
    const number = (this.#autoNumbers.get(object.name) ?? 1000) + 1;
    this.#autoNumbers.set(object.name, number);
    return object.custom ? `${object.label.toUpperCase().slice(0, 3)}-${number}` : String(number).padStart(8, '0');
  }
}

/** A record that must be there: for seeds and tests. */
export const insertNamed = (records: Records, object: string, values: Values, userId: string): SalesforceRecord =>
  records.insert(objectNamed(object), values, userId);
