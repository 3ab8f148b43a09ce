// Answers of Salesforce, or of what stands in front of it, that are not what was asked for.

import * as l10n from '@vscode/l10n';
import { ApiError, UserError } from '../errors.js';
import type { Answer } from './exchange.js';

/** What was said of an error. */
interface Said {
  readonly errorCode: string;
  readonly message: string;
}

type AnswerCode =
  | 'SessionExpired'
  | 'NoApiAccess'
  | 'ApiLimit'
  | 'TooManyRequests'
  | 'ServerUnavailable'
  | 'NotFound'
  | 'UnknownObject'
  | 'InvalidJob'
  | 'InvalidJobState'
  | 'FeatureNotEnabled'
  | 'ApiError';

/** Bulk writes `INVALIDJOBSTATE`, its documentation `InvalidJobState`, REST `NOT_FOUND`: compared without the difference. */
const BY_ERROR_CODE: Readonly<Record<string, AnswerCode>> = {
  INVALIDSESSIONID: 'SessionExpired',
  BADOAUTHTOKEN: 'SessionExpired',
  MISSINGOAUTHTOKEN: 'SessionExpired',
  REQUESTLIMITEXCEEDED: 'ApiLimit',
  LIMITEXCEEDED: 'ApiLimit',
  EXCEEDEDQUOTA: 'ApiLimit',
  APIDISABLEDFORORG: 'NoApiAccess',
  APICURRENTLYDISABLED: 'NoApiAccess',
  INSUFFICIENTACCESS: 'NoApiAccess',
  NOTFOUND: 'NotFound',
  INVALIDENTITY: 'UnknownObject',
  INVALIDTYPE: 'UnknownObject',
  INVALIDJOB: 'InvalidJob',
  INVALIDJOBSTATE: 'InvalidJobState',
  FEATURENOTENABLED: 'FeatureNotEnabled',
  SERVERUNAVAILABLE: 'ServerUnavailable',
};

/** The error an answer with a status of 400 or more stands for. */
export function apiError(answer: Answer): ApiError {
  const { statusCode: status, body } = answer;
  const said = saidIn(body);
  const code = codeOf(status, said);
  const [message, nextStep] = sentences(code, said?.message ?? `HTTP ${status}`);
  return new ApiError(code, message, status, said?.errorCode, retryAfterMs(answer), { nextStep });
}

/** An answer with which nothing can be done: a redirect, a login page, a proxy's welcome. */
export const unexpectedAnswer = (host: string, got: string): UserError =>
  new UserError('UnexpectedAnswer', l10n.t('{0} did not answer the way Salesforce does: {1}.', host, got), {
    nextStep: l10n.t('Check the address of the org, and whether a proxy or a login page stands in between.'),
  });

export const isSessionExpired = ({ statusCode, body }: Answer): boolean =>
  codeOf(statusCode, saidIn(body)) === 'SessionExpired';

function codeOf(status: number, said: Said | undefined): AnswerCode {
  if (status === 401) return 'SessionExpired';
  if (status === 429) return 'TooManyRequests';
  // Whoever says that an upload is too large has not passed it on.
  if (status === 413) return 'ApiError';
  // 420: an edge of Salesforce that does not serve the org (yet, or any more).
  if (status >= 500 || status === 420 || !said) return 'ServerUnavailable';
  const code = BY_ERROR_CODE[said.errorCode.replaceAll('_', '').toUpperCase()];
  // Salesforce has one code for everything wrong with a job; an object it does not know shows in the text only.
  if (code === 'InvalidJob' && said.message.includes('Unable to find object')) return 'UnknownObject';
  return code ?? (status === 403 ? 'NoApiAccess' : status === 404 ? 'NotFound' : 'ApiError');
}

/** The first error of the body, with the texts of all; undefined where the body is not Salesforce's. */
function saidIn(body: string): Said | undefined {
  const text = body.trim();
  if (/^\w+_OAuth_Token$/.test(text)) return { errorCode: text, message: text };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const bodies = [json].flat() as readonly (ErrorBody | null)[];
  const errors = bodies.flatMap((error) => toSaid(error ?? {}) ?? []);
  return errors[0] && { errorCode: errors[0].errorCode, message: errors.map(({ message }) => message).join('; ') };
}

/** A member of the array of errors, or OAuth's object (RFC 6749, 5.2). */
type ErrorBody = Readonly<Partial<Record<'errorCode' | 'message' | 'error' | 'error_description', unknown>>>;

function toSaid(body: ErrorBody): Said | undefined {
  const errorCode = body.errorCode ?? body.error;
  const message = body.message ?? body.error_description ?? errorCode;
  return typeof errorCode === 'string' && typeof message === 'string' ? { errorCode, message } : undefined;
}

/** `Retry-After`: seconds, or an HTTP date (RFC 9110, 10.2.3). */
function retryAfterMs({ headers }: Answer): number | undefined {
  const value = headers['retry-after']?.trim();
  if (!value) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

/** What happened, with Salesforce's own words, and what to do next. */
function sentences(code: AnswerCode, said: string): [message: string, nextStep: string] {
  switch (code) {
    case 'SessionExpired':
      return [l10n.t('Salesforce does not accept the session: {0}', said), l10n.t('Sign in to the org again.')];
    case 'NoApiAccess':
      return [
        l10n.t('The user may not do this through the API: {0}', said),
        l10n.t('Ask an admin for the permission API Enabled and for access to the object.'),
      ];
    case 'ApiLimit':
      return [
        l10n.t('A limit of the org is used up: {0}', said),
        l10n.t('Most limits count the last 24 hours: try again later, or see System Overview in Setup.'),
      ];
    case 'TooManyRequests':
      return [l10n.t('Salesforce asks for fewer requests: {0}', said), l10n.t('Wait a moment, then try again.')];
    case 'ServerUnavailable':
      return [
        l10n.t('Salesforce is not available at the moment: {0}', said),
        l10n.t('Try again in a few minutes. status.salesforce.com knows of larger disturbances.'),
      ];
    case 'NotFound':
      return [
        l10n.t('Salesforce does not have this: {0}', said),
        l10n.t('Refresh the list: it may have been deleted. Jobs are kept for 7 days.'),
      ];
    case 'UnknownObject':
      return [
        l10n.t('The user cannot load into this object: {0}', said),
        l10n.t('Check the API name of the object (custom ones end in __c) and the access of the user to it.'),
      ];
    case 'InvalidJobState':
      return [
        l10n.t('The job is past this step: {0}', said),
        l10n.t('Refresh the list to see the state the job is in.'),
      ];
    case 'FeatureNotEnabled':
      return [
        l10n.t('The org or the user lacks a feature this needs: {0}', said),
        l10n.t('Hard delete needs the permission Bulk API Hard Delete: ask an admin.'),
      ];
    case 'InvalidJob':
    case 'ApiError':
      return [l10n.t('Salesforce refused: {0}', said), l10n.t('Correct what the message names, then try again.')];
  }
}
