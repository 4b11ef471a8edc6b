// What is said about one document.

export interface FileVerdict {
  readonly file: string;
  /** What was looked at, for example "drand round 1000". */
  readonly subject: string;
  readonly valid: boolean;
  /** Why not, or what the verdict rests on. */
  readonly reason: string;
}

/** A number as a file states it, which may be anything: as it would be written if it were one. */
export const shown = (value: unknown): string => (/^\d{1,20}$/.test(String(value)) ? ` ${value}` : "");
