import type { DemoOrg } from '../../src/demo/server.js';
import { useConduct, type Conduct } from '../conduct.js';
import { keepEvidence } from './evidence.js';
import type { Workbench } from './workbench.js';

/**
 * For a `describe` that drives a workbench: a picture of each test that failed, our conduct judged by the orgs after
 * each, everything closed at the end.
 */
export function useWorkbench(workbench: () => Workbench, ...orgs: readonly (() => DemoOrg)[]): Conduct {
  after(async () => {
    await workbench().close();
    await Promise.all(orgs.map((org) => org().close()));
  });
  keepEvidence(workbench);
  return useConduct(() => orgs.flatMap((org) => org().conduct()));
}
