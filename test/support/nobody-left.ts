// For tests of what runs by itself: no test of a file may leave a promise that rejects with nobody listening.
import { afterEach, beforeEach, expect } from "vitest";
import { onUnhandled } from "./unhandled.js";

/** Call it once, at the top of a test file. */
export function leavesNobodyWithARejection(): void {
  const unhandled: unknown[] = [];
  let end = (): void => {};
  beforeEach(() => {
    unhandled.length = 0;
    end = onUnhandled((reason) => unhandled.push(reason));
  });
  afterEach(async () => {
    await new Promise((resolve) => setTimeout(resolve, 2));
    end();
    expect(unhandled).toEqual([]);
  });
}
