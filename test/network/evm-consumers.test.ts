// What stands beside the beacon: a lottery end to end, drand's quicknet, the probe, the board.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { decodeEventLog, encodeFunctionData } from "viem";
import { describe, expect, it } from "vitest";
import { drand, randomness as randomnessOf } from "../../src/beacon/index.js";
import { bytesToInteger, concatBytes, fromHex, integerToBytes, toHex } from "../../src/encoding/index.js";
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
  LOTTERY,
  probe,
} from "../../src/evm/index.js";
import { describeWithVectors } from "../support/vectors.js";
import { flipped } from "./support/calls.js";
import type { Chain } from "./support/chain.js";
import { describeOnChain, SUPPORTED } from "./support/on-chain.js";
import { productRun } from "./support/run.js";
import { SHOWN } from "./support/shown.gen.js";
import { QUICKNET } from "./support/vectors.js";

const run = await productRun("fresh", 1);
const word = (value: Uint8Array): Hex => `0x${toHex(value)}`;
const { enter, draw, claim, winner } = LOTTERY.selectors;

/** Contract `Uniform`, written once more. */
function below(bound: bigint, seed: Uint8Array): bigint {
  const end = 2n ** 256n - (2n ** 256n % bound);
  for (let attempt = 0n; ; attempt++) {
    const value = bytesToInteger(keccak_256(concatBytes(seed, integerToBytes(attempt, 32))));
    if (value < end) return value % bound;
  }
}

async function now(chain: Chain): Promise<number> {
  return Number((await chain.request<{ timestamp: Hex }>("eth_getBlockByNumber", "latest", false)).timestamp);
}

for (const hardfork of SUPPORTED) {
  describeOnChain("a lottery", hardfork, (chain) => {
    it("sells tickets until nobody can know the round, then draws by it", async () => {
      const record = run.beacon[1]!.record;
      const time = (await now(chain())) + 1000;
      const { address: beacon } = await chain().deploy(
        deployBeacon({ genesis: run.genesis, clock: { round: record.round - 10, time, roundTime: 1000 } }),
      );
      const { round } = record;
      const price = 10n ** 15n;
      // the round is not there before time + 10
      const late = deployLottery({ beacon, round, closes: time + 10, price });
      expect(await chain().refusal(null, late)).toBe("RoundTooEarly()");
      const early = deployLottery({ beacon, round: record.round - 11, closes: time, price });
      expect(await chain().refusal(null, early)).toBe("NoClock()");
      const { address } = await chain().deploy(deployLottery({ beacon, round, closes: time + 9, price }));
      const entrants = [...chain().accounts.slice(1, 4), chain().accounts[2]!];
      for (const from of entrants) await chain().send(address, enter, { from, value: price });
      expect(await chain().refusal(address, enter, { value: 1n })).toBe("WrongPrice()");
      expect(await chain().refusal(address, draw)).toBe("Open()");

      await chain().setTime(time + 9);
      expect(await chain().refusal(address, enter, { value: price })).toBe("Closed()");
      expect(await chain().refusal(address, draw)).toBe(`RoundNotStored(${round})`);
      await chain().send(beacon, encodeHeader(run.magicBlocks[0]!, { genesis: run.genesis }));
      await chain().send(beacon, encodeRound(record));
      await chain().send(address, draw);
      expect(await chain().refusal(address, draw)).toBe("AlreadyDrawn()");

      const chainId = BigInt(await chain().request<Hex>("eth_chainId"));
      const parts = [integerToBytes(chainId, 32), new Uint8Array(12), fromHex(address.slice(2)), record.randomness];
      const drawn = entrants[Number(below(BigInt(entrants.length), keccak_256(concatBytes(...parts))))]!;
      expect(`0x${(await chain().call(address, winner)).slice(26)}`).toBe(drawn);
      const balance = async () => BigInt(await chain().request<Hex>("eth_getBalance", drawn, "latest"));
      const other = entrants.find((entrant) => entrant !== drawn)!;
      expect(await chain().refusal(address, claim, { from: other })).toBe("NotTheWinner()");
      const before = await balance();
      await chain().send(address, claim, { from: drawn });
      expect(await balance()).toBeGreaterThan(before + 3n * price);
    });

    it("that nobody entered draws nobody, and a beacon without a clock decides none", async () => {
      const time = (await now(chain())) + 5;
      const clock = { round: 0, time: time + 100, roundTime: 1000 };
      const { address: beacon } = await chain().deploy(deployBeacon({ genesis: run.genesis, clock }));
      const { address } = await chain().deploy(deployLottery({ beacon, round: 5, closes: time, price: 1n }));
      await chain().setTime(time);
      expect(await chain().refusal(address, draw)).toBe("NobodyEntered()");
      const { address: clockless } = await chain().deploy(deployBeacon({ genesis: run.genesis }));
      const none = deployLottery({ beacon: clockless, round: 5, closes: time + 1, price: 1n });
      expect(await chain().refusal(null, none)).toBe("NoClock()");
    });

    it("draws without bias: what is above the last multiple is drawn again", async () => {
      const { address } = await chain().deploy(SHOWN.bytecode);
      for (const bound of [1n, 2n, 3n, 1000n, 2n ** 255n, 2n ** 255n + 1n, 2n ** 256n - 1n]) {
        for (let seed = 0; seed < 5; seed++) {
          const bytes = integerToBytes(BigInt(seed), 32);
          const args = [bound, word(bytes)] as const;
          const data = encodeFunctionData({ abi: SHOWN.abi, functionName: "below", args });
          expect(BigInt(await chain().call(address, data)), `${bound}, ${seed}`).toBe(below(bound, bytes));
        }
      }
    });
  });

  describeOnChain("the probe", hardfork, (chain) => {
    it("finds everything good", async () => {
      const { supported, results } = await probe(chain().provider);
      expect(results.filter(({ verdict }) => verdict !== "good")).toEqual([]);
      expect(supported).toBe(true);
    });
  });
}

