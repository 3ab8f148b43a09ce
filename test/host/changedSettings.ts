import { ConfigurationTarget, workspace } from 'vscode';

/** Changes settings for one test; after it they are as they were. */
export function useSettings(section = 'salesforceBulk') {
  const changed = new Map</* name and target */ string, () => Promise<void>>();
  const update = async (name: string, value: unknown, target: ConfigurationTarget): Promise<void> =>
    workspace.getConfiguration(section).update(name, value, target);
  afterEach(async () => {
    for (const restore of changed.values()) await restore();
    changed.clear();
  });
  return (name: string, value: unknown, target = ConfigurationTarget.Global): Promise<void> => {
    changed.set(`${name} ${target}`, () => update(name, undefined, target));
    return update(name, value, target);
  };
}
