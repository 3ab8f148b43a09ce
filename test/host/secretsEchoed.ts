import { call, inside } from './extension.js';
import type { Reply } from './secretsOnTheWire.js';
import { isToken, type Path, type Paths, type Scene } from './secretsScene.js';

const answer = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body,
});

const decoded = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));
const entities = (text: string): string => text.replace(/[^\w ]/g, (char) => `&#${char.charCodeAt(0)};`);

/** What careless servers, and what stands in front of them, make of a request. */
const ECHOES: Readonly<Record<string, Echo>> = {
  'in an OAuth error': (text) => answer(400, JSON.stringify({ error: decoded(text), error_description: text })),
  'in an OAuth error that escapes what it need not': (text) =>
    answer(400, JSON.stringify({ error: 'x', error_description: decoded(text) }).replaceAll('/', '\\/')),
  'in an OAuth error, as HTML': (text) =>
    answer(400, JSON.stringify({ error: 'x', error_description: entities(decoded(text)) })),
  'in an error of the REST API': (text) =>
    answer(400, JSON.stringify([{ errorCode: decoded(text), message: encodeURIComponent(text) }])),
  'in a page': (text) => answer(502, `<html><body>${text}</body></html>`, { 'content-type': 'text/html' }),
  'in a header': (text) => answer(200, 'x', { 'content-type': `text/x; of="${encodeURIComponent(text)}"` }),
  'in a redirect': (text) => answer(302, '', { location: `/?echo=${encodeURIComponent(text)}` }),
  'in the address of an org': (text) =>
    answer(200, JSON.stringify({ access_token: '00D000000000001!AQ', instance_url: `http://example.com/?${text}` })),
};

type Echo = (text: string) => Reply;

interface EchoedPath extends Pick<Path, 'seen'> {
  readonly go: (scene: Scene, echo: Echo) => Promise<unknown>;
}

const REFUSED = /refused|did not renew|did not answer the way|not available|not encrypted/;

/** Secrets that a server gets. */
const SECRETS: Readonly<Record<string, EchoedPath>> = {
  'a code': {
    seen: REFUSED,
    go: async (scene, echo) => {
      scene.wire.instead = ({ url, body }) => (isToken(url) ? echo(body) : undefined);
      await scene.signIn();
    },
  },
  'a refresh token': {
    seen: REFUSED,
    go: async (scene, echo) => {
      await scene.signIn();
      await scene.org.expireSessions();
      scene.wire.instead = ({ url, body }) => (isToken(url) ? echo(body) : undefined);
      await scene.useSession();
      await call('salesforceBulk.refreshJobs');
    },
  },
  'an access token': {
    seen: REFUSED,
    go: async (scene, echo) => {
      await scene.connect();
      scene.wire.instead = ({ method, authorization }) => (method === 'GET' ? undefined : echo(authorization));
      await scene.useSession();
      await scene.api('salesforceBulk.load', await scene.newLoad());
      scene.wire.instead = ({ url, authorization }) => (url.includes('/jobs/') ? echo(authorization) : undefined);
      const { ctx } = await inside();
      await ctx.list.refresh(scene.org.key); // the tree says what came
      scene.wire.instead = ({ authorization }) => echo(authorization);
      await scene.connect();
    },
  },
};

/** Each secret, given back in each form. */
export const echoes: Paths = Object.fromEntries(
  Object.entries(SECRETS).flatMap(([secret, { seen, go }]) =>
    Object.entries(ECHOES).map(([form, echo]): [string, Path] => [
      `${secret}, given back ${form}`,
      { seen, go: (scene) => go(scene, echo) },
    ]),
  ),
);
