import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import type { Certificate } from 'mkcert';
import { ORG_HOST } from './certificates.js';

export interface TlsOrg {
  /** On 127.0.0.1. */
  readonly port: number;
  stop(): Promise<void>;
}

/** A demo org as Salesforce's are reached: over TLS, under a name. @param instanceUrl where it is on this machine */
export async function serveOverTls(instanceUrl: string, certificate: Certificate): Promise<TlsOrg> {
  const { hostname, port, host } = new URL(instanceUrl);
  const server = createServer(certificate, (incoming, response) => {
    const { method, url: path, headers } = incoming;
    const outgoing = request({ hostname, port, method, path, headers: { ...headers, host } });
    outgoing.once('response', (answer: IncomingMessage) => {
      if (path !== '/services/oauth2/token') {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        return void pipeline(answer, response).catch(() => {});
      }
      // The answer tells where the org is: as the client knows it.
      const { 'content-length': _, ...rest } = answer.headers;
      response.writeHead(answer.statusCode ?? 500, rest);
      void text(answer).then((json) => response.end(json.replaceAll(instanceUrl, `https://${ORG_HOST}`)));
    });
    outgoing.on('error', () => response.destroy());
    // One that breaks off breaks off there, too.
    pipeline(incoming, outgoing).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
