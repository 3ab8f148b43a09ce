// Everything by which something can leave the extension: a table of the places, and how each is listened to.

import { inside } from './extension.js';
import { kept } from './leaksKept.js';
import type { Tell } from './leaksOverheard.js';
import { sent } from './leaksSent.js';
import { shown } from './leaksShown.js';
import type { SecretKind } from './secretsKnown.js';

/** A place where something may leave the extension. */
export interface Place {
  /** Tells what goes out while it goes out. @returns what ends that */
  readonly listen?: (tell: Tell) => readonly (() => unknown)[];
  /** What stands there now. */
  readonly look?: () => unknown;
  /** What it has heard in the end, by which it is known that somebody listens; nothing where all is well. */
  readonly hears?: RegExp;
  /** Lets something out, as a careless line of the extension would. @returns what takes it back */
  readonly leak: (text: string) => unknown;
  readonly mayHold?: readonly SecretKind[];
}

export type Places = Readonly<Record<string, Place>>;

export async function allPlaces(tell: (place: string, heard: unknown) => void): Promise<Places> {
  const extension = await inside();
  return { ...shown(extension), ...sent(extension, tell), ...kept(extension) };
}
