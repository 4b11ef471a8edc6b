// Durations as people type and read them: 90s, 10m, 1h30m, 2d.
import { UsageError } from "../usage-error.js";

const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 } as const;
const FORM = /^(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,9})s)?$/;

/** In milliseconds. Throws `UsageError`. */
export function durationOf(text: string, flag: string): number {
  const found = FORM.exec(text);
  if (found === null || text === "")
    throw new UsageError(`${flag}: expected a duration such as 90s, 10m or 1h30m, got ${JSON.stringify(text)}`);
  return Object.values(UNITS).reduce((sum, unit, index) => sum + unit * Number(found[index + 1] ?? 0), 0);
}

/** The two greatest units of a duration in milliseconds, seconds rounded up. */
export function durationText(milliseconds: number): string {
  let rest = 1000 * Math.ceil(milliseconds / 1000);
  const parts: string[] = [];
  for (const [name, unit] of Object.entries(UNITS)) {
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    if (count > 0 && parts.length < 2) parts.push(`${count}${name}`);
  }
  return parts.join(" ") || "0s";
}
