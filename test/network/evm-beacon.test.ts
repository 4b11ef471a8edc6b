// FeldsparBeacon on a chain: it follows the magic blocks of whole runs of the product from the genesis, verifies their
// rounds, and refuses whatever was changed.
import { beforeAll, describe, expect, it } from "vitest";
import { G1, G2 } from "../../src/curve/index.js";
import { concatBytes, fromHex, toHex } from "../../src/encoding/index.js";
import { deployBeacon, encodeHeader, encodeRandomness, encodeRound, type Hex } from "../../src/evm/index.js";
import { MagicBlock, type Mode } from "../../src/magic-block/index.js";
import type { ViewChangeResult } from "../../src/simulation/report/report.js";
import { flipped, headerCall, roundCall } from "./support/calls.js";
import type { Chain } from "./support/chain.js";
import { describeOnChain, SUPPORTED } from "./support/on-chain.js";
import { productRun } from "./support/run.js";

/** Rounds of the last view, and of the first: the same run, ended after one view. */
const RUNS = new Map<Mode, { whole: ViewChangeResult; begun: ViewChangeResult }>();
for (const mode of ["fresh", "reshare"] as const) {
  RUNS.set(mode, { whole: await productRun(mode, 3), begun: await productRun(mode, 1) });
}

const word = (value: Uint8Array): Hex => `0x${toHex(value)}`;

/** Deploys for a run's genesis; `views` blocks are followed. */
async function deployed(chain: Chain, { genesis, magicBlocks }: ViewChangeResult, views: number): Promise<Hex> {
  const { address } = await chain.deploy(deployBeacon({ genesis }));
  for (const block of magicBlocks.slice(0, views)) {
    await chain.send(address, encodeHeader(block, block.number === 1 ? { genesis } : {}));
  }
  return address;
}

