import { call, inside } from './extension.js';
import { isToken, type Paths } from './secretsScene.js';

/** What has ended, is renewed or is revoked. */
export const sessions: Paths = {
  'a session that is renewed, with a new refresh token': {
    seen: /services\/oauth2\/token/,
    go: async (scene) => {
      await scene.org.admin('POST', '/app', { isRefreshTokenRotationEnabled: true });
      await scene.signIn();
      for (let i = 0; i < 2; i++) {
        await scene.org.expireSessions();
        await scene.useSession();
      }
    },
  },
  'a session that is no longer renewed': {
    seen: /SessionExpired/,
    go: async (scene) => {
      await scene.signIn();
      await scene.org.expireSessions();
      await scene.org.admin('DELETE', '/refreshTokens');
      await scene.useSession();
      await call('salesforceBulk.refreshJobs');
    },
  },
  'a session that is renewed as another user': {
    seen: /WrongOrg/,
    go: async (scene) => {
      await scene.signIn();
      await scene.org.expireSessions();
      const access_token = scene.other.accessToken;
      scene.known.add('credential', 'token of another user', access_token);
      // As if the login host had mixed them up.
      const stolen = { access_token, instance_url: scene.wire.origin, refresh_token: scene.mark('refresh token') };
      const { wire } = scene;
      wire.instead = ({ url, authorization }) => {
        if (isToken(url)) return { status: 200, headers: {}, body: JSON.stringify(stolen) };
        if (!authorization.includes(access_token)) return undefined;
        const { userId, orgId, username } = scene.other.line;
        const user = { user_id: userId, organization_id: orgId, preferred_username: username };
        return { status: 200, headers: {}, body: JSON.stringify(user) };
      };
      await scene.useSession();
    },
  },
  'a grant that is damaged where it is kept': {
    seen: /NoOrg/,
    go: async (scene) => {
      await scene.signIn();
      const { context, ctx } = await inside();
      const name = `grant/${scene.org.key}`;
      const kept = (await context.secrets.get(name)) ?? '';
      await context.secrets.store(name, kept.replace('":"', '":'));
      ctx.orgs.reconnect();
      await scene.useSession();
      await call('salesforceBulk.refreshJobs');
      await scene.org.disconnect();
    },
  },
  'a token that cannot be revoked, and is given back': {
    seen: /POST \/services\/oauth2\/revoke 500/,
    go: async (scene) => {
      await scene.signIn();
      scene.wire.instead = ({ url, body }) => (url.includes('revoke') ? { status: 500, headers: {}, body } : undefined);
      await scene.disconnect();
    },
  },
  'a token that cannot be revoked: the connection ends': {
    seen: /Connected to/,
    go: async (scene) => {
      await scene.signIn();
      await scene.org.admin('POST', '/faults', { kind: 'dropRequest', path: 'revoke', afterBytes: 0 });
      await scene.disconnect();
    },
  },
  'a load that waits until the person has signed in again': {
    seen: /waits until you have signed in[^]*2 of 4 rows failed in secret/,
    go: async (scene) => {
      await scene.connect();
      await scene.org.admin('POST', '/faults', { kind: 'sessionExpired', method: 'PUT', path: '/batches$', times: 1 });
      scene.messages().press('Sign In Again', 'Sign In Again');
      scene.messages().answer(scene.newToken(), scene.org.accessToken);
      const { uri } = await scene.newLoad();
      scene.picks().answer('Contact', 'insert', 'Insert 4 Records');
      await call('salesforceBulk.load', uri);
    },
  },
};
