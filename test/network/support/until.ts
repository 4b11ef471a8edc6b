import { expect } from "vitest";

/** Waits for a condition, at most so many seconds. */
export async function until(condition: () => boolean | Promise<boolean>, seconds = 60): Promise<void> {
  const end = Date.now() + 1000 * seconds;
  while (!(await condition()) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 25));
  expect(await condition()).toBe(true);
}
