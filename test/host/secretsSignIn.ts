import { env, Uri } from 'vscode';
import { call, extension, inside } from './extension.js';
import type { Paths } from './secretsScene.js';

/** Access tokens that somebody brings. */
export const tokens: Paths = {
  'an access token that a person types': {
    seen: /Connected to secret/,
    go: async (scene) => {
      await scene.cli({});
      scene.picks().answer('Instance URL and access token');
      scene.messages().answer(scene.wire.origin, scene.org.accessToken, 'secret');
      await call('salesforceBulk.connectOrg');
    },
  },
  'an access token that an extension brings': { seen: /robin\.demo/, go: (scene) => scene.connect() },
  'an access token that is refused': {
    seen: /SessionExpired/,
    go: (scene) => scene.connect(scene.newToken()),
  },
  'an access token that is cut in two': {
    seen: /not an access token/,
    go: (scene) => scene.connect(scene.newToken().replace('!', '! \n')),
  },
  'secrets in place of the address of an org': {
    seen: /not the address of an org/,
    putIn: ['input boxes'],
    go: async (scene) => {
      const [token, refresh] = [scene.newToken(), scene.mark('refresh token', '5Aep861')];
      const url = `force://PlatformCLI::${refresh}@x.my.salesforce.com`;
      for (const address of [token, `https://${token}`, url, refresh]) {
        await scene.connect(scene.newToken(), address);
        scene.picks().answer('My Domain');
        scene.messages().answer(address);
        await call('salesforceBulk.signIn');
      }
      await scene.connect(scene.newToken(), `${scene.wire.origin}/secur/frontdoor.jsp?sid=${token}`);
    },
  },
  'the demo org': {
    seen: /demo org is running/,
    go: async ({ known }) => {
      await call('salesforceBulk.startDemoOrg');
      const { ctx } = await inside();
      const demo = ctx.orgs.resolve('demo');
      known.add('credential', 'token of the demo org', ctx.demo.login?.accessToken ?? '');
      await call('salesforceBulk.refreshJobs');
      await ctx.orgs.remove(demo);
      ctx.demo.dispose();
    },
  },
};

export const browser: Paths = {
  'a sign-in with the browser': {
    seen: /let you in/,
    go: (scene) => scene.signIn(),
  },
  'a sign-in with JWTs for tokens': {
    seen: /Connected to/,
    go: async (scene) => {
      await scene.org.admin('POST', '/app', { isNamedUserJwtEnabled: true });
      await scene.signIn();
      await scene.useSession();
    },
  },
  'a sign-in that the person denies': {
    seen: /not allowed in the browser/,
    go: async (scene) => {
      scene.browse = async (url) => scene.callBack((await scene.decide(url, 'Deny')).href);
      await scene.signIn();
    },
  },
  'calls with a wrong state, and twice': {
    seen: /Nobody waits for this/,
    go: async (scene) => {
      scene.browse = async (url) => {
        const right = await scene.decide(url);
        const wrong = new URL(right);
        wrong.searchParams.set('state', scene.mark('another state'));
        for (const { href } of [wrong, right, right]) await scene.callBack(href).catch(() => {}); // it is closed by then
      };
      await scene.signIn();
    },
  },
  'a call whose error quotes the code': {
    seen: /refused the sign-in/,
    go: async (scene) => {
      scene.browse = async (url) => {
        const { href, origin, pathname, searchParams } = await scene.decide(url);
        const { code = '', state = '' } = Object.fromEntries(searchParams);
        const error = { error: 'odd', error_description: `no good: ${code} ${href} ${state}`, state };
        await scene.callBack(`${origin}${pathname}?${new URLSearchParams(error).toString()}`);
      };
      await scene.signIn();
    },
  },
  'an address that is pasted, wrong and right': {
    seen: /not the answer to this sign-in/,
    go: async (scene) => {
      scene.browse = async (url) => {
        const { href } = await scene.decide(url);
        for (const text of [`${href}x`, href.replace(/^.*\?/, ''), href]) {
          scene.messages().answer(text);
          await call('salesforceBulk.pasteSignInAddress');
        }
      };
      await scene.signIn();
    },
  },
  'the scheme of the editor': {
    seen: /Connected to/,
    go: async (scene) => {
      const { ctx } = await inside();
      scene.browse = async (url) => {
        const { search } = await scene.decide(url);
        const address = `${env.uriScheme}://${extension().id}/OauthRedirect${search}`;
        for (const uri of [`${address}x`, address, address]) ctx.signIn.handleUri(Uri.parse(uri));
      };
      await scene.signIn();
    },
  },
  'the link that is copied': {
    seen: /code_challenge=/,
    go: async (scene) => {
      scene.browse = async (url) => {
        await call('salesforceBulk.copySignInLink');
        await scene.follow(url);
      };
      await scene.signIn();
    },
  },
};
