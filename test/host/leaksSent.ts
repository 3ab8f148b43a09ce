import childProcess from 'node:child_process';
import { setImmediate } from 'node:timers/promises';
import { commands, env, Uri } from 'vscode';
import type { TestExports } from '../../src/extension.js';
import type { Places } from './leaks.js';
import { overhear } from './leaksOverheard.js';

const LOG = ['trace', 'debug', 'info', 'warn', 'error', 'append', 'appendLine', 'replace'];
const PROCESSES = ['spawn', 'exec', 'execFile', 'fork', 'spawnSync', 'execSync', 'execFileSync'];
const CONSOLE = ['log', 'info', 'warn', 'error', 'debug', 'trace'];
const PROCESS_EVENTS = ['warning', 'unhandledRejection', 'uncaughtExceptionMonitor'];

/** What other programs, extensions and logs get. @param tell for what only the tests themselves come to see */
export function sent({ ctx }: TestExports, tell: (place: string, heard: unknown) => void): Places {
  return {
    'the log': {
      listen: (tell) => LOG.map((name) => overhear(ctx.log, name, tell)),
      hears: /POST \/services\/oauth2\/token/,
      leak: (text) => ctx.log.trace('leak', { text }),
    },
    'errors and answers of commands': {
      hears: /SessionExpired/,
      leak: (text) => tell('errors and answers of commands', new Error('leak', { cause: { text } })),
    },
    'commands that are run': {
      listen: (tell) => [
        overhear(commands, 'executeCommand', (heard) => {
          const [id] = heard as [string];
          if (!id.startsWith('salesforceBulk.')) tell(heard);
        }),
      ],
      hears: /vscode\.open/,
      leak: (text) => commands.executeCommand('setContext', 'salesforceBulk.leak', text),
    },
    'the console': {
      listen: (tell) => CONSOLE.map((name) => overhear(console, name, tell)),
      leak: (text) => console.debug(text),
    },
    'warnings and rejections of the process': {
      listen: (tell) =>
        PROCESS_EVENTS.map((event) => {
          process.on(event, tell);
          return () => process.off(event, tell);
        }),
      leak: async (text) => {
        process.emitWarning(text);
        await setImmediate();
      },
    },
    'child processes': {
      listen: (tell) => PROCESSES.map((name) => overhear(childProcess, name, tell)),
      hears: /show-access-token/,
      leak: (text) => {
        const options = { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', LEAK: text } };
        childProcess.spawn(process.execPath, ['-e', '0'], options);
      },
    },
    'addresses given to the browser': {
      listen: (tell) => [
        overhear(env, 'openExternal', (heard) => {
          const [uri] = heard as [Uri];
          tell([uri.toString(), uri.toString(true)]);
        }),
      ],
      hears: /code_challenge=/,
      leak: (text) => env.openExternal(Uri.parse(`https://example.com/?leak=${text}`)),
      mayHold: ['state'],
    },
    'pages of the callback': {
      hears: /Salesforce has let you in/,
      leak: (text) => tell('pages of the callback', text),
    },
    'the clipboard': {
      listen: (tell) => {
        const own = Object.getOwnPropertyDescriptor(env, 'clipboard') as PropertyDescriptor;
        const { clipboard } = env;
        const value = { ...clipboard, writeText: (text: string) => (tell(text), clipboard.writeText(text)) };
        Object.defineProperty(env, 'clipboard', { value, configurable: true });
        return [() => void Object.defineProperty(env, 'clipboard', own)];
      },
      hears: /code_challenge=/,
      leak: (text) => env.clipboard.writeText(text),
      mayHold: ['state'],
    },
    'addresses of requests': {
      hears: /GET \/services\/data\/v\d+\.0\/query/,
      leak: (text) => tell('addresses of requests', `GET /services/data/${text}`),
    },
  };
}
