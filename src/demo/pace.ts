/** How fast jobs are worked off. */
export interface Pace {
  /** Milliseconds a closed job waits as UploadComplete. */
  readonly queuedMs: number;
  /** Milliseconds between two steps of an InProgress job. */
  readonly stepMs: number;
  /** Rows saved per step, at least: a multiple of the 200 rows Salesforce saves at a time. */
  readonly rowsPerStep: number;
  /** Bigger jobs take bigger steps, so that this number of steps is not passed. */
  readonly maxSteps: number;
}

export const PACES = {
  /** As fast as it goes; other requests are still served between two steps. */
  instant: { queuedMs: 0, stepMs: 0, rowsPerStep: 2000, maxSteps: Infinity },
  fast: { queuedMs: 20, stepMs: 10, rowsPerStep: 200, maxSteps: 20 },
  /** Slow enough to be watched: about four seconds for 1,000 rows. */
  visible: { queuedMs: 1500, stepMs: 500, rowsPerStep: 200, maxSteps: 40 },
} as const satisfies Record<string, Pace>;

export type PaceName = keyof typeof PACES;

export const isPaceName = (text: string): text is PaceName => Object.hasOwn(PACES, text);

/** A number stands for the milliseconds of the wait and of each step. */
export const toPace = (pace: PaceName | number | Pace): Pace =>
  typeof pace === 'string'
    ? PACES[pace]
    : typeof pace === 'number'
      ? { ...PACES.visible, queuedMs: pace, stepMs: pace }
      : pace;

/** Rows of one step for a job of `rows` rows. */
export const rowsPerStep = (pace: Pace, rows: number): number =>
  Math.max(pace.rowsPerStep, Math.ceil(rows / pace.maxSteps / 200) * 200);
