// Numbers and bytes as people read them.
const whole = new Intl.NumberFormat("en");

/** 9604 -> "9,604". */
export const count = (value: number) => whole.format(value);

/** count(1) + noun, with an s for anything but one. */
export const plural = (value: number, noun: string) => `${count(value)} ${noun}${value === 1 ? "" : "s"}`;

/** Milliseconds with three digits and a fitting unit. */
export function duration(milliseconds: number): string {
  const [value, unit] =
    milliseconds >= 1000
      ? [milliseconds / 1000, "s"]
      : milliseconds >= 1
        ? [milliseconds, "ms"]
        : [milliseconds * 1000, "µs"];
  return `${value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)} ${unit}`;
}

/** "2.1×", "34×". */
export const times = (ratio: number) => `${ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(1)}×`;
