import * as l10n from '@vscode/l10n';
import { UserError } from '../errors.js';

/** Names of the internet: what is pasted into the wrong box may be a token, which a browser would look for as a host. */
const NAME = /^(?=.{1,253}$)([\w-]{1,63}\.)+[\w-]{1,63}$/;
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;
/** Pages of the same org that people copy addresses from, where the API does not answer. */
const PAGE_HOSTS = /\.(lightning\.force|my\.salesforce-setup)\.com$/;

/**
 * The origin of an org's API for an address as a person pastes it: path and query dropped, a Lightning or Setup host
 * replaced by the org's own `my.salesforce.com`.
 * @throws UserError `UnsafeUrl` where a token would travel unencrypted (http is for this machine only)
 */
export function orgOrigin(instanceUrl: string): string {
  const url = parse(instanceUrl.trim());
  if (
    !url ||
    !['https:', 'http:'].includes(url.protocol) ||
    !(NAME.test(url.hostname) || LOOPBACK.test(url.hostname))
  ) {
    // Not repeated: what is pasted into the wrong box may be a token.
    throw new UserError('UnsafeUrl', l10n.t('This is not the address of an org.'), {
      nextStep: l10n.t('Use an address like https://mycompany.my.salesforce.com'),
    });
  }
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname)) {
    throw new UserError('UnsafeUrl', l10n.t('{0} is not encrypted: the access token would be readable.', url.origin), {
      nextStep: l10n.t('Use the address with https://'),
    });
  }
  url.hostname = url.hostname.replace(PAGE_HOSTS, '.my.salesforce.com');
  return url.origin;
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
