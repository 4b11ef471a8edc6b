// What is written down of the contracts, made again: the table of gas in docs/evm.md, and the vectors for other
// implementers, which are then played on a chain. `npm run evm:documents` writes both.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeFunctionResult, encodeFunctionData } from "viem";
import { describe, expect, it } from "vitest";
import { drand } from "../../src/beacon/index.js";
import { concatBytes, fromHex, toHex, utf8 } from "../../src/encoding/index.js";
import { DRAND_BEACON, FELDSPAR_BEACON, type Hex } from "../../src/evm/index.js";
import type { Mode } from "../../src/magic-block/index.js";
import type { ViewChangeResult } from "../../src/simulation/report/report.js";
import { describeWithVectors } from "../support/vectors.js";
import { noAnvil } from "./support/anvil.js";
import { Chain } from "./support/chain.js";
import { type Costs, measure, tableOf } from "./support/gas.js";
import { describeOnChain, SUPPORTED } from "./support/on-chain.js";
import { productRun } from "./support/run.js";
import { SHOWN } from "./support/shown.gen.js";
import { hashesToCurve, type Life, lifeOfARun, lifeOfQuicknet, QUICKNET_ROUND, textOf } from "./support/vectors.js";

const runs = new Map<Mode, ViewChangeResult>();
for (const mode of ["fresh", "reshare"] as const) runs.set(mode, await productRun(mode, 2));

const FOLDER = "contracts/vectors";
const absolute = (file: string) => join(process.cwd(), file);
const LIVES: Readonly<Record<string, Life>> = {
  "beacon-fresh.json": lifeOfARun(runs.get("fresh")!),
  "beacon-reshare.json": lifeOfARun(runs.get("reshare")!),
  "drand-quicknet.json": lifeOfQuicknet(),
};

describe("vectors", () => {
  it("are what the product makes", async () => {
    const hashes = textOf(hashesToCurve().map((vector) => ({ ...vector })));
    await expect(hashes).toMatchFileSnapshot(absolute(`${FOLDER}/hash-to-curve.json`));
    for (const [name, life] of Object.entries(LIVES)) {
      await expect(textOf({ ...life })).toMatchFileSnapshot(absolute(`${FOLDER}/${name}`));
    }
  });

  it("have a round of quicknet that the product verifies", () => {
    expect(drand.verify(drand.networks.quicknet, QUICKNET_ROUND)).toBe(true);
  });
});

/** What the contract makes of a message: the point as the precompiles have it. */
async function hashOnChain(chain: Chain, address: Hex, message: Uint8Array, tag: string): Promise<Hex> {
  const args = [`0x${toHex(message)}`, `0x${toHex(utf8(tag))}`] as const;
  const data = await chain.call(address, encodeFunctionData({ abi: SHOWN.abi, functionName: "hashToG1", args }));
  return decodeFunctionResult({ abi: SHOWN.abi, functionName: "hashToG1", data });
}

/** A point of 96 bytes as the precompiles have it. */
function padded(point: Uint8Array): Hex {
  const zeros = new Uint8Array(16);
  return `0x${toHex(concatBytes(zeros, point.subarray(0, 48), zeros, point.subarray(48)))}`;
}

for (const hardfork of SUPPORTED) {
  describeOnChain("vectors on a chain", hardfork, (chain) => {
    it("hashes come out of the contract as out of the product", async () => {
      const { address } = await chain().deploy(SHOWN.bytecode);
      for (const { tag, message, point } of hashesToCurve()) {
        expect(await hashOnChain(chain(), address, message, tag)).toBe(padded(point));
      }
    });

    for (const [name, { contract, steps, ...life }] of Object.entries(LIVES)) {
      it(`the calls of ${name} go as they say`, async () => {
        const { bytecode } = contract === "DrandBeacon" ? DRAND_BEACON : FELDSPAR_BEACON;
        const { address } = await chain().deploy(`${bytecode}${life.arguments}`);
        for (const { what, data, send, error, returns } of steps) {
          const call: Hex = `0x${data}`;
          expect(await chain().refusal(address, call), what).toBe(error ?? null);
          if (returns !== undefined) expect(await chain().call(address, call), what).toBe(`0x${returns}`);
          if (send) await chain().send(address, call);
        }
      });
    }
  });
}

interface Suite {
  dst: string;
  vectors: { msg: string; P: { x: string; y: string } }[];
}

describeWithVectors(
  "rfc9380",
  (vectors) => {
    const { dst, vectors: list } = vectors.json<Suite>("BLS12381G1_XMD-SHA-256_SSWU_RO_.json");
    describeOnChain("the standard's own hashes", "prague", (chain) => {
      it("come out of the contract", async () => {
        const { address } = await chain().deploy(SHOWN.bytecode);
        expect(list.length).toBe(5);
        for (const { msg, P } of list) {
          const point = concatBytes(...[P.x, P.y].map((coordinate) => fromHex(coordinate.replace(/^0x/, ""))));
          expect(await hashOnChain(chain(), address, utf8(msg), dst)).toBe(padded(point));
        }
      });
    });
  },
  { allFiles: false },
);

describe.skipIf(noAnvil !== null)(`docs/evm.md${noAnvil === null ? "" : ` (${noAnvil})`}`, () => {
  const columns = new Map<string, Costs>();
  const costOf = async (hardfork: (typeof SUPPORTED)[number]) => {
    const chain = await Chain.start(hardfork);
    try {
      columns.set(hardfork, await measure(chain, runs));
    } finally {
      await chain.stop();
    }
  };

  it("has the gas that a run needs", async () => {
    for (const hardfork of SUPPORTED) await costOf(hardfork);
    const SECTION = /(<!-- gas:begin [^\n]*-->\n)[\s\S]*?(<!-- gas:end -->)/;
    const document = readFileSync("docs/evm.md", "utf8");
    expect(document).toMatch(SECTION);
    const written = document.replace(SECTION, (_, begin, end) => `${begin}${tableOf(columns)}\n${end}`);
    await expect(written).toMatchFileSnapshot(absolute("docs/evm.md"));
  });

  it("stays within the bars", () => {
    for (const [hardfork, costs] of columns) {
      expect(costs.get("a round verified"), hardfork).toBeLessThanOrEqual(160_000);
      expect(costs.get("a round verified and stored"), hardfork).toBeLessThanOrEqual(182_000);
      expect(costs.get("hand-over to the next view, mode `fresh`"), hardfork).toBeLessThanOrEqual(316_000);
    }
  });
});
