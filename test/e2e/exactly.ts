/** For Playwright's `hasText`, which finds a string anywhere: this text and nothing else, white space apart. */
export function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}
