// How a call ended: with a verdict, or with a typed refusal. Anything else that is thrown is a bug and passes through.
import { expect } from "vitest";
import { FeldsparError } from "../../bindings/errors.js";

/** The code of the FeldsparError that `call` throws, or undefined when it returns. */
export function refusal(call: () => unknown): string | undefined {
  try {
    call();
  } catch (error) {
    if (error instanceof FeldsparError) return error.code;
    throw error;
  }
  return undefined;
}

/** What a verification says: true; or false, whether by returning it or by a typed refusal of malformed input. */
export function accepts(verification: () => boolean): boolean {
  try {
    const verdict = verification();
    expect(verdict).toBeTypeOf("boolean");
    return verdict;
  } catch (error) {
    if (error instanceof FeldsparError) return false;
    throw error;
  }
}

/** A verification of a batch: valid, or not (by verdict or by a typed refusal). */
export function acceptsBatch(verification: () => { valid: boolean; invalid: readonly unknown[] }): boolean {
  return accepts(() => {
    const { valid, invalid } = verification();
    expect(valid).toBe(invalid.length === 0);
    return valid;
  });
}
