import { bodyOf, serve } from './faultyOrg.js';

/** A host that is not the org, but to which the org may point. */
export interface Elsewhere {
  readonly origin: string;
  /** What was told to it: `GET /path`, `with Authorization`, `with 12 bytes`. Nothing, if the client is good. */
  readonly told: readonly string[];
}

export async function serveElsewhere(): Promise<Elsewhere> {
  const told: string[] = [];
  const { origin } = await serve(async (request, response) => {
    told.push(`${request.method} ${request.url}`);
    if (request.headers.authorization !== undefined) told.push('with Authorization');
    const body = await bodyOf(request);
    if (body !== '') told.push(`with ${body.length} bytes`);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"done":true,"records":[]}');
  });
  return { origin, told };
}
