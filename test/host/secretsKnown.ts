/** `state` goes with the browser on its way; row data stands in editors and where results are looked at. */
export type SecretKind = 'credential' | 'state' | 'row';

export interface Secret {
  readonly kind: SecretKind;
  /** What it is: `access token`, `code_verifier`, … */
  readonly what: string;
}

/** Characters that nothing else has by chance. */
const ENOUGH = 12;
const SCARCELY = 8;

/**
 * What gives a secret away in whatever form it is written, in lower case: the ends of its longest piece that no
 * encoding changes, so that a part of it is enough; and the same piece in Base64, at each of three places, and in hex.
 */
function tracesOf(secret: string): readonly string[] {
  const [piece = ''] = (secret.match(/[a-z0-9]+/gi) ?? []).sort((a, b) => b.length - a.length);
  if (piece.length < SCARCELY) return [secret, encodeURIComponent(secret)].map((text) => text.toLowerCase());
  const base64 = ['', ' ', '  '].map((before) => {
    const text = Buffer.from(before + piece).toString('base64');
    return text.slice(4, Math.floor(((before.length + piece.length) * 8) / 6)); // what comes before and after is left out
  });
  const hex = Buffer.from(piece).toString('hex');
  const traces = [piece.slice(0, ENOUGH), piece.slice(-ENOUGH), ...base64.map((text) => text.slice(0, ENOUGH)), hex];
  return traces.map((trace) => trace.toLowerCase());
}

/** All that must not be seen. */
export class KnownSecrets {
  private readonly all = new Map<string, Secret & { readonly traces: readonly string[] }>();

  add(kind: SecretKind, what: string, secret: string): void {
    if (!this.all.has(secret)) this.all.set(secret, { kind, what, traces: tracesOf(secret) });
  }

  /** What of it stands in a text. */
  in(text: string): readonly Secret[] {
    const lower = text.toLowerCase();
    return [...this.all.values()].filter(({ traces }) => traces.some((trace) => lower.includes(trace)));
  }

  get kinds(): ReadonlySet<string> {
    return new Set([...this.all.values()].map(({ what }) => what));
  }
}
