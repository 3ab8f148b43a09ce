// The apps users may sign in with, as an admin has set them up. Names are those of the Metadata API
// (ExtlClntAppGlobalOauthSettings, ExtlClntAppOauthSettings).

export interface ExternalClientApp {
  /** What the approval page calls it. */
  readonly label: string;
  /** The OAuth `client_id`. */
  readonly consumerKey: string;
  readonly consumerSecret: string;
  /** Compared character for character. */
  readonly callbackUrls: readonly string[];
  /** What a request may ask for, and what it gets without `scope`. */
  scopes: readonly string[];
  /** A secret that is sent must be right all the same. */
  isConsumerSecretOptional: boolean;
  isPkceRequired: boolean;
  /** Each refresh answers a new refresh token, and the one that was used is dead. */
  isRefreshTokenRotationEnabled: boolean;
  /** Access tokens are JWTs: three dotted parts instead of `00D…!…`. */
  isNamedUserJwtEnabled: boolean;
  /**
   * What the org thinks of it. `blocked` by an admin; `notInstalled`: an app of another org; `notApproved`: the user
   * may not use apps that are not installed (since September 2025), told on a page of Salesforce that leads nowhere.
   */
  access: 'allowed' | 'blocked' | 'notInstalled' | 'notApproved';
}

/** Tests and demonstrations sign in with it. */
export const DEMO_CONSUMER_KEY = '3MVG9.DemoOrg.BulkLoader';

const CALLBACK_OF_CLI = 'http://localhost:1717/OauthRedirect';

/**
 * @param changes its `callbackUrls` come to those that are there
 * @throws Error for a callback URL that Salesforce would not register
 */
export function demoApp(changes: Partial<ExternalClientApp> = {}): ExternalClientApp {
  const callbackUrls = [CALLBACK_OF_CLI, ...(changes.callbackUrls ?? [])];
  const wrong = callbackUrls.find((url) => !isCallbackUrl(url));
  if (wrong !== undefined) throw new Error(`Not a callback URL (http is for localhost only): ${wrong}`);
  return {
    label: 'Bulk Loader Demo',
    consumerKey: DEMO_CONSUMER_KEY,
    consumerSecret: 'demo-consumer-secret',
    scopes: ['api', 'web', 'refresh_token', 'id', 'openid'],
    isConsumerSecretOptional: true,
    isPkceRequired: true,
    isRefreshTokenRotationEnabled: false,
    isNamedUserJwtEnabled: false,
    access: 'allowed',
    ...changes,
    callbackUrls,
  };
}

/** The app of the Salesforce CLI, which every org knows. */
export const platformCli = (): ExternalClientApp =>
  demoApp({ label: 'Salesforce CLI', consumerKey: 'PlatformCLI', scopes: ['refresh_token', 'api', 'web'] });

function isCallbackUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, hash } = new URL(text);
  return hash === '' && (protocol !== 'http:' || hostname === 'localhost');
}
