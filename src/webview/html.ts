import { randomBytes } from 'node:crypto';
import { Uri, type Webview } from 'vscode';

/** The frame of the page. Nothing is loaded but our own two files and the icons, nothing inline runs, nothing is sent. */
export function jobPageHtml(webview: Webview, dist: Uri, language: string): string {
  const nonce = randomBytes(16).toString('base64');
  const file = (name: string) => webview.asWebviewUri(Uri.joinPath(dist, name)).toString();
  const policy = [
    `default-src 'none'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${language.replace(/[^\w-]/g, '')}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="stylesheet" href="${file('jobPage.css')}">
  </head>
  <body>
    <main id="page"></main>
    <div id="announcement" class="spoken" role="status" aria-live="polite"></div>
    <script nonce="${nonce}" src="${file('jobPage.js')}"></script>
  </body>
</html>`;
}
