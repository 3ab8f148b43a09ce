import * as l10n from '@vscode/l10n';
import { UserError } from '../errors.js';
import { unexpectedAnswer } from './apiError.js';
import type { Answer, Call } from './exchange.js';
import { id18 } from './id18.js';
import type { CreateJobRequest, JobInfo, ResultSet } from './job.js';
import { pages } from './pages.js';
import type { BulkApi, CallOptions, JobData, TransferOptions } from './ports.js';
import { writeResults } from './resultsFile.js';
import type { Session } from './session.js';

interface JobsPage {
  readonly done: boolean;
  readonly nextRecordsUrl: string | null;
  readonly records: readonly JobInfo[];
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/bulk_api_2_0_ingest.htm */
export class Bulk implements BulkApi {
  private readonly jobs: string;

  constructor(
    private readonly session: Session,
    /** `/services/data/v67.0` */
    base: string,
  ) {
    this.jobs = `${base}/jobs/ingest`;
  }

  async createJob(request: CreateJobRequest, options?: CallOptions): Promise<JobInfo> {
    return this.askForJob({ ...options, method: 'POST', path: this.jobs, ...jsonBody(request) });
  }

  async uploadJobData(jobId: string, data: JobData, options?: TransferOptions): Promise<void> {
    const path = `${this.job(jobId)}/batches`;
    const headers = { 'content-type': 'text/csv' };
    try {
      await this.carryOut({ ...options, method: 'PUT', path, headers, body: data });
    } catch (error) {
      throw error instanceof UserError && LEAVES_DOUBT.has(error.code) ? outcomeUnknown(jobId, error) : error;
    }
  }

  async closeJob(jobId: string, options?: CallOptions): Promise<JobInfo> {
    return this.setState(jobId, 'UploadComplete', options);
  }

  async abortJob(jobId: string, options?: CallOptions): Promise<JobInfo> {
    return this.setState(jobId, 'Aborted', options);
  }

  async deleteJob(jobId: string, options?: CallOptions): Promise<void> {
    await this.carryOut({ ...options, method: 'DELETE', path: this.job(jobId) });
  }

  async getJob(jobId: string, options?: CallOptions): Promise<JobInfo> {
    return this.askForJob({ ...options, method: 'GET', path: this.job(jobId) });
  }

  async *listJobs(options?: CallOptions): AsyncGenerator<readonly JobInfo[], void> {
    const get = (path: string) => this.session.json<JobsPage>({ ...options, method: 'GET', path });
    for await (const page of pages(this.session.host, `${this.jobs}?jobType=V2Ingest`, get)) {
      // Whether a locator keeps to the filter of the first page is not documented.
      yield page.records.filter(({ jobType = 'V2Ingest' }) => jobType === 'V2Ingest').map(withLongIds);
    }
  }

  async downloadResults(jobId: string, resultSet: ResultSet, path: string, options?: TransferOptions): Promise<number> {
    return writeResults(this.session, `${this.job(jobId)}/${resultSet}`, path, options);
  }

  private async setState(jobId: string, state: JobInfo['state'], options?: CallOptions): Promise<JobInfo> {
    return this.askForJob({ ...options, method: 'PATCH', path: this.job(jobId), ...jsonBody({ state }) });
  }

  private async askForJob(call: Call): Promise<JobInfo> {
    const job = await this.session.json<Partial<JobInfo>>(call);
    if (isJob(job)) return withLongIds(job);
    throw unexpectedAnswer(this.session.host, l10n.t('no job'));
  }

  /** For calls whose status says it all: an answer without a body, and one whose body breaks off, is a yes. */
  private async carryOut(call: Call): Promise<void> {
    await this.session.send({ ...call, receive: (_, answer) => this.refuseAPage(answer) });
  }

  /** Some proxies say 200 where they mean no. */
  private refuseAPage({ statusCode, headers }: Answer): void {
    const type = headers['content-type'] ?? '';
    if (/^text\/html\b/i.test(type)) throw unexpectedAnswer(this.session.host, `HTTP ${statusCode}, ${type}`);
  }

  /** Ids come from people and other extensions: one with `../` in it would address something else. */
  private job(id: string): string {
    if (/^[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?$/.test(id)) return `${this.jobs}/${id}`;
    throw new UserError('InvalidArgument', l10n.t('{0} is not the id of a job.', id), {
      nextStep: l10n.t('A job id has 15 or 18 letters and digits and begins with 750.'),
    });
  }
}

const isJob = (job: Partial<JobInfo>): job is JobInfo => typeof job.id === 'string' && typeof job.state === 'string';

/** Ids are keys here: Salesforce means the same by 15 and by 18 characters. */
const withLongIds = (job: JobInfo): JobInfo => ({
  ...job,
  id: id18(job.id),
  ...(job.createdById && { createdById: id18(job.createdById) }),
});

/** After these nobody can say whether Salesforce has the data. */
const LEAVES_DOUBT: ReadonlySet<string> = new Set(['ServerUnavailable', 'UnexpectedAnswer']);

const outcomeUnknown = (jobId: string, cause: UserError): UserError =>
  new UserError('UploadOutcomeUnknown', l10n.t('Whether the data of job {0} arrived is not known.', jobId), {
    nextStep: l10n.t('Abort the job, then send the data in a new one: {0}', cause.message),
    cause,
  });

const jsonBody = (value: object) => ({
  headers: { 'content-type': 'application/json; charset=UTF-8' },
  body: JSON.stringify(value),
});