for (const hardfork of SUPPORTED) {
  for (const mode of ["fresh", "reshare"] as const) {
    const { whole, begun } = RUNS.get(mode)!;
    const { genesis, magicBlocks } = whole;
    const [first, second, third] = magicBlocks as [MagicBlock, MagicBlock, MagicBlock];
    const records = whole.beacon.map(({ record }) => record);
    const firstRecords = begun.beacon.map(({ record }) => record);

    describeOnChain(`a run of the product, ${mode}`, hardfork, (chain) => {
      it("follows the blocks and verifies rounds of every view; the randomness is the product's", async () => {
        expect(MagicBlock.hash(begun.magicBlocks[0]!)).toEqual(MagicBlock.hash(first));
        const address = await deployed(chain(), whole, 1);
        for (const record of firstRecords) {
          expect(await chain().call(address, encodeRound(record, "verify"))).toBe(word(record.randomness));
          const { logs } = await chain().send(address, encodeRound(record));
          expect(logs).toHaveLength(1);
          expect(logs[0]!.data).toBe(word(record.randomness));
          expect(await chain().call(address, encodeRandomness(record.round))).toBe(word(record.randomness));
        }
        for (const block of [second, third]) {
          const { logs } = await chain().send(address, encodeHeader(block));
          expect(logs[0]!.data.slice(0, 66)).toBe(word(MagicBlock.hash(block)));
        }
        for (const record of records) {
          await chain().send(address, encodeRound(record));
          expect(await chain().call(address, encodeRandomness(record.round))).toBe(word(record.randomness));
        }
        // rounds of a view that is over are still verified
        expect(await chain().call(address, encodeRound(firstRecords[0]!, "verify"))).toBe(
          word(firstRecords[0]!.randomness),
        );
      });

      it("says what it was deployed with, and what it knows of a block", async () => {
        const address = await deployed(chain(), whole, 2);
        const { known, deployment } = await headerCall.read(chain(), address, 2);
        expect(known).toEqual({
          hash: word(MagicBlock.hash(second)),
          startingRound: BigInt(second.startingRound),
          groupKey: word(G2.fromBytes(second.groupPublicKey).toBytes(false)),
        });
        expect(deployment).toMatchObject({ chainId: whole.chainId, reshare: mode === "reshare", sharders: 3 });
        expect(deployment.anchor).toBe(word(whole.genesisHash));
        expect(deployment.startRound).toBe(BigInt(genesis.startRound));
        expect(await chain().refusal(address, headerCall.magicBlock(3))).toBe("UnknownView(3)");
      });

      it("begins at a block whose hash is trusted", async () => {
        const trustedHash = MagicBlock.hash(second);
        const { address } = await chain().deploy(deployBeacon({ trustedHash, chainId: whole.chainId, mode }));
        expect(await chain().refusal(address, encodeHeader(first, { genesis }))).toBe("WrongSharders()");
        expect(await chain().refusal(address, encodeHeader(first, { trusted: true }))).toBe("BadHeader(0)");
        expect(await chain().refusal(address, encodeHeader(third))).toBe("UnknownView(2)");
        await chain().send(address, encodeHeader(second, { trusted: true }));
        expect(await chain().refusal(address, encodeHeader(second, { trusted: true }))).toBe("AlreadyThere(2)");
        await chain().send(address, encodeHeader(third));
        await chain().send(address, encodeRound(records[0]!));
      });

      it("refuses blocks out of order, twice, and without one half of their certificate", async () => {
        const address = await deployed(chain(), whole, 0);
        const refusal = (data: Hex) => chain().refusal(address, data);
        expect(await refusal(encodeHeader(second))).toBe("UnknownView(1)");
        expect(await refusal(encodeHeader(first, { trusted: true }))).toBe("BadHeader(0)");
        await chain().send(address, encodeHeader(first, { genesis }));
        expect(await refusal(encodeHeader(first, { genesis }))).toBe("AlreadyThere(1)");
        expect(await refusal(encodeHeader(third))).toBe("UnknownView(2)");
        for (const part of ["handOver", "confirmation"] as const) {
          const signature = G1.fromBytes(second.certificate[part]!).toBytes(false);
          expect(await refusal(headerCall.handOver(second, { signature })), part).toBe("WrongSignature()");
        }
        await chain().send(address, encodeHeader(second));
        expect(await refusal(encodeHeader(second))).toBe("AlreadyThere(2)");
      });

      it("refuses block 1 without more than half of the genesis' sharders, or with others", async () => {
        const address = await deployed(chain(), whole, 0);
        const refusal = (change: Parameters<typeof headerCall.first>[2]) =>
          chain().refusal(address, headerCall.first(first, genesis, change));
        expect(await refusal({})).toBe(null);
        const { signers } = first.certificate.first!;
        const one = Uint8Array.of(0x80);
        expect(await refusal({ signers: one })).toBe("TooFewSharders()");
        const others = [0xc0, 0xa0, 0x60, 0xe0].filter((bits) => bits !== signers[0]);
        for (const bits of others) expect(await refusal({ signers: Uint8Array.of(bits) })).toBe("WrongSignature()");
        expect(await refusal({ signers: Uint8Array.of(signers[0]! | 0x10) })).toBe("WrongSharders()");
        expect(await refusal({ signers: concatBytes(signers, Uint8Array.of(0)) })).toBe("WrongSharders()");
        const key = G2.BASE.toBytes(false);
        expect(await refusal({ keys: concatBytes(key, key, key) })).toBe("WrongSharders()");
        expect(await refusal({ keys: concatBytes(key, key) })).toBe("WrongSharders()");
      });

      it("refuses a header of which any field was changed", async () => {
        const address = await deployed(chain(), whole, 1);
        const refusal = (change: Parameters<typeof headerCall.handOver>[1]) =>
          chain().refusal(address, headerCall.handOver(second, change));
        expect(await refusal({})).toBe(null);
        const expected: readonly [number, string][] = [
          ...([0, 1, 2] as const).map((offset) => [offset, "BadHeader(0)"] as [number, string]),
          [3, "BadHeader(3)"],
          [34, "BadHeader(3)"],
          [43, "BadHeader(43)"],
          [74, "BadHeader(43)"],
          [75, "BadHeader(75)"],
          [82, "WrongSignature()"],
          [99, "BadHeader(99)"],
          [103, "WrongSignature()"],
          [134, "WrongSignature()"],
          [135, "WrongKey()"],
          [200, "WrongKey()"],
          [230, "WrongKey()"],
          [231, "WrongSignature()"],
          [263, "WrongSignature()"],
          [294, "WrongSignature()"],
          [295, "WrongSignature()"],
          [326, "WrongSignature()"],
        ];
        for (const [offset, error] of expected) {
          expect(await refusal({ header: flipped(headerCall.bytes(second), offset) }), `byte ${offset}`).toBe(error);
        }
        for (const offset of [83, 87, 91, 95]) {
          expect(await refusal({ header: flipped(headerCall.bytes(second), offset) })).toBe("BadHeader(83)");
        }
        expect(await refusal({ header: headerCall.bytes(second).subarray(0, 326) })).toBe("BadHeader(0)");
        expect(await refusal({ header: concatBytes(headerCall.bytes(second), Uint8Array.of(0)) })).toBe("BadHeader(0)");
      });

      it("holds headers to 0 < t <= k <= members <= n < 2t, and to rising rounds", async () => {
        const address = await deployed(chain(), whole, 1);
        const counts = (t: number, k: number, n: number, memberCount: number, sharderCount = 1) =>
          chain().refusal(address, headerCall.handOver({ ...second, t, k, n, memberCount, sharderCount }, {}));
        for (const [t, k, n, members] of [
          [3, 2, 4, 4],
          [3, 4, 4, 3],
          [3, 3, 4, 5],
          [2, 2, 4, 4],
          [2049, 2049, 4097, 4097],
        ] as const) {
          expect(await counts(t, k, n, members)).toBe("BadHeader(83)");
        }
        expect(await counts(3, 3, 5, 3)).toBe("WrongSignature()");
        expect(await counts(3, 3, 4, 4, 1001)).toBe("BadHeader(99)");
        const startingRound = first.startingRound;
        expect(await chain().refusal(address, headerCall.handOver({ ...second, startingRound }, {}))).toBe(
          "BadHeader(75)",
        );
      });

      it("refuses another key than the header's, in whatever form", async () => {
        const address = await deployed(chain(), whole, 1);
        const key = G2.fromBytes(second.groupPublicKey);
        const refusal = (changed: Uint8Array) =>
          chain().refusal(address, headerCall.handOver(second, { key: changed }));
        expect(await refusal(key.negate().toBytes(false))).toBe("WrongKey()");
        expect(await refusal(key.double().toBytes(false))).toBe("WrongKey()");
        expect(await refusal(flipped(key.toBytes(false), 0, 0x80))).toBe("WrongKey()");
        // a y off the curve, of the right sign: the pairing sees it; in a reshare the contract has the key already
        const off = flipped(key.toBytes(false), 191);
        expect(await refusal(off)).toBe(mode === "fresh" ? "InvalidPoint()" : "WrongKey()");
        // a header with another key that the new view itself would confirm
        const groupPublicKey = G2.BASE.toBytes();
        const other = headerCall.handOver({ ...second, groupPublicKey }, { key: G2.BASE.toBytes(false) });
        expect(await chain().refusal(address, other)).toBe(mode === "fresh" ? "WrongSignature()" : "WrongKey()");
        // infinity: compressed with and without its flag
        for (const flag of [0xc0, 0x80]) {
          const infinity = { ...second, groupPublicKey: Uint8Array.of(flag, ...new Uint8Array(95)) };
          const call = headerCall.handOver(infinity, { key: new Uint8Array(192) });
          expect(await chain().refusal(address, call)).toBe("WrongKey()");
        }
      });

      it("refuses a round of which any field was changed", async () => {
        const address = await deployed(chain(), whole, 3);
        const record = records[1]!;
        const refusal = (change: Partial<typeof record>) =>
          chain().refusal(address, encodeRound({ ...record, ...change }, "verify"));
        expect(await refusal({})).toBe(null);
        expect(await refusal({ magicBlockNumber: 4 })).toBe("UnknownView(4)");
        expect(await refusal({ magicBlockNumber: 2 })).toBe("NotOfTheView()");
        expect(await refusal({ round: third.startingRound - 1 })).toBe("NotOfTheView()");
        expect(await refusal({ round: record.round + 5 })).toBe("WrongSignature()");
        expect(await refusal({ timeoutCount: 1 })).toBe("WrongSignature()");
        const previousRandomness = flipped(record.previousRandomness, 31);
        expect(await refusal({ previousRandomness })).toBe("WrongSignature()");
        await chain().send(address, encodeRound(records[0]!));
        expect(await refusal({ previousRandomness })).toBe("NotChained()");
        expect(await refusal({})).toBe(null);
        expect(await refusal({ signature: records[2]!.signature })).toBe("WrongSignature()");
        // a round of view 1 under the name of view 3, and of view 3 under that of view 1
        expect(await refusal({ ...firstRecords[0]!, magicBlockNumber: 3 })).toBe("NotOfTheView()");
        expect(await refusal({ magicBlockNumber: 1 })).toBe("NotOfTheView()");
      });

      it("refuses points that are none, and the other y", async () => {
        const address = await deployed(chain(), whole, 3);
        const point = G1.fromBytes(records[0]!.signature);
        const refusal = (signature: Uint8Array) =>
          chain().refusal(address, roundCall({ ...records[0]!, point: signature }));
        expect(await refusal(point.toBytes(false))).toBe(null);
        expect(await refusal(point.negate().toBytes(false))).toBe("WrongSignature()");
        expect(await refusal(new Uint8Array(96))).toBe("InvalidPoint()");
        expect(await refusal(flipped(point.toBytes(false), 95))).toBe("InvalidPoint()");
        expect(await refusal(flipped(point.toBytes(false), 0, 0x80))).toBe("InvalidPoint()");
        // (0, 2) is on the curve, and of order three
        const small = new Uint8Array(96);
        small[95] = 2;
        expect(await refusal(small)).toBe("InvalidPoint()");
        const shifted = G1.fromBytes(small, { subgroupCheck: false }).add(point);
        expect(await refusal(shifted.toBytes(false))).toBe("InvalidPoint()");
      });

      it("chains the first round to block 1", async () => {
        const address = await deployed(chain(), whole, 1);
        const record = firstRecords[0]!;
        expect(record.previousRandomness).toEqual(MagicBlock.hash(first));
        const changed = { ...record, previousRandomness: new Uint8Array(32) };
        expect(await chain().refusal(address, encodeRound(changed))).toBe("NotChained()");
      });

      it("keeps the first that is stored, whatever comes later", async () => {
        const address = await deployed(chain(), whole, 3);
        const record = records[0]!;
        expect(await chain().refusal(address, encodeRandomness(record.round))).toBe(`RoundNotStored(${record.round})`);
        await chain().send(address, encodeRound(record));
        const again = { ...record, signature: records[1]!.signature };
        const { logs } = await chain().send(address, encodeRound(again));
        expect(logs).toEqual([]);
        expect(await chain().call(address, encodeRandomness(record.round))).toBe(word(record.randomness));
      });
    });
  }

  describe("other chains", () => {
    describeOnChain("headers and rounds of another run", hardfork, (chain) => {
      let fresh: Hex;
      beforeAll(async () => {
        fresh = await deployed(chain(), RUNS.get("fresh")!.whole, 1);
      });

      it("are refused", async () => {
        const other = RUNS.get("reshare")!.whole;
        expect(await chain().refusal(fresh, encodeHeader(other.magicBlocks[1]!))).toBe("BadHeader(0)");
        const record = RUNS.get("reshare")!.begun.beacon[0]!.record;
        const { previousRandomness } = RUNS.get("fresh")!.begun.beacon[0]!.record;
        expect(await chain().refusal(fresh, encodeRound(record))).toBe("NotChained()");
        expect(await chain().refusal(fresh, encodeRound({ ...record, previousRandomness }))).toBe("WrongSignature()");
      });

      it("are refused by a contract for a chain of another name", async () => {
        const { genesis, magicBlocks } = RUNS.get("fresh")!.whole;
        const renamed = { ...genesis, chainId: "feldspar-evn" };
        const { address } = await chain().deploy(deployBeacon({ genesis: renamed }));
        const call = encodeHeader(magicBlocks[0]!, { genesis });
        expect(await chain().refusal(address, call)).toBe("BadHeader(3)");
        const { address: trusting } = await chain().deploy(
          deployBeacon({ trustedHash: fromHex("07".repeat(32)), chainId: genesis.chainId, mode: "fresh" }),
        );
        const trusted = encodeHeader(magicBlocks[0]!, { trusted: true });
        expect(await chain().refusal(trusting, trusted)).toBe("BadHeader(0)");
      });
    });
  });
}
