import path from 'node:path';
import { commands, l10n, Uri, type Disposable, type LogOutputChannel } from 'vscode';
import { UserError } from '../core/errors.js';
import { COMMAND_IDS, type CommandId } from '../ui/commandIds.js';
import { DisposableStore } from '../ui/disposables.js';
import { reportError, toUserError } from '../ui/errors.js';
import { requireNeedsOf } from './needs.js';

/** The one plain object of an API call. */
export type Arguments = Readonly<Record<string, unknown>>;

/** A command: for a person (questions, toasts, no value) and, where there is one, for callers (nothing asked). */
export interface Handler {
  /** @param target what it was called on: a Uri, a tree node, nothing; @param selection all selected, as menus pass it */
  person(target?: unknown, selection?: unknown): Promise<void>;
  api?(args: Arguments): Promise<unknown>;
}

export type Handlers = Readonly<Record<CommandId, Handler>>;

const API_KEYS = ['object', 'jobId', 'loadId', 'kind'];

/** A plain object (tree nodes are class instances) with one of the members that name what is meant. */
export function isApiCall(args: readonly unknown[]): args is [Arguments] {
  const [first, ...rest] = args;
  if (rest.length > 0 || typeof first !== 'object' || first === null) return false;
  return Object.getPrototypeOf(first) === Object.prototype && API_KEYS.some((key) => key in first);
}

/** Registers every command. The only try/catch around commands stands here. */
export function registerCommands(handlers: Handlers, log: LogOutputChannel): Disposable {
  const owned = new DisposableStore();
  for (const id of COMMAND_IDS) {
    const handler = handlers[id];
    const run = async (...args: unknown[]): Promise<unknown> => {
      if (isApiCall(args)) {
        try {
          requireNeedsOf(id);
          return await (handler.api ?? handler.person)(args[0]);
        } catch (error) {
          throw toUserError(error);
        }
      }
      try {
        requireNeedsOf(id);
        await handler.person(...args);
      } catch (error) {
        reportError(error, log);
      }
      return undefined;
    };
    owned.add(commands.registerCommand(id, run));
  }
  return owned;
}

/** A text member of an API call. */
export function textOf(args: Arguments, name: string): string {
  const value = optionalTextOf(args, name);
  if (value !== undefined) return value;
  throw new UserError('InvalidArgument', l10n.t('The argument "{0}" is missing.', name));
}

export function optionalTextOf(args: Arguments, name: string): string | undefined {
  const value = args[name];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && value !== '') return value;
  throw new UserError('InvalidArgument', l10n.t('The argument "{0}" must be a text that is not empty.', name));
}

/** A member that is true or false; false where it is missing. */
export function flagOf(args: Arguments, name: string): boolean {
  const value = args[name] ?? false;
  if (typeof value === 'boolean') return value;
  throw new UserError('InvalidArgument', l10n.t('The argument "{0}" must be true or false.', name));
}

/** The member `uri`: a Uri, a URI in text form, or an absolute path. */
export function uriOf(args: Arguments): Uri {
  const uri = args['uri'];
  if (uri instanceof Uri) return uri;
  const text = textOf(args, 'uri');
  return path.isAbsolute(text) ? Uri.file(text) : parsedUri(text);
}

function parsedUri(text: string): Uri {
  try {
    return Uri.parse(text, true);
  } catch (cause) {
    throw new UserError('InvalidArgument', l10n.t('"{0}" is neither a URI nor an absolute path.', text), { cause });
  }
}

export function oneOf<T extends string>(args: Arguments, name: string, values: readonly T[]): T {
  const value = textOf(args, name);
  if ((values as readonly string[]).includes(value)) return value as T;
  throw new UserError('InvalidArgument', l10n.t('The argument "{0}" must be one of: {1}', name, values.join(', ')));
}

export const optionalOneOf = <T extends string>(args: Arguments, name: string, values: readonly T[]): T | undefined =>
  args[name] === undefined ? undefined : oneOf(args, name, values);
