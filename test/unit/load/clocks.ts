import type { Clock } from '../../../src/core/clock.js';

/** Everything that is ready to go on has gone on. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Time that stands still until a test moves it. */
export class HandClock implements Clock {
  private time = Date.UTC(2026, 0, 1);
  private readonly timers = new Set<{ readonly at: number; readonly action: () => void }>();

  now(): number {
    return this.time;
  }

  after(ms: number, action: () => void): () => void {
    const timer = { at: this.time + ms, action };
    this.timers.add(timer);
    return () => void this.timers.delete(timer);
  }

  get timerCount(): number {
    return this.timers.size;
  }

  /** Runs what falls due on the way, in order, and lets it go on as far as it can. */
  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    await settled();
    for (;;) {
      const [next] = [...this.timers].sort((a, b) => a.at - b.at);
      if (!next || next.at > end) break;
      this.timers.delete(next);
      this.time = Math.max(this.time, next.at);
      next.action();
      await settled();
    }
    this.time = end;
  }
}

const SPEED = 500;

/** The system's clock, but five hundred times as fast; it remembers what it was asked to wait. */
export class QuickClock implements Clock {
  /** Milliseconds, as asked for. */
  readonly waits: number[] = [];
  private readonly start = Date.now();
  private readonly since = performance.now();

  now(): number {
    return this.start + SPEED * (performance.now() - this.since);
  }

  after(ms: number, action: () => void): () => void {
    this.waits.push(ms);
    const due = this.now() + ms;
    let timer: NodeJS.Timeout;
    // A timer of Node's may be early by a millisecond: half a second here.
    const wait = () => {
      const left = due - this.now();
      if (left <= 0) action();
      else timer = setTimeout(wait, left / SPEED);
    };
    timer = setTimeout(wait, ms / SPEED);
    return () => clearTimeout(timer);
  }
}

/** Time passes only where somebody waits for it, and then at once. */
export class SkippingClock implements Clock {
  /** Milliseconds, as asked for. */
  readonly waits: number[] = [];
  private time = Date.UTC(2026, 0, 1);

  now(): number {
    return this.time;
  }

  after(ms: number, action: () => void): () => void {
    this.waits.push(ms);
    const timer = setImmediate(() => {
      this.time += ms;
      action();
    });
    return () => clearImmediate(timer);
  }
}
