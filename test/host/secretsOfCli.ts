import { failure, success, type Answer } from '../unit/orgs/fakeCli.js';
import { call, inside } from './extension.js';
import type { Path, Paths, Scene } from './secretsScene.js';

const SHOW = 'org auth show-access-token';

/** What a program prints that does not know what it does, from secrets that it has. */
const CARELESS: Readonly<Record<string, (its: CliSecrets) => Answer>> = {
  'dies with an sfdx auth URL': ({ url }) => ({ stderr: `panic near ${url}`, exitCode: 2 }),
  'dies with all of it': ({ json }) => ({ stderr: json, exitCode: 1 }),
  'prints all of it, and no answer': ({ json }) => ({ stdout: `${json.slice(1)}\n` }),
  'fails with all of it': ({ token, refresh, json, url }) =>
    failure(`Error ${token}`, `No: ${json} ${url}`, [`Try ${url}`, `or --token ${refresh}`]),
  'says that the login has ended': ({ refresh, url }) =>
    failure('RefreshTokenAuthError', `expired access/refresh token ${refresh} of ${url}`),
  'hides the token': ({ url }) => success({ accessToken: '[REDACTED] Use "sf org auth show-access-token"', url }),
  'answers without a token': ({ url, refresh }) => success({ sfdxAuthUrl: url, refreshToken: refresh }),
  'answers with a token of nobody': ({ token, url }) =>
    success({ accessToken: token, sfdxAuthUrl: url }, [`This exposes ${token}.`]),
  'ends in the middle of its answer': ({ token }) => ({ stdout: `{"status":0,"result":{"accessToken":"${token}"` }),
};

interface CliSecrets {
  readonly token: string;
  readonly refresh: string;
  readonly secret: string;
  /** sfdx auth URL: of the client secret and the refresh token. */
  readonly url: string;
  readonly json: string;
}

function cliSecrets(scene: Scene): CliSecrets {
  const token = scene.newToken();
  const refresh = scene.mark('refresh token', '5Aep861');
  const secret = scene.mark('client secret');
  const url = `force://PlatformCLI:${secret}:${refresh}@example.my.salesforce.com`;
  const all = { accessToken: token, refreshToken: refresh, clientSecret: secret, sfdxAuthUrl: url };
  return { token, refresh, secret, url, json: JSON.stringify(all) };
}

/** Where the CLI fails, it does so at every command. */
const carelessClis = Object.entries(CARELESS).map(([how, answerOf]): [string, Path] => [
  `a CLI that ${how}`,
  {
    seen: /CliFailed|SessionExpired|Internal/,
    go: async (scene) => {
      const answer = answerOf(cliSecrets(scene));
      await scene.cli({ 'org list': answer });
      await call('salesforceBulk.connectOrg');
      await scene.cli({ [SHOW]: answer });
      await scene.connectCli();
      // A login that worked, and does no longer; and the person tries to renew it.
      await scene.cli({ [SHOW]: success({ accessToken: scene.org.accessToken }) });
      await scene.connectCli();
      await scene.cli({ [SHOW]: answer, 'org login web': answer });
      await scene.org.expireSessions();
      await scene.useSession();
      const { ctx } = await inside();
      const attended = ctx.orgs.attend(scene.org.key);
      scene.messages().press('Sign In Again');
      await scene.useSession();
      attended.dispose();
    },
  },
]);

export const cli: Paths = {
  'a login of the CLI': {
    seen: /Connected to secret/,
    go: async (scene) => {
      const { accessToken } = scene.org;
      const { stdout } = success({ accessToken }, [`Do not show ${accessToken}.`]);
      const noise = `(node:1) Warning: ${scene.newToken()}\n{ "a plugin": says\n`;
      await scene.cli({ [SHOW]: { stdout: `${noise}${stdout}\n`, stderr: `Warning: ${accessToken}` } });
      await scene.connectCli();
      await scene.useSession();
      await scene.org.expireSessions(); // and the CLI has no other
      await scene.useSession();
    },
  },
  ...Object.fromEntries(carelessClis),
};
