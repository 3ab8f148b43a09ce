/** `state` goes with the browser on its way; row data stands in editors and where results are looked at. */
export type SecretKind = 'credential' | 'state' | 'row';

export interface Secret {
  readonly kind: SecretKind;
  /** What it is: `access token`, `code_verifier`, … */
  readonly what: string;
}

/** Characters that nothing else has by chance. */
const ENOUGH = 12;

/**
 * What gives a secret away in whatever form it is written, in lower case: both ends, so that a part of it is enough, of
 * its longest piece that no encoding changes; and of the same piece in hex and in Base64, at each of three places.
 */
function tracesOf(secret: string): readonly string[] {
  const [piece = ''] = (secret.match(/[a-z0-9]+/gi) ?? []).sort((a, b) => b.length - a.length);
  const base64 = ['', ' ', '  '].map((before) => {
    const text = Buffer.from(before + piece).toString('base64');
    return text.slice(4, Math.floor(((before.length + piece.length) * 8) / 6)); // without what its neighbours change
  });
  const forms = [piece, ...base64, Buffer.from(piece).toString('hex')];
  const texts = piece.length < ENOUGH ? [secret, encodeURIComponent(secret)] : forms;
  return texts.flatMap((text) => [text.slice(0, ENOUGH), text.slice(-ENOUGH)]).map((text) => text.toLowerCase());
}

/** All that must not be seen. */
export class KnownSecrets {
  private readonly byTrace = new Map<string, Secret>();

  add(kind: SecretKind, what: string, secret: string): void {
    const known: Secret = { kind, what };
    for (const trace of tracesOf(secret)) if (!this.byTrace.has(trace)) this.byTrace.set(trace, known);
  }

  /** What of it stands in a text. */
  in(text: string): ReadonlySet<Secret> {
    const lower = text.toLowerCase();
    const found = new Set<Secret>();
    for (let i = 0; i + ENOUGH <= lower.length; i++) {
      const secret = this.byTrace.get(lower.slice(i, i + ENOUGH));
      if (secret) found.add(secret);
    }
    return found;
  }

  get kinds(): ReadonlySet<string> {
    return new Set([...this.byTrace.values()].map(({ what }) => what));
  }
}
