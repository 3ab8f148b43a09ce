/**
 * An access token as it was copied or printed, without the white space around it; undefined where the text is none.
 * Node refuses other characters in a header, in words that help nobody.
 */
export function accessTokenIn(text: string): string | undefined {
  const token = text.trim();
  return /^[\x21-\x7e]+$/.test(token) ? token : undefined;
}
