// Names under which two things would be one.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SealedStore } from "../../../src/keystore/sealed-store.js";
import { LevelStore } from "../../../src/store/level.js";
import { MemoryStore } from "../../../src/store/memory.js";

const folder = mkdtempSync(join(tmpdir(), "feldspar-names-"));
let level: LevelStore;

beforeAll(async () => {
  level = await LevelStore.open(join(folder, "db"));
});
afterAll(async () => {
  await level.close();
  rmSync(folder, { recursive: true, force: true });
});

const BAD = { code: "BAD_TYPE" };

describe("a key that is no well-formed text", () => {
  it.each(["a\ud800", "a\udfff", "\udc00\ud800"])("is refused by every store (%#)", async (key) => {
    const value = new Uint8Array(1);
    const stores = [level, new MemoryStore(), new SealedStore(new MemoryStore(), new Uint8Array(32))];
    for (const store of stores) {
      await expect((async () => store.put(key, value))()).rejects.toMatchObject(BAD);
      await expect((async () => store.get(key))()).rejects.toMatchObject(BAD);
      await expect((async () => store.delete(key))()).rejects.toMatchObject(BAD);
    }
    await expect(level.batch([{ key, value }])).rejects.toMatchObject(BAD);
    await expect(level.range(key, "b", 1)).rejects.toMatchObject(BAD);
    await expect(level.lastKey("a", key)).rejects.toMatchObject(BAD);
  });

  it("and one that is, of any script, is itself", async () => {
    await level.put("𝄞 \ufffd", Uint8Array.of(1));
    expect(await level.get("𝄞 \ufffd")).toEqual(Uint8Array.of(1));
    expect(await level.get("𝄞 ")).toBe(undefined);
  });
});
