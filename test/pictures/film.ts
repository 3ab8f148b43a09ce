import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { run } from '../editor/commands.js';

interface Frame {
  readonly file: string;
  /** Seconds, of the browser's clock. */
  readonly at: number;
}

/** A pointer to be seen: a browser without a window draws none. Text, since it runs in the page. */
const POINTER = `document.addEventListener('DOMContentLoaded', () => {
  if (window !== top) return;
  const pointer = document.createElement('div');
  const look = { position: 'fixed', zIndex: 1e6, width: '14px', height: '14px', borderRadius: '50%',
    background: 'rgba(255, 193, 7, 0.75)', border: '1px solid rgba(0, 0, 0, 0.6)', pointerEvents: 'none' };
  Object.assign(pointer.style, look);
  document.body.append(pointer);
  document.addEventListener('mousemove', ({ clientX, clientY }) => {
    Object.assign(pointer.style, { left: clientX - 7 + 'px', top: clientY - 7 + 'px' });
  }, true);
})`;

/** What a page shows while something is done in it, as an animated picture. */
export class Film {
  private readonly frames: Promise<Frame>[] = [];

  private constructor(
    private readonly session: CDPSession,
    private readonly folder: string,
  ) {}

  /** Has to be called before the page is loaded. */
  static async showPointer(page: Page): Promise<void> {
    await page.addInitScript(POINTER);
  }

  static async begin(page: Page): Promise<Film> {
    const session = await page.context().newCDPSession(page);
    const film = new Film(session, await mkdtemp(path.join(os.tmpdir(), 'salesforce-bulk-film-')));
    session.on('Page.screencastFrame', ({ data, metadata, sessionId }) => {
      const file = path.join(film.folder, `${film.frames.length}.png`);
      const frame = { file, at: metadata.timestamp ?? 0 };
      film.frames.push(writeFile(file, data, 'base64').then(() => frame));
      void session.send('Page.screencastFrameAck', { sessionId });
    });
    await session.send('Page.startScreencast', { format: 'png' });
    return film;
  }

  /** Writes it as a GIF. @param width in pixels */
  async end(gif: string, width: number): Promise<void> {
    await this.session.send('Page.stopScreencast');
    const frames = await Promise.all(this.frames);
    const LAST_SECONDS = 3;
    const list = frames.flatMap(({ file, at }, i) => {
      const seconds = (frames[i + 1]?.at ?? at + LAST_SECONDS) - at;
      return [`file '${file}'`, `duration ${seconds.toFixed(3)}`];
    });
    const listFile = path.join(this.folder, 'frames.txt');
    await writeFile(listFile, [...list, ''].join('\n'));
    const look = `fps=5,scale=${width}:-1:flags=lanczos,split[a][b];[a]palettegen[p];[b][p]paletteuse=dither=none:diff_mode=rectangle`;
    await run('ffmpeg', ['-y', '-f', 'concat', '-safe', '0', '-i', listFile, '-vf', look, gif]);
    await run('gifsicle', ['--batch', '-O3', gif]);
    await rm(this.folder, { recursive: true });
  }
}
