import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** What the extension host tells the terminal: a line to print, a picture to take, how it ended. */
export type Message =
  | { readonly type: 'say'; readonly line: string }
  | { readonly type: 'picture'; readonly name: string }
  | { readonly type: 'ended'; readonly error?: string };

/** The terminal's end. The extension host connects to `port`; each message is answered by one line when it is done. */
export async function listen(onMessage: (message: Message) => Promise<void>) {
  const sockets = new Set<Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    createInterface(socket).on('line', (line) => {
      void onMessage(JSON.parse(line) as Message).finally(() => socket.writable && socket.write('done\n'));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    /** Lets the extension host go, which closes a desktop's window. */
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** The extension host's end. */
export async function connect(port: number) {
  const socket = net.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const answers = createInterface(socket)[Symbol.asyncIterator]();
  const closed = once(socket, 'close').catch(() => {});
  return {
    /** Resolves when the terminal has done it. */
    async send(message: Message): Promise<void> {
      socket.write(`${JSON.stringify(message)}\n`);
      await answers.next();
    },
    closed,
  };
}
