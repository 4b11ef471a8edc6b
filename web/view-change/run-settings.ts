// The settings of a run as a query: in links, and as they are kept for the next visit. Links come from anybody: what
// is not one of these, or no number of a sensible length, is left out, and the form's own limits do the rest.
import type { RunRequest } from "./messages.js";

/** In the order in which the form has to take them. */
export const NUMBERS = ["miners", "threshold", "quorum", "sharders", "views", "replaced", "rounds"] as const;
const CHOICES = { mode: ["fresh", "reshare"], scheme: ["min-sig", "min-pk"] } as const;
const TEXTS = { faults: 2000, seed: 200 } as const;

export type Settings = Partial<RunRequest>;

export function queryOf(request: RunRequest): URLSearchParams {
  const names = [...NUMBERS, "mode", "scheme", "faults", "seed"] as const;
  return new URLSearchParams(names.map((name) => [name, String(request[name])]));
}

/** What of it makes sense. */
export function settingsOf(query: URLSearchParams): Settings {
  const found: Record<string, string | number> = {};
  for (const name of NUMBERS) {
    const text = query.get(name) ?? "";
    if (/^\d{1,3}$/.test(text)) found[name] = Number(text);
  }
  for (const [name, choices] of Object.entries(CHOICES)) {
    const text = query.get(name);
    if (choices.some((choice) => choice === text)) found[name] = text as string;
  }
  for (const [name, most] of Object.entries(TEXTS)) {
    const text = query.get(name);
    if (text !== null && text.length <= most) found[name] = text;
  }
  return found as Settings;
}
