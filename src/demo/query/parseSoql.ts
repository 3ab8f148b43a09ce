import type { Query } from '@jetstreamapp/soql-parser-js';
import type { SoqlText } from './soqlText.js';

type Parse = (soql: string) => Query;

/** The parser builds its tables as it is loaded, for a third of a second: only an org that is asked pays for it. */
const loadParser = async (): Promise<Parse> => (await import('@jetstreamapp/soql-parser-js')).parseQuery;

/** @throws ApiError 400 MALFORMED_QUERY */
export async function parseSoql(text: SoqlText): Promise<Query> {
  const parse = await loadParser();
  checkLogicalOperators(text);
  try {
    return parse(text.text);
  } catch (error) {
    throw unexpectedToken(text, parse, error as Error);
  }
}

/** The parser takes any mixture of AND and OR; Salesforce wants parentheses where they meet. */
function checkLogicalOperators(text: SoqlText): void {
  const levels: (string | undefined)[] = [undefined];
  let previous = '';
  for (const { text: token, at } of text.tokens) {
    const word = token.toUpperCase();
    if (token === '(') levels.push(undefined);
    else if (token === ')') levels.pop();
    else if (word === 'WHERE' || word === 'HAVING') levels[levels.length - 1] = undefined;
    else if (word === 'AND' || word === 'OR') {
      const first = (levels[levels.length - 1] ??= word);
      if (word !== first || /^(WHERE|HAVING|AND|OR|NOT|\()$/.test(previous)) throw text.unexpected(at, token);
    }
    previous = word;
  }
}

const END = '<EOF>';

/** The token that a message of the parser names; the end of the text where it wants more. */
function culprit({ name, message }: Error, text: SoqlText): string {
  if (name === 'LexingError') {
    const at = Number(/at offset: (\d+)/.exec(message)?.[1]);
    return text.tokens.findLast((token) => token.at <= at)?.text ?? END;
  }
  return /but found(?: -->|:) '([^]*)'|but found: ([^]*)$/.exec(message)?.slice(1).find(Boolean) ?? END;
}

function unexpectedToken(text: SoqlText, parse: Parse, error: Error): Error {
  const { tokens } = text;
  const token = culprit(error, text);
  if (token === END) {
    const last = tokens.at(-1);
    return wantedFrom(text, tokens.length, error) ?? text.unexpected(last ? last.at + last.text.length : 0, END);
  }
  // The same token may stand before in its right place: there the text up to it parses, or only lacks its end.
  const index = tokens.findIndex(({ text: candidate, at }) => {
    if (candidate !== token) return false;
    try {
      parse(text.text.slice(0, at + candidate.length));
      return false;
    } catch (prefixError) {
      return culprit(prefixError as Error, text) !== END;
    }
  });
  if (index === 1 && /^from$/i.test(token)) return text.unexpected(0, `${tokens[0]?.text} ${token}`);
  return wantedFrom(text, index, error) ?? bindVariable(text, index) ?? text.unexpected(tokens[index]?.at ?? 0, token);
}

/** Where FROM is missing or misspelt, the parser has taken the word before as an alias: that one is wrong. */
function wantedFrom(text: SoqlText, index: number, { message }: Error): Error | undefined {
  const [alias, field] = [text.tokens[index - 1], text.tokens[index - 2]];
  const isName = (name: string | undefined): boolean => /^\w/.test(name ?? '') && !/^select$/i.test(name ?? '');
  if (!message.includes('--> FROM <--') || !alias || !isName(alias.text) || !isName(field?.text)) return undefined;
  return text.unexpected(alias.at, alias.text);
}

/** `= :name` or, as it were a field to compare with, `= name`. */
function bindVariable(text: SoqlText, index: number): Error | undefined {
  const [operator, name] = [text.tokens[index - 1], text.tokens[index]];
  if (!name || !/^[=<>!]+$/.test(operator?.text ?? '') || !/^[:A-Za-z]/.test(name.text)) return undefined;
  return text.error(name.at, 'MALFORMED_QUERY', 'Bind variables only allowed in Apex code');
}
