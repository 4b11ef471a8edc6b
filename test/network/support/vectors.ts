// The vectors of contracts/vectors, made by the product: hashes to the curve, and whole lives of a contract as calls in
// order with what comes of each.
import { beaconMessage, drand, randomness } from "../../../src/beacon/index.js";
import { expandMessageXmd, FIELD_MODULUS, G1, G2 } from "../../../src/curve/index.js";
import {
  bytesToInteger,
  canonicalJson,
  fromHex,
  integerToBytes,
  type JsonInput,
  toHex,
  utf8,
} from "../../../src/encoding/index.js";
import {
  DRAND_BEACON,
  deployBeacon,
  deployDrandBeacon,
  encodeDrandRound,
  encodeHeader,
  encodeRound,
  FELDSPAR_BEACON,
  type Hex,
} from "../../../src/evm/index.js";
import { encodeHeader as headerBytes } from "../../../src/magic-block/encode.js";
import { type MagicBlock as Block, MagicBlock } from "../../../src/magic-block/index.js";
import type { ViewChangeResult } from "../../../src/simulation/report/report.js";
import { flipped, headerCall, roundCall } from "./calls.js";

/** A call of a contract: what is sent, and the error it reverts with or what it returns. */
export type Step = {
  readonly what: string;
  readonly data: string;
  /** Sent where it must change the contract, called where it must not. */
  readonly send: boolean;
  /** The error's name, with its argument; none where it goes through. */
  readonly error?: string;
  readonly returns?: string;
};

export type Life = {
  readonly contract: string;
  /** What follows the creation code. */
  readonly arguments: string;
  readonly facts: JsonInput;
  readonly steps: readonly Step[];
};

const TAGS = {
  group: "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_",
  longTerm: "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_",
  rfc9380: "QUUX-V01-CS02-with-BLS12381G1_XMD:SHA-256_SSWU_RO_",
};
const uncompressed1 = (bytes: Uint8Array) => G1.fromBytes(bytes).toBytes(false);
const uncompressed2 = (bytes: Uint8Array) => G2.fromBytes(bytes).toBytes(false);
const calldata = (hex: Hex) => hex.slice(2);
const sent = (what: string, data: Hex): Step => ({ what, data: calldata(data), send: true });
const refused = (what: string, data: Hex, error: string): Step => ({ what, data: calldata(data), send: false, error });

/** Text of a file. */
export const textOf = (value: JsonInput): string => `${canonicalJson(value, 2)}\n`;

export interface Hashed {
  readonly tag: string;
  readonly message: Uint8Array;
  readonly point: Uint8Array;
}

/** Messages of all kinds and lengths, under the tags of the product and that of RFC 9380's own vectors. */
export function hashesToCurve(): readonly Hashed[] {
  const messages = [0, 1, 3, 31, 32, 33, 55, 57, 64, 82, 128, 300].map((length) =>
    Uint8Array.from({ length }, (_, index) => (7 * index + length) & 255),
  );
  messages.push(utf8("abc"), utf8("abcdef0123456789"), new Uint8Array(64));
  return Object.values(TAGS).flatMap((tag) =>
    messages.map((message) => {
      const uniform = expandMessageXmd(message, tag, 128);
      const u = [uniform.subarray(0, 64), uniform.subarray(64)].map((half) =>
        integerToBytes(bytesToInteger(half) % FIELD_MODULUS, 48),
      );
      return { tag, message, uniform, u, point: G1.hashToCurve(message, { DST: tag }).toBytes(false) };
    }),
  );
}

