const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/**
 * The 18-character form of a Salesforce id: to 15 case-sensitive characters come three, each of which says which of
 * five characters are upper case. An id of 18 characters is answered as it is.
 */
export function id18(id: string): string {
  if (id.length !== 15) return id;
  const checksum = [0, 5, 10].map((start) => {
    const bits = [...id.slice(start, start + 5)].reduce(
      (sum, char, bit) => sum + (/[A-Z]/.test(char) ? 1 << bit : 0),
      0,
    );
    return LETTERS[bits];
  });
  return id + checksum.join('');
}
