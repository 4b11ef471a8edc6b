// What an example shows behind `//=>`, checked: see examples.mjs.
import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";

export const equal = (value: unknown, expected: unknown): void => deepStrictEqual(value, expected);

/** Bytes whose hex begins with these digits. */
export const begins = (value: Uint8Array, digits: string): void =>
  strictEqual(Buffer.from(value).toString("hex").slice(0, digits.length), digits);

/** An error with this code, thrown or as a rejection. */
export const throws = (action: () => Promise<unknown>, code: string): Promise<void> => rejects(action, { code });
