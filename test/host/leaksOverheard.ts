import assert from 'node:assert/strict';

export type Tell = (heard: unknown) => void;
type Arguments = readonly unknown[];

export interface Meddling {
  /** What it is called with instead. */
  readonly change?: (args: Arguments) => Arguments;
  readonly after?: (answer: unknown, args: Arguments) => void;
}

/**
 * Tells what a function is called with.
 * @returns what ends that, unless somebody else has put something in its place
 */
export function overhear(target: object, name: string, tell: Tell, { change, after }: Meddling = {}): () => void {
  const own = Object.getOwnPropertyDescriptor(target, name);
  const method = Reflect.get(target, name) as (...args: Arguments) => unknown;
  const value = function (this: unknown, ...args: Arguments): unknown {
    tell(args);
    const answer = method.apply(this, [...(change?.(args) ?? args)]);
    after?.(answer, args);
    return answer;
  };
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
  return () => {
    if (Reflect.get(target, name) !== value) return;
    Reflect.deleteProperty(target, name);
    if (own) Object.defineProperty(target, name, own);
  };
}

/** The prototype that has a property: what is done to it is done to each object of the class, those that are there included. */
export function classWith(sample: object, name: string): object {
  let holder = Object.getPrototypeOf(sample) as object | null;
  while (holder && !Object.hasOwn(holder, name)) holder = Object.getPrototypeOf(holder) as object | null;
  assert.ok(holder, `VS Code has no class with ${name} any more`);
  return holder;
}

/** Tells what a property is set to, on any object of the class. @returns what ends that */
export function overhearSetter(sample: object, name: string, tell: Tell): () => void {
  const holder = classWith(sample, name);
  const own = Object.getOwnPropertyDescriptor(holder, name) as PropertyDescriptor;
  Object.defineProperty(holder, name, {
    ...own,
    set(this: unknown, value: unknown) {
      tell(value);
      own.set?.call(this, value);
    },
  });
  return () => void Object.defineProperty(holder, name, own);
}

/** Every text in a value, names of members included, as deep as it goes: what no `inspect` or `JSON` shows, too. */
export function textIn(value: unknown, seen = new Set<unknown>()): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || seen.has(value)) return '';
  seen.add(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  const parts = value instanceof Map || value instanceof Set ? [...value].map((item) => textIn(item, seen)) : [];
  for (const key of [...Reflect.ownKeys(value), ...getters(value)]) {
    parts.push(Array.isArray(value) ? '' : String(key), textIn(memberOf(value, key), seen));
  }
  return parts.filter((part) => part !== '').join('\n');
}

/** Of its classes, where VS Code hides what it holds behind them. */
function getters(value: object): PropertyKey[] {
  const holder = Object.getPrototypeOf(value) as object | null;
  if (!holder || holder === Object.prototype) return [];
  const isGetter = (key: PropertyKey) => Reflect.has(Object.getOwnPropertyDescriptor(holder, key) ?? {}, 'get');
  return [...Reflect.ownKeys(holder).filter(isGetter), ...getters(holder)];
}

function memberOf(value: object, key: PropertyKey): unknown {
  try {
    return Reflect.get(value, key);
  } catch {
    return undefined; // a getter that wants another object
  }
}
