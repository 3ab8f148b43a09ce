// Why Salesforce does not sign somebody in, or renew a session: errors of RFC 6749, and Salesforce's own.
// https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_flow_errors.htm

import * as l10n from '@vscode/l10n';
import { UserError } from '../errors.js';
import type { SignInPlace } from './oauthRequest.js';

type Sentences = readonly [message: string, nextStep: string];

/** What is true of a sign-in and of a renewal. @param error compared without case and `_` */
function sentencesOf(error: string, host: string): Sentences | undefined {
  switch (error.toUpperCase().replaceAll('_', '')) {
    case 'INVALIDCLIENTID':
      return [
        l10n.t('{0} does not know an app with this consumer key.', host),
        l10n.t('Compare it with that of the External Client App; a new app is known after about ten minutes.'),
      ];
    case 'INVALIDCLIENT':
    case 'INVALIDCLIENTCREDENTIALS':
      return [
        l10n.t('The External Client App wants a secret, which an editor cannot keep.'),
        l10n.t('In its OAuth settings turn off "Require secret for Web Server Flow" and for "Refresh Token Flow".'),
      ];
    case 'OAUTHAPPBLOCKED':
      return [l10n.t('An admin has blocked the External Client App.'), l10n.t('Ask an admin to unblock it.')];
    case 'OAUTHAPPACCESSDENIED':
    case 'OAUTHECAPPNOTFOUND':
    case 'APPNOTFOUND':
      return [
        l10n.t('The External Client App is not installed in this org, or not for this user.'),
        l10n.t('Ask an admin to install it, or use the consumer key of an app of this org.'),
      ];
    case 'INACTIVEUSER':
      return [l10n.t('The user is not active.'), l10n.t('Ask an admin of the org, or sign in as another user.')];
    default:
      return undefined;
  }
}

/** @param description as Salesforce puts it: data */
export function refusedSignIn(place: SignInPlace, error: string, description: string): UserError {
  const { host } = new URL(place.loginUrl);
  const [message, nextStep] = sentencesOf(error, host) ?? signInSentences(place, error, description);
  return new UserError('SignInFailed', message, { nextStep });
}

function signInSentences({ redirectUri }: SignInPlace, error: string, description: string): Sentences {
  switch (error) {
    case 'access_denied':
      return [l10n.t('Access was not allowed in the browser.'), l10n.t('Sign in again, and press Allow.')];
    case 'redirect_uri_mismatch':
      return [
        l10n.t('The External Client App does not have this callback URL.'),
        l10n.t('Add {0} to its callback URLs, character for character.', redirectUri),
      ];
    case 'invalid_scope':
      return [
        l10n.t('The External Client App may not ask for all that is needed.'),
        l10n.t('Add the OAuth scopes "api", "id" and "refresh_token, offline_access" to it.'),
      ];
    case 'invalid_grant':
      return [
        l10n.t('The answer of the browser was used before, or is too old.'),
        l10n.t('Sign in again: it is good for 15 minutes, once.'),
      ];
    default:
      return [
        l10n.t('Salesforce refused the sign-in: {0}', description || error),
        l10n.t('Sign in again. If that does not help, show the message to an admin of the org.'),
      ];
  }
}

/** `SessionExpired` where the grant is no more, else `SignInFailed`. @param description as Salesforce puts it: data */
export function refusedRenewal(loginUrl: string, error: string, description: string): UserError {
  if (error === 'invalid_grant') {
    return new UserError('SessionExpired', l10n.t('The session has ended, and Salesforce no longer renews it.'), {
      nextStep: l10n.t('Sign in to the org again.'),
    });
  }
  const [message, nextStep] = sentencesOf(error, new URL(loginUrl).host) ?? [
    l10n.t('Salesforce did not renew the session: {0}', description || error),
    l10n.t('Sign in to the org again.'),
  ];
  return new UserError('SignInFailed', message, { nextStep });
}
