// B11: hostile values as every argument of every public entry of the package: functions, methods and constructors of
// all its subpaths, taken from the declarations by the compiler, so that a new one that is not in a table fails here.
// Whatever is given, a call returns, says false, or ends with a FeldsparError whose code is about what was given;
// what returns a promise never throws; and the same instance works afterwards. The protocol's are in
// protocol-arguments.test.ts.
import { afterAll, describe, expect, it } from "vitest";
import { GROUPS } from "../../bindings/codes.js";
import { BEACON } from "./arguments/beacon.js";
import type { Case } from "./arguments/call.js";
import { CEREMONY, endCeremonies } from "./arguments/ceremony.js";
import { EVM } from "./arguments/evm.js";
import { HOSTILE } from "./arguments/hostile.js";
import { LIGHT_CLIENT } from "./arguments/light-client.js";
import { endLog, LOG } from "./arguments/log.js";
import { endMachines, MACHINES } from "./arguments/machines.js";
import { MATHEMATICS } from "./arguments/mathematics.js";
import { endNodes, NODE } from "./arguments/node.js";
import { endPool, POOL } from "./arguments/pool.js";
import { publicEntries, subpathSources } from "./arguments/public-entries.js";
import { meetHostileValues } from "./arguments/suite.js";
import { TIMELOCK } from "./arguments/timelock.js";
import { VIEW_CHANGE } from "./arguments/view-change.js";

const TABLE: Readonly<Record<string, Case>> = {
  ...MATHEMATICS,
  ...BEACON,
  ...TIMELOCK,
  ...VIEW_CHANGE,
  ...NODE,
  ...LOG,
  ...EVM,
  ...LIGHT_CLIENT,
  ...MACHINES,
  ...CEREMONY,
  ...POOL,
};
/** Public, and not called with anything of a caller's. */
const EXEMPT: Readonly<Record<string, string>> = {
  "curve.Fr.random": "no arguments, and the public schemes' randomSecretKey stand for it",
  "new index.FeldsparError": "users catch it; the package makes it",
  "new evm.RpcError": "the same",
};

afterAll(async () => {
  await endNodes();
  await endLog();
  await endMachines();
  await endCeremonies();
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

  meetHostileValues({ ...MATHEMATICS }, true);
  if (process.env.FELDSPAR_KERNEL !== "relaxed")
    meetHostileValues({ ...TIMELOCK, ...EVM, ...MACHINES, ...CEREMONY, ...POOL }, false);
});
