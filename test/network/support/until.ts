import { patience } from "../../support/patience.js";

/**
 * Waits until a condition holds; not for ever, but longer than these seconds, which are enough on a quiet machine. What
 * held once may hold no longer afterwards.
 */
export async function until(condition: () => boolean | Promise<boolean>, seconds = 60): Promise<void> {
  const end = performance.now() + patience(seconds);
  while (!(await condition())) {
    if (performance.now() >= end) throw new Error(`not within ${patience(seconds) / 1000} seconds: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
