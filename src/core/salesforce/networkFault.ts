import * as l10n from '@vscode/l10n';
import { UserError } from '../errors.js';

const NO_NAME = new Set(['ENOTFOUND', 'EAI_AGAIN']);
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/;

/** Why a connection could not be made or broke. */
interface Fault {
  readonly code?: string;
  readonly message: string;
}

/**
 * What a failed connection means to a person. `Offline`: it was never made, so nothing was sent. `ServerUnavailable`:
 * it broke, and what was sent may or may not have been carried out.
 * @param connected whether it was made; the codes do not tell: a network that goes away in the middle of an upload is
 *   `ENETDOWN` or `EHOSTUNREACH` too
 */
export function networkFault(cause: unknown, host: string, connected: boolean): UserError {
  const { code = '', message } = cause as Fault;
  const details = { cause: withoutBytes(cause) };
  // The message of an AggregateError (all addresses of a name tried) is empty.
  const why = code || message;
  if (connected) {
    const text = l10n.t('The connection to {0} broke before the answer was complete ({1}).', host, why);
    return new UserError('ServerUnavailable', text, { ...details, nextStep: l10n.t('Try again in a moment.') });
  }
  const checkNetwork = l10n.t('Check the network, the VPN and the proxy, then try again.');
  if (NO_NAME.has(code)) {
    const text = l10n.t('{0} cannot be found: there is no network, or the address is wrong ({1}).', host, code);
    return new UserError('Offline', text, { ...details, nextStep: checkNetwork });
  }
  if (CERTIFICATE.test(code)) {
    return new UserError('Offline', l10n.t('The certificate of {0} is not trusted: {1} ({2}).', host, message, code), {
      ...details,
      nextStep: l10n.t('If your company inspects its traffic, add its certificate to those this computer trusts.'),
    });
  }
  const text = l10n.t('{0} cannot be reached ({1}).', host, why);
  return new UserError('Offline', text, { ...details, nextStep: checkNetwork });
}

/**
 * What it means that a proxy made no connection: `Offline`, nothing was sent.
 * @param reason HTTP status of its answer, or an error
 * @param proxy `host:port`
 */
export function proxyFault(reason: unknown, proxy: string, host: string): UserError {
  const { code, message } = (typeof reason === 'number' ? { message: `HTTP ${reason}` } : reason) as Fault;
  const nextStep =
    reason === 407
      ? l10n.t('It asks who you are: sign in to it when the editor asks, or ask whoever runs it.')
      : l10n.t(
          'Check the proxy in the settings of the editor (http.proxy) or of the system; whoever runs it may have to allow {0}.',
          host,
        );
  const text = l10n.t('The proxy {0} made no connection to {1} ({2}).', proxy, host, code || message);
  return new UserError('Offline', text, { nextStep, cause: withoutBytes(reason) });
}

/** A time-out, in the form of Node's own faults. */
export const timedOut = (ms: number): Error => Object.assign(new Error(`nothing for ${ms} ms`), { code: 'ETIMEDOUT' });

/** Node's parser attaches the bytes it choked on: cells of a result set, perhaps. */
function withoutBytes(cause: unknown): unknown {
  if (cause instanceof Error) Reflect.deleteProperty(cause, 'rawPacket');
  return cause;
}
