/** The error of one row, printed as Salesforce writes `sf__Error`. */
export class RowError extends Error {
  /** @param fields API names of the fields concerned */
  constructor(
    readonly statusCode: string,
    message: string,
    readonly fields: readonly string[] = [],
  ) {
    super(message);
  }

  /** `REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --` */
  override toString(): string {
    const tail = this.fields.length > 0 ? `${this.fields.join(', ')} ` : '';
    return `${this.statusCode}:${this.message}:${tail}--`;
  }
}

/** @returns what the work does, or the RowError it throws */
export function attempt<Result>(work: () => Result): Result | RowError {
  try {
    return work();
  } catch (error) {
    if (error instanceof RowError) return error;
    throw error;
  }
}
