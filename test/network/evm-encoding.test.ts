// What is sent to the contracts, against viem's encoding; and what is refused before it is sent.
import { createClient, custom, encodeDeployData, encodeFunctionData } from "viem";
import { describe, expect, it } from "vitest";
import { G1, G2 } from "../../src/curve/index.js";
import { concatBytes, type FeldsparError, fromHex, toHex } from "../../src/encoding/index.js";
import {
  BOARD,
  DRAND_BEACON,
  deployBeacon,
  deployBoard,
  deployDrandBeacon,
  deployLottery,
  encodeDrandRound,
  encodeHeader,
  encodeRandomness,
  encodeRound,
  FELDSPAR_BEACON,
  type Hex,
  jsonRpc,
  LOTTERY,
  probe,
  revertReason,
} from "../../src/evm/index.js";
import { headerCall, roundCall } from "./support/calls.js";
import { productRun } from "./support/run.js";

const run = await productRun("fresh", 2);
const { genesis, magicBlocks } = run;
const [first, second] = [magicBlocks[0]!, magicBlocks[1]!];
const record = run.beacon[0]!.record;
const hex = (bytes: Uint8Array): Hex => `0x${toHex(bytes)}`;
const words = (bytes: Uint8Array) =>
  Array.from({ length: bytes.length / 32 }, (_, index) => hex(bytes.subarray(32 * index, 32 * index + 32)));

/** The code with which something throws. */
function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as FeldsparError).code;
  }
  return "nothing";
}

describe("calldata", () => {
  it("of headers and rounds is viem's", () => {
    expect(encodeHeader(first, { genesis })).toBe(headerCall.first(first, genesis, {}));
    expect(encodeHeader(second)).toBe(headerCall.handOver(second, {}));
    expect(encodeHeader(second, { trusted: true })).toBe(headerCall.trusted(second, {}));
    const point = G1.fromBytes(record.signature).toBytes(false);
    expect(encodeRound(record, "verify")).toBe(roundCall({ ...record, point }));
    expect(encodeRound(record).slice(10)).toBe(encodeRound(record, "verify").slice(10));
    const args = [7n, words(point) as unknown as readonly [Hex, Hex, Hex]] as const;
    expect(encodeDrandRound({ round: 7, signature: record.signature })).toBe(
      encodeFunctionData({ abi: DRAND_BEACON.abi, functionName: "submit", args }),
    );
    for (const { abi } of [FELDSPAR_BEACON, DRAND_BEACON])
      expect(encodeRandomness(9)).toBe(encodeFunctionData({ abi, functionName: "randomness", args: [9n] }));
  });

  it("has the lengths that are said", () => {
    expect(encodeRound(record).length).toBe(2 + 2 * 228);
    expect(encodeDrandRound({ round: 7, signature: record.signature }).length).toBe(2 + 2 * 132);
    expect(encodeRandomness(9).length).toBe(2 + 2 * 36);
  });
});

describe("creation code", () => {
  it("is viem's", () => {
    const trustedHash = fromHex("ab".repeat(32));
    const chain = {
      chainId: "a name that takes more than one word of the encoding",
      reshare: true,
      anchor: hex(trustedHash),
      startRound: 0n,
      sharders: 0,
      shardersHash: hex(new Uint8Array(32)),
    };
    const clock = { round: 5n, time: 1_800_000_000n, roundMilliseconds: 400n };
    const { abi, bytecode } = FELDSPAR_BEACON;
    const given = { trustedHash, chainId: chain.chainId, mode: "reshare" as const };
    expect(deployBeacon({ ...given, clock: { round: 5, time: 1_800_000_000, roundTime: 400 } })).toBe(
      encodeDeployData({ abi, bytecode, args: [chain, clock] }),
    );
    const none = { round: 0n, time: 0n, roundMilliseconds: 0n };
    expect(deployBeacon(given)).toBe(encodeDeployData({ abi, bytecode, args: [chain, none] }));
    const key = words(G2.BASE.toBytes(false)) as unknown as readonly [Hex, Hex, Hex, Hex, Hex, Hex];
    expect(deployDrandBeacon({ publicKey: G2.BASE.toBytes(), genesisTime: 9, period: 3 })).toBe(
      encodeDeployData({ abi: DRAND_BEACON.abi, bytecode: DRAND_BEACON.bytecode, args: [key, 9n, 3n] }),
    );
    const beacon = `0x${"12".repeat(20)}` as const;
    expect(deployLottery({ beacon, round: 1, closes: 2, price: 3n })).toBe(
      encodeDeployData({ abi: LOTTERY.abi, bytecode: LOTTERY.bytecode, args: [beacon, 1n, 2n, 3n] }),
    );
    expect(deployBoard()).toBe(encodeDeployData({ abi: BOARD.abi, bytecode: BOARD.bytecode }));
  });

  it("for a genesis takes its round time where the clock says none", () => {
    const clock = { round: 5, time: 1_800_000_000 };
    expect(deployBeacon({ genesis, clock })).toBe(
      deployBeacon({ genesis, clock: { ...clock, roundTime: genesis.roundTime } }),
    );
  });
});

