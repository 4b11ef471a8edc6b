// Many small batches checked as one: the pairing's final exponentiation, and most of a linear combination, are paid
// once. Each batch gets the outcome it would have had alone.
import { FeldsparError } from "../../bindings/errors.js";
import type { BatchItem, BatchResult } from "../bls/index.js";
import { type Outcome, plainError } from "./messages.js";

type Check = (items: readonly BatchItem[]) => BatchResult;

/** A FeldsparError of `check` becomes the outcome of the batch it is about. */
export function checkMergedBatches(batches: readonly (readonly BatchItem[])[], check: Check): Outcome<BatchResult>[] {
  const outcomes: Outcome<BatchResult>[] = [];
  const alone = (batch: number): void => {
    try {
      outcomes[batch] = { value: check(batches[batch]!) };
    } catch (error) {
      outcomes[batch] = { error: plainError(error) };
    }
  };
  let open = batches.map((_, batch) => batch);
  while (open.length > 1) {
    const owners = open.flatMap((batch) => batches[batch]!.map(() => batch));
    try {
      const { invalid } = check(open.flatMap((batch) => batches[batch]!));
      const wrong = new Map<number, number[]>(open.map((batch) => [batch, []]));
      for (const position of invalid) wrong.get(owners[position]!)!.push(position - owners.indexOf(owners[position]!));
      for (const [batch, list] of wrong) outcomes[batch] = { value: { valid: list.length === 0, invalid: list } };
      return outcomes;
    } catch (error) {
      // malformed items: their batches are refused one by one, with their own positions, and the others checked without
      // them
      const culprits = error instanceof FeldsparError ? (error.culprits ?? []) : [];
      const bad = new Set(culprits.map((position) => owners[Number(position)]));
      const refused = bad.size > 0 ? open.filter((batch) => bad.has(batch)) : open;
      refused.forEach(alone);
      open = open.filter((batch) => !refused.includes(batch));
    }
  }
  open.forEach(alone);
  return outcomes;
}
