import type { Route } from '../router.js';
import { askUser, takeAnswer } from './authorize.js';
import { catching, oauthJson, oauthText, type OAuthError } from './oauthError.js';
import { revokeByGet, revokeByPost } from './revoke.js';
import { mustUsePost, requestToken } from './token.js';

const asJson = ({ error, description }: OAuthError) => oauthJson(400, { error, error_description: description });

export const oauthRoutes: readonly Route[] = [
  {
    path: '/services/oauth2/authorize',
    methods: { GET: catching(askUser, oauthText), POST: catching(takeAnswer, oauthText) },
  },
  { path: '/services/oauth2/token', methods: { GET: mustUsePost, POST: catching(requestToken, asJson) } },
  {
    path: '/services/oauth2/revoke',
    methods: { GET: catching(revokeByGet, oauthText), POST: catching(revokeByPost, oauthText) },
  },
];
