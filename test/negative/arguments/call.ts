// How a table names what is called, and with what.

// biome-ignore lint/suspicious/noExplicitAny: half of what is given has the wrong type on purpose
export type Any = any;

/** A call, and arguments for it that are right, or at least of the right form. */
export interface Case {
  readonly call: (...args: Any[]) => unknown;
  readonly args: readonly Any[];
  /** The code with which even these are refused: what is not for callers, or not before something else. */
  readonly refused?: string;
  /** Does it answer with a promise? Of what is not refused it is seen. */
  readonly later?: boolean;
}

export const call = (f: Any, ...args: Any[]): Case => ({ call: (...given) => f(...given), args });
export const construct = (Class: Any, ...args: Any[]): Case => ({ call: (...given) => new Class(...given), args });
export const refused = (code: string, entry: Case): Case => ({ ...entry, refused: code });

/** The first that is shown, as whoever follows it sees it. */
export async function firstOf(shown: AsyncGenerator<unknown>): Promise<unknown> {
  const first = await Promise.race([shown.next(), new Promise((resolve) => setTimeout(resolve, 1))]);
  void Promise.resolve(shown.return(undefined)).catch(() => {});
  return first;
}

/** A method of one and the same object, whatever was given to it before. */
export const method = (object: Any, name: string, ...args: Any[]): Case =>
  call((...given: Any[]) => object[name](...given), ...args);
