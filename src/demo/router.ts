import type { IncomingMessage } from 'node:http';
import { ApiError, notFound, type Answer } from './http.js';
import type { SalesforceRecord } from './objects/records.js';
import type { Org } from './org.js';
import type { LoggedRequest } from './requestLog.js';

export interface Call {
  readonly org: Org;
  /** Whose session it is; of a call that needs none, the org's first user. */
  readonly user: SalesforceRecord;
  readonly request: IncomingMessage;
  /** What the log has of the request: a handler may add to it. */
  readonly entry: LoggedRequest;
  readonly query: URLSearchParams;
  /** What stands in the place of the path's `{names}`, percent-decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** Of the path: 67 for `v67.0`; 0 where the path has none. */
  readonly version: number;
}

export type Handler = (call: Call) => Answer | Promise<Answer>;

export interface Route {
  /** `/services/data/v{version}/jobs/ingest/{id}`; a `{name}` holds anything but a slash. */
  readonly path: string;
  /** The first API version that has it; any without it. */
  readonly since?: number;
  /** What GET answers is answered to HEAD too, without its body. */
  readonly methods: Readonly<Record<string, Handler>>;
}

/** Salesforce takes a slash too many at either end: the CLI asks for `//services/data`. */
export const cleanPath = (path: string): string => path.replace(/^\/+/, '/').replace(/(?<=.)\/+$/, '');

const compile = (path: string): RegExp =>
  new RegExp(`^${path.replace(/\./g, '\\.').replace(/\{(\w+)\}/g, (_, name: string) => `(?<${name}>[^/]+)`)}$`);

export class Router {
  readonly #routes: readonly (Route & { readonly pattern: RegExp })[];

  constructor(routes: readonly Route[]) {
    this.#routes = routes.map((route) => ({ ...route, pattern: compile(route.path) }));
  }

  /** @throws ApiError 404, 405 */
  find(method: string, path: string, version: number): { handler: Handler; params: Record<string, string> } {
    for (const { pattern, since = 0, methods } of this.#routes) {
      const match = version < since ? null : pattern.exec(path);
      if (!match) continue;
      const handler = methods[method === 'HEAD' ? 'GET' : method];
      if (!handler) {
        const allowed = [...Object.keys(methods), ...('GET' in methods ? ['HEAD'] : [])].sort().join(',');
        throw new ApiError(405, 'METHOD_NOT_ALLOWED', `HTTP Method '${method}' not allowed. Allowed are ${allowed}`);
      }
      return { handler, params: decode(match.groups ?? {}) };
    }
    throw notFound();
  }
}

function decode(groups: Record<string, string>): Record<string, string> {
  try {
    return Object.fromEntries(Object.entries(groups).map(([name, text]) => [name, decodeURIComponent(text)]));
  } catch {
    throw notFound();
  }
}