/** What a contract of a run is given, honest and changed. */
export function lifeOfARun({ genesis, genesisHash, magicBlocks, mode, ...run }: ViewChangeResult): Life {
  const [first, second] = magicBlocks as [Block, Block];
  const records = run.beacon.map(({ record }) => record);
  const [one, two] = [records[0]!, records[1]!];
  const view = { chainId: run.chainId, magicBlockNumber: second.number };
  const verified = (what: string, record: typeof one): Step => ({
    ...{ what, data: calldata(encodeRound(record, "verify")), send: false },
    returns: toHex(record.randomness),
  });
  const point = uncompressed1(one.signature);
  const negated = G1.fromBytes(one.signature).negate().toBytes(false);
  const otherKey = G2.fromBytes(second.groupPublicKey).negate().toBytes(false);
  const creation = deployBeacon({ genesis });
  return {
    contract: "FeldsparBeacon",
    arguments: creation.slice(FELDSPAR_BEACON.bytecode.length),
    facts: {
      chainId: run.chainId,
      mode,
      genesisHash,
      headers: magicBlocks.map((block) => ({
        bytes: headerBytes(block),
        hash: MagicBlock.hash(block),
        groupKey: uncompressed2(block.groupPublicKey),
        handOver: block.certificate.handOver,
        confirmation: block.certificate.confirmation,
        first: block.certificate.first as JsonInput,
      })),
      rounds: records.map((record) => {
        const message = beaconMessage(view, record);
        return {
          ...{ ...record },
          message,
          hashed: G1.hashToCurve(message, { DST: TAGS.group }).toBytes(false),
          uncompressedSignature: uncompressed1(record.signature),
        };
      }),
    },
    steps: [
      refused("a round before any block", encodeRound(one, "verify"), "UnknownView(2)"),
      refused("block 2 before block 1", encodeHeader(second), "UnknownView(1)"),
      sent("block 1, after the genesis", encodeHeader(first, { genesis })),
      refused("block 1 again", encodeHeader(first, { genesis }), "AlreadyThere(1)"),
      refused(
        "block 2 without its hand-over",
        headerCall.handOver(second, { signature: uncompressed1(second.certificate.confirmation!) }),
        "WrongSignature()",
      ),
      refused(
        "block 2 without its confirmation",
        headerCall.handOver(second, { signature: uncompressed1(second.certificate.handOver!) }),
        "WrongSignature()",
      ),
      refused("block 2 with the other y of its key", headerCall.handOver(second, { key: otherKey }), "WrongKey()"),
      refused(
        "block 2 with another previous hash",
        headerCall.handOver(second, { header: flipped(headerBytes(second), 43) }),
        "BadHeader(43)",
      ),
      refused(
        "block 2 with another body",
        headerCall.handOver(second, { header: flipped(headerBytes(second), 326) }),
        "WrongSignature()",
      ),
      sent("block 2, handed over", encodeHeader(second)),
      verified("a round", one),
      refused("a round under another view", encodeRound({ ...one, magicBlockNumber: 1 }, "verify"), "NotOfTheView()"),
      refused("another round", encodeRound({ ...one, round: one.round + 9 }, "verify"), "WrongSignature()"),
      refused("after a time-out", encodeRound({ ...one, timeoutCount: 1 }, "verify"), "WrongSignature()"),
      refused("the other y", roundCall({ ...one, point: negated }), "WrongSignature()"),
      refused("a point off the curve", roundCall({ ...one, point: flipped(point, 95) }), "InvalidPoint()"),
      refused("infinity", roundCall({ ...one, point: new Uint8Array(96) }), "InvalidPoint()"),
      refused("a point of order three", roundCall({ ...one, point: integerToBytes(2n, 96) }), "InvalidPoint()"),
      sent("a round, to be stored", encodeRound(one)),
      verified("the next round", two),
      refused(
        "the next round, of another chain of rounds",
        encodeRound({ ...two, previousRandomness: flipped(two.previousRandomness, 0) }, "verify"),
        "NotChained()",
      ),
    ],
  };
}

/** A round of quicknet, as drand published it. */
export const QUICKNET_ROUND = {
  round: 1000,
  signature: fromHex(
    "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
  ),
};

/** The network's times as its chain information says, in seconds. */
export const QUICKNET = { genesisTime: 1692803367, period: 3 };

export function lifeOfQuicknet(): Life {
  const { publicKey } = drand.networks.quicknet;
  const creation = deployDrandBeacon({ publicKey, ...QUICKNET });
  const { round, signature } = QUICKNET_ROUND;
  const returns = toHex(randomness(signature));
  return {
    contract: "DrandBeacon",
    arguments: creation.slice(DRAND_BEACON.bytecode.length),
    facts: { publicKey, groupKey: uncompressed2(publicKey), ...QUICKNET, round, signature },
    steps: [
      { what: "a round", data: calldata(encodeDrandRound(QUICKNET_ROUND, "verify")), send: false, returns },
      refused("another round", encodeDrandRound({ round: round + 1, signature }, "verify"), "WrongSignature()"),
    ],
  };
}
