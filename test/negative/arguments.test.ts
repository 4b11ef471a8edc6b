// B11: hostile values as every argument of every public entry of the package: functions, methods and constructors of
// all its subpaths, taken from the declarations by the compiler, so that a new one that is not in a table fails here.
// Whatever is given, a call returns, says false, or ends with a FeldsparError whose code is about what was given; what
// returns a promise never throws; and the same instance works afterwards.
import { types } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { CODES, GROUPS } from "../../bindings/codes.js";
import { FeldsparError } from "../../bindings/errors.js";
import { BEACON } from "./arguments/beacon.js";
import type { Any, Case } from "./arguments/call.js";
import { EVM } from "./arguments/evm.js";
import { changingPlacements, ENDLESS, HOSTILE, placements } from "./arguments/hostile.js";
import { endLog, LOG } from "./arguments/log.js";
import { endMachines, MACHINES } from "./arguments/machines.js";
import { MATHEMATICS } from "./arguments/mathematics.js";
import { endNodes, NODE } from "./arguments/node.js";
import { endPool, POOL } from "./arguments/pool.js";
import { publicEntries, subpathSources } from "./arguments/public-entries.js";
import { VIEW_CHANGE } from "./arguments/view-change.js";
import { expectStillWorking } from "./support.js";

const TABLE: Readonly<Record<string, Case>> = {
  ...MATHEMATICS,
  ...BEACON,
  ...VIEW_CHANGE,
  ...NODE,
  ...LOG,
  ...EVM,
  ...MACHINES,
  ...POOL,
};
/** The protocol is run on one build of the core here, as everywhere. */
const RUN = process.env.FELDSPAR_KERNEL === "relaxed" ? { ...MATHEMATICS, ...BEACON } : TABLE;

/** Public, and not called with anything of a caller's. */
const EXEMPT: Readonly<Record<string, string>> = {
  "curve.Fr.random": "no arguments, and the public schemes' randomSecretKey stand for it",
  "new index.FeldsparError": "users catch it; the package makes it",
  "new evm.RpcError": "the same",
  "beacon.Format#write": "takes an encoder, which the package keeps to itself; entries that use it stand for it",
  "beacon.Format#read": "the same of a decoder",
  "beacon.Format#toJson": "the same of a writer of JSON",
  "beacon.Format#fromJson": "the same of a reader of JSON",
};

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

afterAll(async () => {
  await endNodes();
  await endLog();
  await endMachines();
  await endPool();
});

describe("every public entry", () => {
  it("is in a table, or exempt for a reason", async () => {
    const values: Record<string, object> = {};
    for (const [name, file] of subpathSources()) values[name] = await import(/* @vite-ignore */ `../../${file}`);
    const found = publicEntries(values);
    const listed = new Set([...Object.keys(TABLE), ...Object.keys(EXEMPT)]);
    expect(found.length).toBeGreaterThan(400);
    expect(found.filter((name) => !listed.has(name))).toEqual([]);
    expect([...listed].filter((name) => !found.includes(name))).toEqual([]);
  });

  it("has at least 40 hostile values to meet", () => {
    expect(HOSTILE.length).toBeGreaterThanOrEqual(40);
    expect(new Set(HOSTILE.map(([name]) => name)).size).toBe(HOSTILE.length);
    expect(Object.keys(GROUPS).length).toBeGreaterThan(5);
  });

  for (const [name, { call, args, refused, later: isLater = false }] of Object.entries(RUN)) {
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
      const isMathematics = name in MATHEMATICS || name in BEACON;
      for (const [turn, [kind, value]] of [...HOSTILE, ...(isMathematics ? ENDLESS : [])].entries()) {
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
});
