import type { IncomingMessage } from 'node:http';
import type { SalesforceRecord } from './objects/records.js';
import type { Org } from './org.js';

/** As the client calls the org. */
export const instanceUrl = (request: IncomingMessage): string => `http://${request.headers.host}`;

export const identityUrl = (request: IncomingMessage, { orgId }: Org, user: SalesforceRecord): string =>
  `${instanceUrl(request)}/id/${orgId}/${user.Id}`;
