// What must not stand in a log: tokens, codes and secrets of OAuth, whatever carries them.

const NAMES: ReadonlySet<string> = new Set([
  'access_token',
  'client_secret',
  'code',
  'code_verifier',
  'refresh_token',
  'sid',
  'token',
]);

const MARK = '[REDACTED]';

/** `name=value` of a query, a form or a cookie. */
const PAIR = /([^?&#;\s=]+)=([^&#;\s]+)/g;

/** A session id as Salesforce makes them: the org's id in 15 characters, an exclamation mark, the secret. */
const SESSION_ID = /(00D[A-Za-z0-9]{12}(?:!|%21))[^\s&#;"']+/gi;

function decoded(name: string): string {
  try {
    return decodeURIComponent(name).toLowerCase();
  } catch {
    return name.toLowerCase();
  }
}

const withoutPairs = (text: string, names: ReadonlySet<string>): string =>
  text.replace(PAIR, (pair, name: string) => (names.has(decoded(name)) ? `${name}=${MARK}` : pair));

/** A path with its query, or the value of a header, as it may stand in a log. */
export const withoutSecrets = (text: string): string => withoutPairs(text.replace(SESSION_ID, `$1${MARK}`), NAMES);

const withoutCode = new Set([...NAMES].filter((name) => name !== 'code'));

/** A code is good once, and travels in the address bar: OAuth has it so. */
export const hasSecret = (url: string): boolean => withoutPairs(url.replace(SESSION_ID, MARK), withoutCode) !== url;
