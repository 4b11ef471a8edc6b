// A member whose address is a name that no name server ever answers for. Look-ups of the system run on the few threads
// on which stores write: nobody's store may be late because of it.

import dns from "node:dns";
import { createServer } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { type Addresses, boundNameLookups, NameLookups } from "../../../src/cli/network/name-lookups.js";
import { until } from "../support/until.js";

const LOOPBACK: Addresses = [{ address: "127.0.0.1", family: 4 }];
let undo = () => {};

afterEach(() => {
  undo();
  undo = () => {};
});

/** Names that begin with "hole" are never answered. */
function system() {
  const counted = { running: 0, most: 0, asked: [] as string[] };
  const lookUp = async (name: string): Promise<Addresses> => {
    counted.asked.push(name);
    counted.running++;
    counted.most = Math.max(counted.most, counted.running);
    if (name.startsWith("hole")) await new Promise((resolve) => setTimeout(resolve, 400));
    counted.running--;
    if (name.startsWith("hole") || name.startsWith("no")) throw Object.assign(new Error("no"), { code: "ENOTFOUND" });
    return LOOPBACK;
  };
  return { counted, lookUp };
}

describe("names that are never answered", () => {
  it("occupy two threads at most, are left alone then, and hold up nobody who was found before", async () => {
    const { counted, lookUp } = system();
    let time = 0;
    const names = new NameLookups({ lookUp, patience: 100, now: () => time });
    expect(await names.addresses("honest")).toEqual(LOOPBACK);
    const holes = Array.from({ length: 40 }, (_, index) => names.addresses(`hole ${index % 8}`));
    const failures = holes.map((hole) => hole.catch((error: { code?: string }) => error.code));
    expect(await names.addresses("honest")).toEqual(LOOPBACK);
    time = 120_000;
    // known, and looked up again beside it
    expect(await names.addresses("honest")).toEqual(LOOPBACK);
    expect(new Set(await Promise.all(failures))).toEqual(new Set(["ETIMEDOUT"]));
    expect(counted.most).toBe(2);
    // all of them have been looked up, in vain
    await until(() => counted.running === 0 && new Set(counted.asked).size === 9);
    const asked = counted.asked.length;
    await expect(names.addresses("hole 1")).rejects.toThrow();
    expect(counted.asked.length).toBe(asked);
    expect(counted.asked.filter((name) => name === "honest").length).toBe(2);
  });

  it("are what a whole process meets: its requests go by these look-ups", async () => {
    const { counted, lookUp } = system();
    undo = boundNameLookups(new NameLookups({ lookUp, patience: 100 }));
    const server = createServer((_, response) => response.end("here"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const holes = Array.from({ length: 10 }, () => fetch(`http://hole.example:${port}`).then(String, () => "lost"));
    expect(await (await fetch(`http://sharder.example:${port}`)).text()).toBe("here");
    expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe("here");
    expect(new Set(await Promise.all(holes))).toEqual(new Set(["lost"]));
    expect(counted.asked.filter((name) => name.startsWith("hole")).length).toBe(1);
    await expect(dns.promises.lookup("127.0.0.1")).resolves.toMatchObject({ address: "127.0.0.1" });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
