import * as l10n from '@vscode/l10n';
import { writeWholeFile } from '../wholeFile.js';
import { unexpectedAnswer } from './apiError.js';
import type { TransferOptions } from './ports.js';
import type { Session } from './session.js';

/**
 * Streams a resource into a file: the whole file or none.
 * @returns bytes written; 0 also for an answer without content (204)
 * @throws UserError `StorageFailed` for faults of this machine's disk; what Session.send() throws
 */
export async function writeResults(
  session: Session,
  resource: string,
  path: string,
  { signal, onProgress }: TransferOptions = {},
): Promise<number> {
  let bytes = 0;
  await writeWholeFile(path, async (file) => {
    await session.send({
      method: 'GET',
      path: resource,
      headers: { accept: 'text/csv' },
      ...(signal && { signal }),
      receive: async (chunks, { statusCode, headers }) => {
        const type = headers['content-type'] ?? '';
        if (statusCode === 204) return;
        if (statusCode !== 200 || !/^text\/csv\b/i.test(type)) {
          throw unexpectedAnswer(session.host, `HTTP ${statusCode}, ${type || l10n.t('no content')}`);
        }
        await file.writeRest(async function* () {
          for await (const chunk of chunks) {
            yield chunk;
            bytes += chunk.length;
            onProgress?.(bytes);
          }
        });
      },
    });
    signal?.throwIfAborted();
  });
  return bytes;
}
