// The system's own time: monotonic, in milliseconds with fractions.
import { describe, fail } from "../encoding/index.js";
import type { Clock, Timers } from "./ports.js";

/**
 * `performance.now()`.
 *
 * @example
 * const before = systemClock.now();
 * systemClock.now() >= before; //=> true
 */
export const systemClock: Clock = { now: () => performance.now() };

/** The longest that setTimeout waits. */
const LONGEST = 0x7fffffff;

/**
 * `setTimeout` by `systemClock`, for any length of time. Throws BAD_TYPE.
 *
 * @example
 * const rung = await new Promise((resolve) => systemTimers.at(systemClock.now() + 5, () => resolve("rung")));
 * rung; //=> "rung"
 * const callOff = systemTimers.at(systemClock.now() + 60_000, () => {});
 * callOff(); //=> undefined
 */
export const systemTimers: Timers = {
  at(time, action) {
    if (typeof time !== "number") fail("BAD_TYPE", `time: expected a number, got ${describe(time)}`);
    if (typeof action !== "function") fail("BAD_TYPE", `action: expected a function, got ${describe(action)}`);
    let timer: ReturnType<typeof setTimeout>;
    const wait = (): void => {
      const left = time - systemClock.now();
      timer = left > LONGEST ? setTimeout(wait, LONGEST) : setTimeout(action, Math.max(0, Math.ceil(left)));
    };
    wait();
    return () => clearTimeout(timer);
  },
};
