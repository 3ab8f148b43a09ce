import * as l10n from '@vscode/l10n';
import type { Clock } from '../clock.js';
import { ApiError, UserError } from '../errors.js';
import { BRIEFLY, retry } from '../retry.js';
import { unexpectedAnswer } from './apiError.js';
import { pages } from './pages.js';
import type { CallOptions, Limit, RestApi, SObject, SObjectDescribe } from './ports.js';
import type { Session } from './session.js';

interface QueryPage<Row> {
  readonly done: boolean;
  readonly nextRecordsUrl?: string;
  readonly records: readonly Row[];
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_list.htm */
export class Rest implements RestApi {
  constructor(
    private readonly session: Session,
    /** `/services/data/v67.0` */
    private readonly base: string,
    private readonly clock: Clock,
  ) {}

  async describeGlobal(options?: CallOptions): Promise<readonly SObject[]> {
    const { sobjects } = await this.get<{ sobjects?: SObject[] }>(`${this.base}/sobjects`, options);
    if (!sobjects) throw unexpectedAnswer(this.session.host, l10n.t('no objects'));
    return sobjects;
  }

  async describe(object: string, options?: CallOptions): Promise<SObjectDescribe> {
    if (!/^\w+$/.test(object)) throw unknownObject(object);
    try {
      const describe = await this.get<SObjectDescribe>(`${this.base}/sobjects/${object}/describe`, options);
      if (!Array.isArray(describe.fields)) throw unexpectedAnswer(this.session.host, l10n.t('no fields'));
      return describe;
    } catch (error) {
      throw error instanceof ApiError && error.code === 'NotFound' ? unknownObject(object, error) : error;
    }
  }

  async query<Row extends object>(soql: string, options?: CallOptions): Promise<readonly Row[]> {
    const rows: Row[] = [];
    const first = `${this.base}/query?q=${encodeURIComponent(soql)}`;
    const get = (path: string) => this.get<QueryPage<Row>>(path, options);
    for await (const { records } of pages(this.session.host, first, get)) {
      for (const record of records) rows.push(record);
    }
    return rows;
  }

  limits(options?: CallOptions): Promise<Readonly<Record<string, Limit>>> {
    return this.get(`${this.base}/limits`, options);
  }

  private get<T extends object>(path: string, options?: CallOptions): Promise<T> {
    const call = { ...options, method: 'GET', path } as const;
    return retry(BRIEFLY, this.clock, options?.signal, () => this.session.json<T>(call));
  }
}

const unknownObject = (object: string, cause?: unknown): UserError =>
  new UserError('UnknownObject', l10n.t('The org has no object {0}, or the user may not see it.', object), {
    nextStep: l10n.t('Check the API name of the object (custom ones end in __c) and the access of the user to it.'),
    cause,
  });
