import { l10n } from 'vscode';
import type { Context } from './context.js';
import type { Handler } from './handler.js';
import { jobOf, jobOrPick } from './jobTarget.js';

/** The job's own page. */
export function openJob(ctx: Context): Handler {
  return {
    person: async (target) => {
      const none = l10n.t('The org has no bulk jobs.');
      ctx.openPage(await jobOrPick(ctx, target, { title: l10n.t('Open Job'), fits: () => true, none }));
    },
    api: (args) => Promise.resolve(ctx.openPage(jobOf(ctx, args))),
  };
}
