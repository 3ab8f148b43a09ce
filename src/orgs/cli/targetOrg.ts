import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Where projects of the CLI say which org they belong to: today's file, then that of the CLI before it. */
const FILES = [
  { file: '.sf/config.json', key: 'target-org' },
  { file: '.sfdx/sfdx-config.json', key: 'defaultusername' },
];

/**
 * Alias or username of the org that a project belongs to; undefined where it says none. Read from its files, as the CLI
 * does, since asking the CLI takes a second, and at once, so that no command comes before the answer. What is set for all projects of a machine is not asked: an org of its own
 * is what keeps one project's data out of the other's org.
 */
export function targetOrg(folder: string, env: NodeJS.ProcessEnv): string | undefined {
  const fromEnvironment = env['SF_TARGET_ORG'] ?? env['SFDX_DEFAULTUSERNAME'];
  if (fromEnvironment) return fromEnvironment;
  for (const { file, key } of FILES) {
    const value = member(path.join(folder, file), key);
    if (value !== undefined) return value;
  }
  return undefined;
}

function member(file: string, key: string): string | undefined {
  try {
    const value = (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown> | null)?.[key];
    return typeof value === 'string' && value !== '' ? value : undefined;
  } catch {
    return undefined;
  }
}
