import type { Memento, Uri } from 'vscode';
import type { Operation } from '../../core/salesforce/job.js';

/** What was chosen for a file the last time. No org: where something goes is decided anew each time. */
export interface Choice {
  readonly object: string;
  readonly operation: Operation;
}

const CHOICES = 'choices';
const RECENT = 'recentObjects';
const KEPT = 200;
const RECENT_KEPT = 5;

export const lastChoice = (memento: Memento, file: Uri): Choice | undefined =>
  new Map(memento.get<[string, Choice][]>(CHOICES, [])).get(file.toString());

export const recentObjects = (memento: Memento): readonly string[] => memento.get<string[]>(RECENT, []);

export async function remember(memento: Memento, files: readonly Uri[], choice: Choice): Promise<void> {
  const uris = new Set(files.map((file) => file.toString()));
  const others = memento.get<[string, Choice][]>(CHOICES, []).filter(([uri]) => !uris.has(uri));
  await memento.update(CHOICES, [...[...uris].map((uri) => [uri, choice]), ...others].slice(0, KEPT));
  const recent = [choice.object, ...recentObjects(memento).filter((name) => name !== choice.object)];
  await memento.update(RECENT, recent.slice(0, RECENT_KEPT));
}