describeOnChain("a chain without the precompiles", "cancun", (chain) => {
  it("is found out by the probe, though calls succeed there", async () => {
    const { supported, results } = await probe(chain().provider);
    expect(supported).toBe(false);
    const missing = results.filter(({ verdict }) => verdict === "missing").map(({ name }) => name);
    const pairings = ["of a signature", "of a wrong one", "outside the subgroup"].map((of) => `PAIRING, ${of}`);
    expect(missing).toEqual(["G1ADD", "G2ADD", ...pairings, "MAP_FP_TO_G1"]);
    expect(results.filter(({ verdict }) => verdict === "good").map(({ name }) => name)).toEqual(["SHA-256", "MODEXP"]);
  });

  it("lets no signature pass", async () => {
    const { quicknet } = drand.networks;
    const { address } = await chain().deploy(deployDrandBeacon({ ...quicknet, ...QUICKNET }));
    const call = encodeDrandRound({ round: 1, signature: run.beacon[0]!.record.signature }, "verify");
    expect(await chain().refusal(address, call)).toBe("PrecompileMissing(11)");
    const { address: beacon } = await chain().deploy(deployBeacon({ genesis: run.genesis }));
    const header = encodeHeader(run.magicBlocks[0]!, { genesis: run.genesis });
    expect(await chain().refusal(beacon, header)).toMatch(/^PrecompileMissing/);
  });
});

interface Beacons {
  chains: Record<string, { public_key: string; scheme: string }>;
  beacons: { chain: string; round: number; signature: string; randomness?: string }[];
}

describeWithVectors(
  "drand",
  (vectors) => {
    const { chains, beacons } = vectors.json<Beacons>("beacons.json");
    const ours = beacons.filter(({ chain }) => chains[chain]!.scheme === "bls-unchained-g1-rfc9380");

    for (const hardfork of SUPPORTED) {
      describeOnChain("rounds of drand", hardfork, (chain) => {
        it("of quicknet and other networks of its scheme are verified, changed ones refused", async () => {
          expect(
            ours.some(({ chain: name }) => chains[name]!.public_key === toHex(drand.networks.quicknet.publicKey)),
          ).toBe(true);
          for (const { chain: name, round, signature, randomness } of ours) {
            const publicKey = fromHex(chains[name]!.public_key);
            const { address } = await chain().deploy(deployDrandBeacon({ publicKey, ...QUICKNET }));
            const given = { round, signature: fromHex(signature) };
            const expected = word(randomnessOf(given.signature));
            if (randomness !== undefined) expect(expected).toBe(`0x${randomness}`);
            expect(await chain().call(address, encodeDrandRound(given, "verify"))).toBe(expected);
            expect(await chain().refusal(address, encodeDrandRound({ ...given, round: round + 1 }))).toBe(
              "WrongSignature()",
            );
            await chain().send(address, encodeDrandRound(given));
            expect(await chain().call(address, encodeRandomness(round))).toBe(expected);
            const time = encodeFunctionData({
              abi: DRAND_BEACON.abi,
              functionName: "notBefore",
              args: [BigInt(round)],
            });
            expect(Number(await chain().call(address, time))).toBe(QUICKNET.genesisTime + 3 * (round - 1));
          }
        });
      });
    }
  },
  { allFiles: false },
);

describe("the board", () => {
  describeOnChain("in order", "prague", (chain) => {
    it("counts entries and says who wrote what", async () => {
      const { address } = await chain().deploy(deployBoard());
      const entries = [new Uint8Array(0), Uint8Array.of(1, 2, 3), flipped(new Uint8Array(1000), 999)];
      for (const [position, entry] of entries.entries()) {
        const from = chain().accounts[position % 2]!;
        const args = [position + 1, word(entry)] as const;
        const data = encodeFunctionData({ abi: BOARD.abi, functionName: "append", args });
        const { logs } = await chain().send(address, data, { from });
        expect(logs).toHaveLength(1);
        const { eventName, args: event } = decodeEventLog({
          abi: BOARD.abi,
          data: logs[0]!.data,
          topics: logs[0]!.topics as [Hex, ...Hex[]],
        });
        expect(eventName).toBe("Entry");
        expect({ ...event, writer: event.writer.toLowerCase() }).toEqual({
          position: BigInt(position),
          writer: from.toLowerCase(),
          kind: position + 1,
          data: word(entry),
        });
        expect(logs[0]!.topics[0]).toBe(BOARD.topics.Entry);
      }
      expect(BigInt(await chain().call(address, BOARD.selectors.length))).toBe(3n);
      expect(FELDSPAR_BEACON.topics.RoundStored).toBe(DRAND_BEACON.topics.RoundStored);
    });
  });
});
