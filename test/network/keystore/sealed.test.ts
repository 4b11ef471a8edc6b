// State at rest, and identities as files.
import { inspect } from "node:util";
import { afterEach, describe, expect, it, vi } from "vitest";
import { toHex, utf8 } from "../../../src/encoding/index.js";
import { sealKeystore } from "../../../src/keystore/eip2335.js";
import { readIdentity, writeIdentity } from "../../../src/keystore/identity-file.js";
import { openBytes, SealedStore, sealBytes } from "../../../src/keystore/sealed-store.js";
import { MemoryStore } from "../../../src/store/memory.js";
import { createMinerIdentity, createSigningIdentity } from "../../../src/view-change/identity.js";

const key = new Uint8Array(32).fill(7);
const codeOf = (work: () => unknown) => {
  try {
    work();
    return "opened";
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe("a store whose values are sealed", () => {
  it("gives back what was put, and forgets", async () => {
    const store = new SealedStore(new MemoryStore(), key);
    await store.put("state", utf8("a secret"));
    expect(await store.get("state")).toEqual(utf8("a secret"));
    await store.delete("state");
    expect(await store.get("state")).toBeUndefined();
  });

  it("shows nothing of a value, and never the same bytes twice", async () => {
    const inner = new MemoryStore();
    const store = new SealedStore(inner, key);
    await store.put("state", utf8("a secret"));
    const first = toHex(inner.get("state")!);
    await store.put("state", utf8("a secret"));
    expect(first).not.toContain(toHex(utf8("a secret")));
    expect(toHex(inner.get("state")!)).not.toBe(first);
  });

  it("refuses every changed bit, every cut, another name and another key", () => {
    const sealed = sealBytes(key, "state", utf8("a secret"));
    expect(openBytes(key, "state", sealed)).toEqual(utf8("a secret"));
    for (let position = 0; position < sealed.length; position++) {
      const damaged = sealed.slice();
      damaged[position]! ^= 1;
      expect(codeOf(() => openBytes(key, "state", damaged))).toBe("MALFORMED");
      expect(codeOf(() => openBytes(key, "state", sealed.subarray(0, position)))).toBe("MALFORMED");
    }
    expect(codeOf(() => openBytes(key, "other", sealed))).toBe("MALFORMED");
    expect(codeOf(() => openBytes(new Uint8Array(32), "state", sealed))).toBe("MALFORMED");
    expect(codeOf(() => openBytes(new Uint8Array(16), "state", sealed))).toBe("BAD_LENGTH");
    expect(codeOf(() => sealBytes(new Uint8Array(16), "state", sealed))).toBe("BAD_LENGTH");
  });
});

describe("B4: a source of random bytes that repeats itself", () => {
  /** Tells all calls apart within a draw, and none of two draws. */
  function patch(): void {
    let counter = 0;
    const getRandomValues = (bytes: Uint8Array) => {
      for (let index = 0; index < bytes.length; index++) bytes[index] = counter++;
      if (bytes.length === 32) counter = 0;
      return bytes;
    };
    vi.stubGlobal("crypto", { subtle: globalThis.crypto.subtle, getRandomValues });
  }
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it("no two values, names or keys have a nonce in common", () => {
    patch();
    const nonce = (...given: Parameters<typeof sealBytes>) => toHex(sealBytes(...given).subarray(0, 12));
    const same = nonce(key, "state", utf8("a secret"));
    expect(nonce(key, "state", utf8("a secret"))).toBe(same);
    const others = [
      nonce(key, "state", utf8("another")),
      nonce(key, "other", utf8("a secret")),
      nonce(new Uint8Array(32), "state", utf8("a secret")),
    ];
    expect(new Set([same, ...others]).size).toBe(4);
  });

  it("no two keystores have a key stream in common", async () => {
    patch();
    const seal = async (byte: number) => {
      const { kdf, cipher } = (await sealKeystore(new Uint8Array(32).fill(byte), "words", { work: 4 })).crypto;
      return [(kdf.params as { salt: string }).salt, cipher.params.iv];
    };
    const [one, again, two] = [await seal(1), await seal(1), await seal(2)];
    expect(again).toEqual(one);
    expect(two[0]).not.toBe(one[0]);
    expect(two[1]).not.toBe(one[1]);
  });
});

it.each([
  ["zeros", (bytes: Uint8Array) => bytes],
  ["one byte over and over", (bytes: Uint8Array) => bytes.fill(9)],
])("nothing is sealed with random bytes of a source that gives %s", async (_, getRandomValues) => {
  vi.stubGlobal("crypto", { subtle: globalThis.crypto.subtle, getRandomValues });
  try {
    expect(codeOf(() => sealBytes(key, "state", utf8("a secret")))).toBe("NO_RANDOM");
    const sealed = sealKeystore(key, "words", { work: 4 });
    expect(
      await sealed.then(
        () => "sealed",
        ({ code }) => code,
      ),
    ).toBe("NO_RANDOM");
  } finally {
    vi.unstubAllGlobals();
  }
});

describe("an identity's file", () => {
  const scheme = "min-sig";

  it("holds a miner whole, with its public parts in clear and nothing secret", async () => {
    const identity = await createMinerIdentity({ scheme, url: "http://miner.example:8080" });
    const text = await writeIdentity({ role: "miner", scheme, identity, storageKey: key }, "words", 4);
    expect(JSON.parse(text)).toMatchObject({
      ...{ kind: "feldspar-identity", role: "miner", scheme, id: identity.id, url: identity.url },
      ...{ publicKey: toHex(identity.publicKey), encryptionKey: toHex(identity.encryptionKey) },
    });
    for (const secret of [identity.secretKey, identity.encryptionPrivateKey, key])
      expect(text).not.toContain(toHex(secret));
    const opened = await readIdentity(text, "words");
    expect(opened).toMatchObject({ role: "miner", scheme, storageKey: key, url: identity.url });
    expect(opened.identity).toMatchObject({ ...identity });
  });

  it("keeps earlier encryption keys", async () => {
    const identity = await createMinerIdentity({ scheme, url: "" });
    const { encryptionKey, encryptionPrivateKey } = await createMinerIdentity({ scheme, url: "" });
    const previousEncryptionKeys = [{ encryptionKey, encryptionPrivateKey }];
    const text = await writeIdentity(
      { role: "miner", scheme, identity: { ...identity, previousEncryptionKeys } },
      "w",
      4,
    );
    expect((await readIdentity(text, "w")).identity).toMatchObject({ previousEncryptionKeys });
  });

  it("refuses another passphrase, parts of another's file, and what is none", async () => {
    const [one, other] = await Promise.all(
      ["w", "w"].map((words) =>
        writeIdentity({ role: "admin", scheme, identity: createSigningIdentity(scheme) }, words, 4),
      ),
    );
    const codes = (text: string, passphrase = "w") =>
      readIdentity(text, passphrase).then(
        () => "opened",
        (error) => error.code,
      );
    expect(await codes(one!)).toBe("opened");
    const wrong = await readIdentity(one!, "not-these-words").catch((error) => error);
    expect(wrong.code).toBe("BAD_PASSPHRASE");
    expect(inspect(wrong, { depth: 9 })).not.toContain("not-these-words");
    const [mine, theirs] = [JSON.parse(one!), JSON.parse(other!)];
    expect(await codes(JSON.stringify({ ...mine, publicKey: theirs.publicKey }))).toBe("MALFORMED");
    expect(await codes(JSON.stringify({ ...mine, sealed: theirs.sealed }))).toBe("MALFORMED");
    expect(await codes(JSON.stringify({ ...mine, role: "owner" }))).toBe("BAD_JSON");
    expect(await codes("{}")).toBe("BAD_JSON");
    expect(await codes("no JSON")).toBe("BAD_JSON");
  });
});
