// Texts of others, and whatever else is shown, logged or thrown, without the secrets that may stand in them.

/** Where a word begins, after `%20` and `%3D`, too. */
const begin = String.raw`(?:\b|(?<=%(?:25)*[0-9a-f]{2}))`;
/** `!` and `://` as they stand in a text, in a URL, in HTML and in JSON. */
const bang = String.raw`(?:!|%(?:25)*21|&#33;|\\u0021)`;
const colonSlashes = String.raw`(?::|%(?:25)*3a)(?:\\?/|%(?:25)*2f){2}`;
/** As far as it goes, without the quote or tag that ends it: what was JSON stays JSON. */
const rest = String.raw`(?:[^\s"'<>\\]|\\/|\\u[0-9a-f]{4})+`;

/** Secrets that can be told by their looks: access tokens (`00D…!…`, JWT), sfdx auth URLs, refresh tokens, OAuth codes. */
const BY_LOOKS = new RegExp(
  [
    String.raw`${begin}00D\w{9,15}${bang}${rest}`,
    String.raw`${begin}eyJ[\w-]+\.[\w-]+\.[\w-]+`,
    String.raw`${begin}force${colonSlashes}${rest}`,
    String.raw`${begin}(?:5Aep|aPrx)[\w.+/=%!-]{16,}`,
  ].join('|'),
  'gi',
);

/** Secrets that can be told by their names, in a query, a form or JSON: not in a sentence, where a code is another one. */
const BY_NAME =
  /\b((?:access_?token|refresh_?token|client_?secret|consumer_?secret|code_?verifier|code|state|sid|token|password)(?:=|["']\s*:\s*["']))[^\s"'&,;<>\\]{16,}/gi;

/** @param known secrets that may stand in it in any form, whatever they look like */
export function withoutSecrets(text: string, known: readonly string[] = []): string {
  const others = known.reduce((rest, secret) => rest.replace(anyFormOf(secret), '…'), text);
  return others.replace(BY_LOOKS, '…').replace(BY_NAME, '$1…');
}

/** A text as it stands in a URL, in HTML or in JSON, however many times it was encoded. */
function anyFormOf(text: string): RegExp {
  const forms = Array.from(text, (char) => {
    if (/\w/.test(char)) return char;
    const code = char.charCodeAt(0);
    const hex = code.toString(16).padStart(2, '0');
    return String.raw`(?:\\?\u{${hex}}|%(?:25)*${hex}|&#(?:${code}|x${hex});|\\u00${hex})`;
  });
  return new RegExp(forms.join('') || '$^', 'giu');
}
