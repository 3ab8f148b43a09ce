// Text of a server or a file, shown as it is wherever VS Code would read something into it.

/** In a cell of a Markdown table: nothing in it links, runs or breaks out. */
export const escapeMarkdown = (text: string): string =>
  text.replace(/[\\`*_{}[\]()#+\-.!|<>~&$@:/]/g, '\\$&').replace(/\r\n|\r|\n/g, ' ');

/** In messages, progress and input boxes, where VS Code makes links of `[…](command:…)` and knows no escape. */
export const withoutLinks = (text: string): string => text.replaceAll('](', '] (');

/** In quick picks, where VS Code shows `$(trash)` as an icon. */
export const escapeIcons = (text: string): string => text.replace(/\$\([a-z0-9-]+(~[a-z]+)?\)/gi, '\\$&');
