// What the browser shows when Salesforce has sent it back: said once, no script, nothing of the request.

import { createHash } from 'node:crypto';
import * as l10n from '@vscode/l10n';

/** What became of the parameters that the browser brought. */
export type Callback = 'allowed' | 'refused' | 'unexpected';

const STYLE = `
:root { color-scheme: light dark; --ground: #eef1f5; --card: #fff; --text: #1c2430; --quiet: #566070; --good: #1a7f37; --bad: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #12161c; --card: #1c222b; --text: #e8ecf2; --quiet: #a9b3c1; --good: #57c878; --bad: #ff8f85; }
}
body {
  margin: 0; min-height: 100vh; padding: 1rem; box-sizing: border-box; display: grid; place-items: center;
  background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif;
}
main {
  max-width: 27rem; padding: 2rem 1.5rem; border-radius: .75rem; background: var(--card); text-align: center;
  box-shadow: 0 1px 3px #0003, 0 8px 30px #0002;
}
svg { width: 3rem; height: 3rem; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.allowed svg { color: var(--good); }
.refused svg, .unexpected svg { color: var(--bad); }
h1 { margin: .75rem 0 .5rem; font-size: 1.375rem; font-weight: 600; line-height: 1.3; }
p { margin: 0; color: var(--quiet); }
footer { margin-top: 1.5rem; font-size: .8125rem; color: var(--quiet); }
`;

const MARKS: Readonly<Record<Callback, string>> = {
  allowed: '<path d="m7.5 12.5 3 3 6-7"/>',
  refused: '<path d="m8.5 8.5 7 7m0-7-7 7"/>',
  unexpected: '<path d="M12 7v6m0 3.5v.01"/>',
};

function wordsOf(callback: Callback): readonly [title: string, text: string] {
  switch (callback) {
    case 'allowed':
      return [
        l10n.t('Salesforce has let you in'),
        l10n.t('The editor goes on from here. You can close this tab and go back to it.'),
      ];
    case 'refused':
      return [
        l10n.t('You are not signed in'),
        l10n.t('Nothing was connected. The editor says why. You can close this tab.'),
      ];
    case 'unexpected':
      return [
        l10n.t('Nobody waits for this'),
        l10n.t('The sign-in has ended, or this is an answer to another one. Begin again in the editor.'),
      ];
  }
}

/** The words are ours alone, so there is nothing to escape. */
export function callbackPage(callback: Callback): string {
  const [title, text] = wordsOf(callback);
  return `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main class="${callback}">
<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="10"/>${MARKS[callback]}</svg>
<h1>${title}</h1>
<p>${text}</p>
<footer>Bulk Loader for Salesforce</footer>
</main>
</body>
</html>
`;
}

export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  // The address holds the code: it stays out of what the page may send elsewhere, and out of caches.
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
};
