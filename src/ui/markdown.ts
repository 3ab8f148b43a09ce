/** Text of a server or a file as it is, in a Markdown table cell: nothing in it links, runs or breaks out. */
export const escapeMarkdown = (text: string): string =>
  text.replace(/[\\`*_{}[\]()#+\-.!|<>~&$@:/]/g, '\\$&').replace(/\r\n|\r|\n/g, ' ');
