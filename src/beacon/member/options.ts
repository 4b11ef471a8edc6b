// What a member of a beacon is made of, and the defaults of what need not be said. Times are in milliseconds.
import { checkFlag, checkInteger, optionsOf } from "../../../bindings/arguments.js";
import { checkBytes } from "../../../bindings/bytes.js";
import { describe, fail } from "../../encoding/index.js";

export interface BeaconMemberOptions {
  /** This member's id, lower-case hex. */
  readonly id: string;
  /** Its share of the view's key, 32 bytes; null for one that has none, and only follows. */
  readonly secretShare: Uint8Array | null;
  /** How long a round may take before this member votes for its time-out; 10 000 by default. */
  readonly timeout?: number;
  /** Does that double with each time-out of a round, up to `cap`? True by default. */
  readonly doubling?: boolean;
  /** 320 000 by default. */
  readonly cap?: number;
  /** First pause before a message is sent again; doubled each time up to `retryCap`. 500 and 8000 by default. */
  readonly retryBase?: number;
  readonly retryCap?: number;
}

/** Of what need not be said. */
export const MEMBER_TIMES = ["timeout", "doubling", "cap", "retryBase", "retryCap"] as const;
const NAMES = ["id", "secretShare", ...MEMBER_TIMES] as const;
const DEFAULTS = { timeout: 10_000, doubling: true, cap: 320_000, retryBase: 500, retryCap: 8000 };
/** A day. */
const LONGEST = 86_400_000;

/** The options, read, checked and copied. Throws BAD_TYPE, BAD_LENGTH, BAD_INTEGER, UNKNOWN_OPTION. */
export function withDefaults(options: BeaconMemberOptions): Required<BeaconMemberOptions> {
  const given = optionsOf<BeaconMemberOptions>(options, NAMES);
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const all = { ...DEFAULTS, ...said } as Required<BeaconMemberOptions>;
  if (typeof all.id !== "string") fail("BAD_TYPE", `id: expected a string, got ${describe(all.id)}`);
  if (all.secretShare !== null) checkBytes(all.secretShare, "secret share", 32);
  for (const name of ["timeout", "cap", "retryBase", "retryCap"] as const) checkInteger(all[name], name, 1, LONGEST);
  checkFlag(all.doubling, "doubling");
  return { ...all, secretShare: all.secretShare === null ? null : new Uint8Array(all.secretShare) };
}

/** How long a round may take under a timeout count. */
export function timeoutOf(options: Required<BeaconMemberOptions>, count: number): number {
  const { timeout, doubling, cap } = options;
  return Math.min(cap, doubling ? timeout * 2 ** Math.min(count, 32) : timeout);
}
