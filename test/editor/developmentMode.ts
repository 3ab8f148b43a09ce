import type { BrowserContext } from 'playwright-core';

export interface DevelopmentOptions {
  /** Their folders. */
  readonly extensions: readonly string[];
  /** Module whose `run()` the extension host calls; its end ends the window. */
  readonly testsPath: string;
}

/**
 * Makes every workbench page of this context load extensions from their folders and run tests in them. The desktop does
 * this by its command line; a workbench in a browser by a setting in its page, which is completed here before the
 * workbench reads it.
 * @param host `HOST:PORT` of the server
 */
export async function openInDevelopmentMode(context: BrowserContext, host: string, options: DevelopmentOptions) {
  const uri = (path: string) => ({ $mid: 1, scheme: 'vscode-remote', authority: host, path });
  const developmentOptions = { extensions: options.extensions.map(uri), extensionTestsPath: uri(options.testsPath) };
  // Text, since it runs in the page, whose globals the types of this project do not have.
  await context.addInitScript(`document.addEventListener('readystatechange', () => {
    const meta = document.getElementById('vscode-workbench-web-configuration');
    if (document.readyState !== 'interactive' || !meta) return;
    const settings = JSON.parse(meta.getAttribute('data-settings'));
    settings.developmentOptions = ${JSON.stringify(developmentOptions)};
    meta.setAttribute('data-settings', JSON.stringify(settings));
  })`);
}
