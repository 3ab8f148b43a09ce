/** The shape of a VS Code event, so that views subscribe to the core as they do to the editor. */
export type Event<T> = (listener: (event: T) => void) => { dispose(): void };

export class Emitter<T> {
  private readonly listeners = new Set<(event: T) => void>();

  readonly event: Event<T> = (listener) => {
    const own = (event: T) => listener(event);
    this.listeners.add(own);
    return { dispose: () => void this.listeners.delete(own) };
  };

  /** A listener that fails stops neither the others nor the load that fired: its error is left to the process. */
  fire(event: T): void {
    for (const listener of [...this.listeners]) {
      try {
        listener(event);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
