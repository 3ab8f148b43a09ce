// How a request gets to the other end: straight, or through the proxy that the editor has found for it.

import type { ClientRequest } from 'http';
import type { Socket } from 'net';
import { TLSSocket } from 'tls';
import type { UserError } from '../errors.js';
import { networkFault, proxyFault, timedOut } from './networkFault.js';

/** What VS Code's agent emits on a request. */
interface Way {
  /** As in a PAC file: `PROXY user:password@127.0.0.1:3128`, `DIRECT`. */
  readonly proxy: string;
  /** Why there is no connection. The error the agent throws after it has no code, and may show the password. */
  readonly error?: Error;
}

/** The connection of one request. It is given up when nothing has moved on it for a while, neither in nor out. */
export class Connection {
  private way: Way | undefined;
  private refused = false;
  /** The first byte of the request may have left; with TLS that is after the handshake. */
  private made = false;
  private silence: Error | undefined;

  /** @param idleMs milliseconds; `request.setTimeout` changes them for what comes after */
  constructor(
    request: ClientRequest,
    private readonly host: string,
    idleMs: number,
  ) {
    const giveUp = () => {
      this.silence = timedOut(idleMs);
      request.destroy(this.silence);
    };
    request.setTimeout(idleMs, giveUp);
    // setTimeout counts from the connection on; finding the name, the proxy and the way there has one limit in all.
    const connecting = setTimeout(giveUp, idleMs);
    request.once('close', () => clearTimeout(connecting));
    request.once('proxy', (way: Way) => (this.way = way));
    request.once('socket', (socket) => {
      // In the place of a connection the agent gives us, to read, what the proxy answered to CONNECT.
      this.refused = this.way !== undefined && request.protocol === 'https:' && !(socket instanceof TLSSocket);
      if (this.refused) return;
      onConnected(socket, () => {
        clearTimeout(connecting);
        this.made = true;
      });
    });
  }

  /** The error that an answer stands for which is not the org's; undefined for the org's own. */
  refusal(status: number): UserError | undefined {
    return this.refused ? proxyFault(status, this.proxy, this.host) : undefined;
  }

  /** What an error of the request, or of its answer, means. */
  fault(error: unknown): UserError {
    // Once there is a response, destroying the request shows there as a reset.
    if (this.silence) return networkFault(this.silence, this.host, this.made);
    if (this.refused) return proxyFault(error, this.proxy, this.host);
    if (this.way?.error) return proxyFault(this.way.error, this.proxy, this.host);
    return networkFault(error, this.host, this.made);
  }

  /** `host:port` */
  private get proxy(): string {
    return this.way?.proxy.split(/[\s@]/).at(-1) ?? '';
  }
}

function onConnected(socket: Socket, connected: () => void): void {
  // Not in Node's documentation; `connecting` is false for TLS over the socket of a proxy.
  if (Reflect.get(socket, 'secureConnecting') === true) socket.once('secureConnect', connected);
  else if (socket.connecting) socket.once('connect', connected);
  else connected();
}