describe("what is refused before it is sent", () => {
  const certificate = { handOver: null, first: null, confirmation: null };

  it("headers", () => {
    expect(codeOf(() => encodeHeader({ ...second, certificate }))).toBe("BAD_PARAMETER");
    expect(codeOf(() => encodeHeader(second, { genesis }))).toBe("BAD_PARAMETER");
    expect(codeOf(() => encodeHeader({ ...second, scheme: "min-pk" }))).toBe("BAD_PARAMETER");
    expect(codeOf(() => encodeHeader({ ...second, t: 1 }))).toBe("MALFORMED");
    expect(codeOf(() => encodeHeader(second, { trust: true } as never))).toBe("UNKNOWN_OPTION");
    const handOver = new Uint8Array(48);
    expect(codeOf(() => encodeHeader({ ...second, certificate: { ...second.certificate, handOver } }))).toBe(
      "BAD_FLAGS",
    );
  });

  it("rounds", () => {
    const change = (fields: object) => codeOf(() => encodeRound({ ...record, ...fields }));
    expect(change({ magicBlockNumber: 0 })).toBe("BAD_INTEGER");
    expect(change({ round: 1.5 })).toBe("BAD_INTEGER");
    expect(change({ timeoutCount: 2 ** 32 })).toBe("BAD_INTEGER");
    expect(change({ previousRandomness: new Uint8Array(31) })).toBe("BAD_LENGTH");
    expect(change({ signature: new Uint8Array(96) })).toBe("BAD_LENGTH");
    expect(change({ signature: Uint8Array.of(0xc0, ...new Uint8Array(47)) })).toBe("IS_IDENTITY");
    expect(codeOf(() => encodeRound(record, "store" as never))).toBe("BAD_PARAMETER");
    expect(codeOf(() => encodeRound(null as never))).toBe("BAD_TYPE");
    expect(codeOf(() => encodeDrandRound({ round: 0, signature: record.signature }))).toBe("BAD_INTEGER");
    expect(codeOf(() => encodeRandomness(-1))).toBe("BAD_INTEGER");
  });

  it("whatever is none of these, with a code", () => {
    const takers: Record<string, (value: never) => unknown> = {
      ...{
        encodeRound,
        encodeDrandRound,
        encodeRandomness,
        encodeHeader,
        deployBeacon,
        deployDrandBeacon,
        deployLottery,
      },
      genesis: (value) => deployBeacon({ genesis: value }),
      clock: (value) => deployBeacon({ genesis, clock: value }),
      start: (value) => encodeHeader(second, { genesis: value }),
      certificate: (value) => encodeHeader({ ...second, certificate: value }),
      handOver: (value) => encodeHeader({ ...second, certificate: { ...second.certificate, handOver: value } }),
      key: (value) => encodeHeader({ ...second, groupPublicKey: value }),
    };
    const throwing = { get: (): never => expect.fail("a getter") };
    const hostile = [null, 5, -1, "x", true, [], {}, new Uint8Array(3), Symbol("x"), new Proxy({}, throwing)];
    for (const [name, take] of Object.entries(takers)) {
      for (const value of hostile) {
        expect(
          codeOf(() => take(value as never)),
          `${name} of ${typeof value}`,
        ).toMatch(/^([A-Z_]+|nothing)$/);
      }
    }
  });

  it("deployments", () => {
    const trustedHash = new Uint8Array(32);
    const trusted = { trustedHash, chainId: "x", mode: "fresh" } as const;
    expect(codeOf(() => deployBeacon({ genesis, trustedHash }))).toBe("BAD_PARAMETER");
    expect(codeOf(() => deployBeacon({}))).toBe("BAD_TYPE");
    expect(codeOf(() => deployBeacon({ ...trusted, mode: "other" as never }))).toBe("BAD_PARAMETER");
    expect(codeOf(() => deployBeacon({ ...trusted, chainId: 5 as never }))).toBe("BAD_TYPE");
    expect(codeOf(() => deployBeacon({ ...trusted, clock: { round: 1, time: 1 } }))).toBe("BAD_INTEGER");
    expect(codeOf(() => deployBeacon({ genesis, clock: { round: 1, time: 0 } }))).toBe("BAD_INTEGER");
    const drand = { ...genesis, mode: "reshare", beacon: { ...genesis.beacon, mode: "drand" } } as const;
    expect(codeOf(() => deployBeacon({ genesis: { ...drand, beacon: { ...drand.beacon, period: 3 } } }))).toBe(
      "BAD_PARAMETER",
    );
    const [sharder, ...others] = genesis.sharders;
    const unproven = { ...sharder!, proofOfPossession: others[0]!.proofOfPossession };
    expect(codeOf(() => deployBeacon({ genesis: { ...genesis, sharders: [unproven, ...others] } }))).toBe(
      "BAD_PARAMETER",
    );
    const publicKey = G2.BASE.toBytes();
    expect(codeOf(() => deployDrandBeacon({ publicKey, genesisTime: 0, period: 0 }))).toBe("BAD_INTEGER");
    expect(codeOf(() => deployDrandBeacon({ publicKey: record.signature, genesisTime: 0, period: 1 }))).toBe(
      "BAD_LENGTH",
    );
    const infinity = Uint8Array.of(0xc0, ...new Uint8Array(95));
    expect(codeOf(() => deployDrandBeacon({ publicKey: infinity, genesisTime: 0, period: 1 }))).toBe("IS_IDENTITY");
    const lottery = { beacon: `0x${"12".repeat(20)}`, round: 1, closes: 2, price: 3n };
    expect(codeOf(() => deployLottery({ ...lottery, beacon: "12" }))).toBe("BAD_HEX");
    expect(codeOf(() => deployLottery({ ...lottery, beacon: "0x12" }))).toBe("BAD_LENGTH");
    expect(codeOf(() => deployLottery({ ...lottery, price: 1 as never }))).toBe("BAD_TYPE");
    expect(codeOf(() => deployLottery({ ...lottery, price: -1n }))).toBe("BAD_INTEGER");
  });
});

