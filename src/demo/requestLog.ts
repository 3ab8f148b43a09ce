import type { IncomingMessage } from 'node:http';

/** One request, as it came and as it was answered. */
export interface LoggedRequest {
  /** 1 for the first. */
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** Authorization is left out. */
  readonly headers: Readonly<Record<string, string>>;
  readonly authorization: 'Bearer' | 'OAuth' | 'none';
  /** Bytes of the body that arrived. */
  bytes: number;
  /** Absent as long as there is no answer, and where the connection ended before it. */
  status?: number;
  errorCode?: string;
  /** Kind of the fault that hit the request. */
  fault?: string;
  /** Of a body that was taken as data: `records` under the header; whether rows of it become records of the org. */
  upload?: { readonly sha256: string; readonly records: number; readonly kept: boolean };
}

export class RequestLog {
  readonly entries: LoggedRequest[] = [];

  add(request: IncomingMessage, time: number): LoggedRequest {
    const { authorization, ...headers } = request.headers;
    const scheme = /^(Bearer|OAuth) /.exec(authorization ?? '')?.[1] ?? 'none';
    const entry: LoggedRequest = {
      number: this.entries.length + 1,
      time,
      method: request.method ?? '',
      path: request.url ?? '',
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
      authorization: scheme as LoggedRequest['authorization'],
      bytes: 0,
    };
    this.entries.push(entry);
    return entry;
  }

  clear(): void {
    this.entries.length = 0;
  }
}
