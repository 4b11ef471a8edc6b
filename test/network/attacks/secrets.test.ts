// What somebody sees who prints, clones or logs what runs: nothing that is secret.
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toHex } from "../../../src/encoding/index.js";
import { EtcdLog } from "../../../src/ledger/etcd.js";
import { type Network, startNetwork } from "../support/in-process.js";

let network: Network;

beforeAll(async () => {
  network = await startNetwork({ miners: 1, sharders: 1 });
});
afterAll(() => network.stop());

/** In every form in which bytes are printed. */
function forms(bytes: Uint8Array): string[] {
  return [toHex(bytes), [...bytes].join(", "), [...bytes].join(","), [...bytes.subarray(0, 8)].join(", ")];
}

describe("a process of a node, printed to the bottom", () => {
  it("shows no key", () => {
    const { miners, sharders } = network.founders;
    const secrets = [miners[0]!.secretKey, miners[0]!.encryptionPrivateKey, sharders[0]!.secretKey].flatMap(forms);
    for (const process of [...network.miners, ...network.sharders]) {
      const shown = inspect(process, { depth: 12, maxArrayLength: null });
      expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
    }
  });
});

describe("a log on etcd", () => {
  it("shows nothing of what authenticates, printed, as JSON or to whoever lists it", () => {
    const authorization = "Basic aHVudGVyMi1zZWNyZXQ=";
    const log = new EtcdLog({ endpoints: ["http://a"], genesisHash: new Uint8Array(32), headers: { authorization } });
    for (const shown of [inspect(log, { depth: 9 }), JSON.stringify(log), String(Object.entries(log))])
      expect(shown).not.toContain(authorization);
  });
});