describe("a chain's answers", () => {
  it("that reverted are named", () => {
    const [data, name] = Object.entries(FELDSPAR_BEACON.errors)[0]!;
    expect(revertReason(data)).toBe(name);
    expect(revertReason(`${data}${"00".repeat(32)}`)).toBe(name);
    // as Hardhat has it
    expect(revertReason({ message: "reverted", data: { data } })).toBe(name);
    expect(revertReason({ data: { data: { data: { data } } } })).toBe(null);
    for (const other of ["0x", "0x00000000", null, undefined, 5, {}]) expect(revertReason(other)).toBe(null);
  });

  it("are asked for by viem's clients too", async () => {
    const asked: string[] = [];
    const transport = custom({
      request: async ({ params }) => {
        asked.push(params[0].to);
        return "0x";
      },
    });
    const client = createClient({ transport });
    const { supported, results } = await probe(client as never);
    expect(supported).toBe(false);
    expect(asked).toEqual(results.map(({ address }) => address));
    expect(new Set(results.map(({ verdict }) => verdict))).toEqual(new Set(["missing"]));
  });

  it("that are wrong, or none at all, are not taken for good", async () => {
    const wrong = await probe({ request: async () => hex(concatBytes(new Uint8Array(31), Uint8Array.of(1))) });
    expect(wrong.supported).toBe(false);
    expect(wrong.results.filter(({ verdict }) => verdict === "good").map(({ name }) => name)).toEqual([
      "PAIRING, of a signature",
    ]);
    const nobody = await probe(jsonRpc("http://127.0.0.1:9"));
    expect(nobody.supported).toBe(false);
    expect(codeOf(() => jsonRpc(5 as never))).toBe("BAD_TYPE");
  });
});
