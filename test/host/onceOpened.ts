import fs from 'node:fs/promises';

/** Acts as soon as the extension, which runs in this process, has opened the file: once, and before it has read of it. */
export function onceOpened<T>(file: string, act: () => unknown, work: () => Promise<T>): Promise<T> {
  const { open } = fs;
  const restore = () => void Object.assign(fs, { open });
  const opened = async (...args: Parameters<typeof open>) => {
    const handle = await open(...args);
    if (args[0] === file) {
      restore();
      act();
    }
    return handle;
  };
  Object.assign(fs, { open: opened });
  return work().finally(restore);
}
