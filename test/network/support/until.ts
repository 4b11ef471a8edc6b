/** Waits until a condition holds, at most so many seconds. What held once may hold no longer afterwards. */
export async function until(condition: () => boolean | Promise<boolean>, seconds = 60): Promise<void> {
  const end = Date.now() + 1000 * seconds;
  while (!(await condition())) {
    if (Date.now() >= end) throw new Error(`not within ${seconds} seconds: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
