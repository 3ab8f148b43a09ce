// Stands in for undici 8, which jsforce imports (esbuild alias). The real one does not load on Node 20, replaces the
// fetch dispatcher of the whole process at import, and goes around VS Code's proxy and certificates.

type Init = RequestInit & { dispatcher?: unknown };

function withoutDispatcher({ dispatcher: _, ...init }: Init = {}): RequestInit {
  const streamed = init.body != null && typeof init.body !== 'string' && !(init.body instanceof Uint8Array);
  // Without it Node's fetch keeps a whole streamed body in memory for a possible redirect (nodejs/undici#4058).
  return streamed ? { ...init, redirect: 'error' } : init;
}

export const fetch = (url: string, init?: Init): Promise<Response> => globalThis.fetch(url, withoutDispatcher(init));
/** Only asked with `instanceof`. Touching `globalThis.Response` at import would load Node's fetch, dispatcher and all. */
const ResponseLike = { [Symbol.hasInstance]: (value: unknown): boolean => value instanceof globalThis.Response };
export { ResponseLike as Response };
export class Agent {}
export class ProxyAgent {}
export const errors = { SocketError: class SocketError extends Error {} };
