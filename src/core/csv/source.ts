// Where the bytes of a CSV come from. The core never sees a document or a file system of VS Code.

export interface SourceStat {
  /** Bytes. */
  readonly size: number;
  readonly mtimeMs: number;
}

export interface ByteSource {
  /** For messages: `contacts.csv`. */
  readonly name: string;
  /** Where they stand on this machine, if they are a file. */
  readonly path?: string;
  stat(): Promise<SourceStat>;
  /**
   * The bytes from `start` to `end` (exclusive), in chunks of at most 256 KiB. A chunk is valid until the next one is
   * asked for: its memory may be used again.
   */
  read(start: number, end: number): AsyncIterable<Uint8Array>;
}
