// What is said about a code.

interface Explanation {
  /** One sentence without its full stop. */
  readonly meaning: string;
  /** The same, for whoever got the error. */
  readonly remedy: string;
}

export type Explanations = Record<string, Explanation>;
