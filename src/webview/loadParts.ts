import * as l10n from '@vscode/l10n';
import { describeJob, stateInWords } from '../core/load/describeJob.js';
import type { JobRecord } from '../core/load/jobStore.js';
import { jobIdsOf, type LoadState } from '../core/load/loadState.js';
import { rowsInWords } from './inWords.js';
import type { LoadJob, LoadParts } from './protocol.js';

/** The other jobs of a load that was sent as several. */
export function loadPartsOf(
  load: LoadState,
  jobId: string,
  records: ReadonlyMap<string, JobRecord>,
  language: string,
): LoadParts | undefined {
  if (jobIdsOf(load).length < 2 && load.parts.length < 2) return undefined;
  const total = load.parts.length;
  const jobs = load.parts.flatMap((part, index) =>
    part.jobIds.map((id): LoadJob => {
      const record = records.get(id);
      return {
        jobId: id,
        icon: record ? describeJob(record, { now: 0, language }).icon : { id: 'question' },
        label: l10n.t('Part {0} of {1}, {2}', index + 1, total, rowsInWords(part.rows, language)),
        state: record ? stateInWords(record.job) : l10n.t('not known'),
        current: id === jobId,
      };
    }),
  );
  const part = load.parts.findIndex(({ jobIds }) => jobIds.includes(jobId)) + 1;
  return {
    heading: l10n.t('Jobs of this load'),
    text: l10n.t('{0} is sent in {1} parts; this job is part {2}.', load.fileName, total, part),
    jobs,
  };
}
