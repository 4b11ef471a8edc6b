// The drop-ins for tlock-js and for the precompiles of @ethereumjs/evm, with the package as packed: the same answers as
// what they replace. See drop-ins.test.ts for the others.
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Common, Hardfork, Mainnet } from "@ethereumjs/common";
import { createEVM, type EVM, type EVMBLSInterface, MCLBLS, NobleBLS } from "@ethereumjs/evm";
import { createAddressFromString } from "@ethereumjs/util";
import * as mcl from "mcl-wasm";
import * as tlock from "tlock-js";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { fromHex, toHex } from "../../../bindings/bytes.js";
import { clientOf } from "../../differential/tlock-client.js";
import { NETWORKS } from "../../library/timelock/support.js";
import { MADE } from "../../support/precompile-inputs.js";
import { vectorsRoot } from "../../support/vector-files.js";
import { pack, remove, temporaryFolder, unpackInto } from "./tarball.js";

let folder: string;

beforeAll(() => {
  folder = temporaryFolder();
  cpSync("examples/drop-ins", folder, { recursive: true });
  unpackInto(folder, pack(folder));
});
afterAll(() => remove(folder));

const load = (name: string) => import(pathToFileURL(join(folder, name)).href);

describe("tlock-js", () => {
  it.each(NETWORKS)("opens what the drop-in seals, and the other way round: $name", async (network) => {
    vi.spyOn(console, "log").mockImplementation(() => {});
    const { timelockDecrypt, timelockEncrypt } = await load("tlock-js.js");
    const client = clientOf(network);
    const text = Buffer.from("a text of some length\n".repeat(5000));
    const ours: string = await timelockEncrypt(41, text, client);
    const theirs = await tlock.timelockEncrypt(41, tlock.Buffer.from(text), client);
    for (const sealed of [ours, theirs]) {
      expect(text.equals(await timelockDecrypt(sealed, client))).toBe(true);
      expect(text.equals(await tlock.timelockDecrypt(sealed, client))).toBe(true);
    }
    const later: string = await timelockEncrypt(1_000_000_000, text, client);
    await expect(timelockDecrypt(later, client)).rejects.toThrow("too early");
  });
});

interface Vector {
  readonly Name: string;
  readonly Input: string;
  readonly Expected?: string;
  readonly ExpectedError?: string;
}

/** Address of the precompile that a file of vectors is for. */
const ADDRESSES: Readonly<Record<string, number>> = {
  ...{ add_G1: 0x0b, mul_G1: 0x0c, msm_G1: 0x0c, add_G2: 0x0d, mul_G2: 0x0e, msm_G2: 0x0e },
  ...{ pairing_check: 0x0f, map_fp_to_G1: 0x10, map_fp2_to_G2: 0x11 },
};

const root = vectorsRoot === undefined ? undefined : join(vectorsRoot, "eip2537");

describe.skipIf(root === undefined)("@ethereumjs/evm", () => {
  const common = new Common({ chain: Mainnet, hardfork: Hardfork.Prague });
  const machines: Record<string, EVM> = {};
  beforeAll(async () => {
    await mcl.init(mcl.BLS12_381);
    const { FeldsparBLS } = await load("ethereumjs-evm.js");
    const sides: Record<string, EVMBLSInterface> = {
      noble: new NobleBLS(),
      mcl: new MCLBLS(mcl),
      ours: new FeldsparBLS(),
    };
    for (const [name, bls] of Object.entries(sides)) machines[name] = await createEVM({ common, bls });
  });

  async function run(name: string, address: number, data: Uint8Array) {
    const to = createAddressFromString(`0x${address.toString(16).padStart(40, "0")}`);
    const { execResult } = await machines[name]!.runCall({ to, data, gasLimit: 100_000_000n });
    const { executionGasUsed, returnValue, exceptionError } = execResult;
    return { gas: executionGasUsed, bytes: toHex(returnValue), failed: exceptionError !== undefined };
  }

  const files = root === undefined ? [] : readdirSync(root).filter((name) => name.endsWith(".json"));
  it.each(files)("%s: bytes and gas of both other implementations", async (file) => {
    const vectors = JSON.parse(readFileSync(join(root!, file), "utf8")) as Vector[];
    const address = ADDRESSES[file.replace(/^fail-/, "").replace(/_bls\.json$/, "")]!;
    for (const { Name, Input, Expected } of vectors) {
      const data = fromHex(Input);
      const ours = await run("ours", address, data);
      expect(ours.failed, Name).toBe(Expected === undefined);
      if (Expected !== undefined) expect(ours.bytes, Name).toBe(Expected);
      for (const other of ["noble", "mcl"]) expect(await run(other, address, data), `${Name}, ${other}`).toEqual(ours);
    }
  });

  // the stored vectors have no MSM that succeeds and no pairing that does: these are made here, and both others judge
  it.each(MADE)("$title: bytes and gas of both other implementations", async ({ address, inputs }) => {
    for (const { input, expected } of inputs()) {
      const ours = await run("ours", address, input);
      expect(ours.failed).toBe(false);
      if (expected !== undefined) expect(ours.bytes).toBe(expected);
      for (const other of ["noble", "mcl"]) expect(await run(other, address, input), other).toEqual(ours);
    }
  });

  it("has vectors for all of them", () => {
    const all = files.flatMap((file) => JSON.parse(readFileSync(join(root!, file), "utf8")) as Vector[]);
    expect(all.filter(({ Expected }) => Expected !== undefined).length).toBeGreaterThanOrEqual(50);
    expect(all.filter(({ Expected }) => Expected === undefined).length).toBe(81);
  });
});
