/** The load, or a group of its failed rows, that a verb is about: an instance, since a plain object would make an API call. */
export class LoadReference {
  constructor(
    readonly loadId: string,
    /** Failed rows of this error only. */
    readonly group?: { readonly code: string; readonly fields: readonly string[] },
  ) {}
}

/** @returns undefined for what names no load */
export function toLoadReference(target: unknown): LoadReference | undefined {
  return typeof (target as Partial<LoadReference> | undefined)?.loadId === 'string'
    ? (target as LoadReference)
    : undefined;
}
