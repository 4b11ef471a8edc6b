// Tries every hostile value on entries: a test for each.
import { types } from "node:util";
import { expect, it } from "vitest";
import { CODES } from "../../../bindings/codes.js";
import { FeldsparError } from "../../../bindings/errors.js";
import { expectStillWorking } from "../support.js";
import type { Any, Case } from "./call.js";
import { changingPlacements, ENDLESS, HOSTILE, placements } from "./hostile.js";

/** What nobody's arguments may lead to: these say that something of the package is broken. */
const NEVER = ["CORE_TRAP", "UNKNOWN_STATUS", "WORKER_DIED", "WORKER_FAILED", "OUT_OF_MEMORY", "NO_SIMD"];
/** Asked of the engine: what is returned may be a Proxy that was given. */
const isPromise = (value: unknown): value is Promise<unknown> => types.isPromise(value);

/** Ends as it may, or fails; does it answer with a promise? */
async function attempt(title: string, run: () => unknown, later: boolean): Promise<void> {
  let ended: unknown;
  try {
    ended = run();
    if (isPromise(ended) !== later) throw new Error(`${title}: answers ${later ? "at once" : "with a promise"}`);
  } catch (error) {
    if (later) throw new Error(`${title}: throws where it should reject: ${String(error)}`, { cause: error });
    check(title, error);
    return;
  }
  if (!later) return;
  try {
    await ended;
  } catch (error) {
    check(title, error);
  }
}

function check(title: string, error: unknown): void {
  const isTyped = error instanceof FeldsparError && Object.hasOwn(CODES, error.code) && !NEVER.includes(error.code);
  if (!isTyped) throw new Error(`${title}: ${String(error)}`, { cause: error });
}

/** The tests of these cases. `endless`: lists without an end are tried, too, where nobody walks them. */
export function meetHostileValues(cases: Readonly<Record<string, Case>>, endless: boolean): void {
  for (const [name, { call, args, refused, later: isLater = false }] of Object.entries(cases)) {
    it(`${name}: a typed refusal or a result, whatever is given`, async () => {
      const good = (): unknown => call(...args);
      let later = isLater;
      if (refused === undefined) {
        const answer = good();
        later = isPromise(answer);
        await answer;
      }
      const failures: string[] = [];
      const trying = async (title: string, given: Any[]): Promise<void> => {
        await attempt(title, () => call(...given), later).catch((error: Error) => void failures.push(error.message));
      };
      for (const [turn, [kind, value]] of [...HOSTILE, ...(endless ? ENDLESS : [])].entries()) {
        for (const [place, given] of placements(args, value, turn)) await trying(`${kind} as ${place}`, given);
      }
      for (const value of [undefined, Symbol("second")]) {
        for (const [place, given] of changingPlacements(args, value)) {
          await trying(`${String(value)} as ${place} when it is read again`, given);
        }
      }
      expect(failures).toEqual([]);
      // and what is right is still right, or, where nothing is, refused with the code that it should have
      if (refused === undefined) await good();
      else await expect((async () => good())()).rejects.toMatchObject({ code: refused });
      expectStillWorking();
    });
  }
}
