import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import path from 'node:path';

/**
 * Replaces places in our bundles by those in the sources. VS Code formats stack traces itself, so Node's source map
 * support has no effect in the extension host.
 */
export function toSourcePlaces(text: string): string {
  return text.replace(/((?:out|dist)\/[\w./-]+\.js):(\d+):(\d+)/g, (place, bundle: string, line, column) => {
    try {
      const map = new SourceMap(JSON.parse(readFileSync(`${bundle}.map`, 'utf8')) as SourceMapPayload);
      const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
      if (!('originalSource' in entry)) return place;
      const source = path.join(path.dirname(bundle), entry.originalSource);
      return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
    } catch {
      return place; // no map: a production build
    }
  });
}
