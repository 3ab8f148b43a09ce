// A browser in the hands of a person who signs in to a demo org.

import type { DemoOrg } from '../../../src/demo/server.js';
import { call } from '../demo/client.js';
import { locationOf, submit } from '../demo/oauthClient.js';

/** Presses a button of the page at an address, if there is a page. @returns where the browser is sent to */
export async function press(org: DemoOrg, url: string, decision: 'Allow' | 'Deny' = 'Allow'): Promise<URL> {
  const reply = await call(url);
  return locationOf(reply.status === 302 ? reply : await submit(org, reply, decision));
}
