// The embedded engine on disk: the contract of every log, and what a killed process must find again.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { utf8 } from "../../../src/encoding/index.js";
import { LocalLog } from "../../../src/ledger/local.js";
import { LevelStore } from "../../../src/store/level.js";
import { keepsTheLogContract } from "../../protocol/node/log-contract.js";

const folders: string[] = [];
const stores: LevelStore[] = [];

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "feldspar-local-"));
  folders.push(made);
  return made;
}

async function storeIn(path: string): Promise<LevelStore> {
  const store = await LevelStore.open(path);
  stores.push(store);
  return store;
}

afterAll(async () => {
  await Promise.all(stores.map((store) => store.close().catch(() => {})));
  await Promise.all(folders.map((path) => rm(path, { recursive: true, force: true })));
});

describe("the local log", () => {
  keepsTheLogContract(async () => LocalLog.open(await storeIn(await folder())));

  it("goes on in another process where it was, and knows what it has", async () => {
    const path = await folder();
    const store = await storeIn(path);
    const log = await LocalLog.open(store);
    for (let index = 0; index < 12; index++) await log.append("member", utf8(`entry ${index}`));
    await log.close();
    await store.close();
    const again = await LocalLog.open(await storeIn(path));
    expect(await again.head()).toEqual({ position: 12n });
    expect(await again.append("member", utf8("entry 3"))).toEqual({ position: 4n, duplicate: true });
    expect(await again.append("member", utf8("entry 12"))).toEqual({ position: 13n, duplicate: false });
  });
});

describe("a store on disk", () => {
  it("keeps, forgets and finds bytes, as copies", async () => {
    const path = await folder();
    const store = await storeIn(path);
    const bytes = utf8("value");
    await store.put("key", bytes);
    bytes.fill(0);
    expect(await store.get("key")).toEqual(utf8("value"));
    expect(await store.get("other")).toBe(undefined);
    await store.delete("key");
    await store.delete("key");
    expect(await store.get("key")).toBe(undefined);
    await store.put("kept", utf8("on disk"));
    await store.close();
    expect(await (await storeIn(path)).get("kept")).toEqual(utf8("on disk"));
  });

  it("belongs to one process at a time: STORE_TAKEN", async () => {
    const path = await folder();
    await storeIn(path);
    await expect(LevelStore.open(path)).rejects.toMatchObject({ code: "STORE_TAKEN" });
  });
});
