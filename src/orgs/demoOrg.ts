import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { l10n, type Disposable } from 'vscode';
import { UserError } from '../core/errors.js';
import type { LoginSource } from './loginSource.js';

/** What the demo org prints when it is ready. */
export interface DemoOrgLine {
  readonly instanceUrl: string;
  readonly accessToken: string;
}

/** The demo org's process. It ends with this extension host, and its login with it. */
export class DemoOrgProcess implements LoginSource, Disposable {
  private child: ChildProcess | undefined;
  private line: DemoOrgLine | undefined;
  private starting: Promise<DemoOrgLine> | undefined;

  /** @param program path of the demo org's bundle */
  constructor(private readonly program: string) {}

  /** Where it runs, while it runs. */
  get login(): DemoOrgLine | undefined {
    return this.running ? this.line : undefined;
  }

  get running(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Who asks while it is starting gets the same. @throws UserError `DemoOrgFailed` with what the process printed */
  start(): Promise<DemoOrgLine> {
    this.starting ??= this.spawn().finally(() => (this.starting = undefined));
    return this.starting;
  }

  accessToken(): Promise<string> {
    if (this.login) return Promise.resolve(this.login.accessToken);
    return Promise.reject(
      new UserError('NoOrg', l10n.t('The demo org is not running.'), { nextStep: l10n.t('Start the demo org.') }),
    );
  }

  /** Its sessions end with it. */
  renew(): Promise<string> {
    return this.accessToken();
  }

  keep(): Promise<void> {
    return Promise.resolve();
  }

  forget(): Promise<void> {
    return Promise.resolve();
  }

  private async spawn(): Promise<DemoOrgLine> {
    const child = spawn(process.execPath, [this.program, '--port', '0', '--exit-with-parent'], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child = child;
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    return new Promise((resolve, reject) => {
      const failed = (cause: string) =>
        reject(
          new UserError('DemoOrgFailed', l10n.t('The demo org did not start: {0}', cause), {
            nextStep: l10n.t('Try again, or reload the window.'),
          }),
        );
      child.once('error', (error) => failed(error.message));
      child.once('exit', (code) => failed(errors.trim() || l10n.t('it ended with code {0}', String(code))));
      createInterface(child.stdout).once('line', (line) => {
        try {
          const { instanceUrl, accessToken } = JSON.parse(line) as DemoOrgLine;
          this.line = { instanceUrl, accessToken };
          resolve(this.line);
        } catch {
          failed(line);
        }
      });
    });
  }

  dispose(): void {
    this.child?.kill();
    this.child = undefined;
  }
}
