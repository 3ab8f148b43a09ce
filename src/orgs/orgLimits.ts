import { UserError } from '../core/errors.js';
import type { Clock } from '../core/clock.js';
import type { Limit, Salesforce } from '../core/salesforce/ports.js';

/** Milliseconds. Salesforce's own figures lag by minutes. */
const KEPT_MS = 15 * 60_000;

type Limits = Readonly<Record<string, Limit>>;

/** What is left of each org's daily allocations. Nobody waits for it, and it costs no call for each load. */
export class OrgLimits {
  private readonly asked = new WeakMap<Salesforce, { readonly at: number; limits?: Limits }>();

  constructor(private readonly clock: Clock) {}

  /** As last answered. */
  of(salesforce: Salesforce): Limits | undefined {
    return this.asked.get(salesforce)?.limits;
  }

  /** Asks, unless that was done on this connection less than 15 minutes ago. @returns whether there is an answer */
  async refresh(salesforce: Salesforce): Promise<boolean> {
    const last = this.asked.get(salesforce);
    const at = this.clock.now();
    if (last && at - last.at < KEPT_MS) return false;
    const asked = { ...last, at };
    this.asked.set(salesforce, asked);
    try {
      asked.limits = await salesforce.rest.limits();
      return true;
    } catch (error) {
      // It needs "View Setup and Configuration". Whoever lacks it, or the network, misses a line in a tooltip.
      if (error instanceof UserError) return false;
      throw error;
    }
  }
}
