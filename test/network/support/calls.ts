// Calls that the product would not make: any part of them can be another. Encoded by viem from the interface, so that
// the product's own encoding is held against a second one.
import { decodeFunctionResult, encodeFunctionData } from "viem";
import { G1, G2 } from "../../../src/curve/index.js";
import { toHex } from "../../../src/encoding/index.js";
import { FELDSPAR_BEACON, type Hex, type RoundOfAView } from "../../../src/evm/index.js";
import { encodeHeader } from "../../../src/magic-block/encode.js";
import type { CertifiedHeader, Genesis } from "../../../src/magic-block/index.js";
import type { Chain } from "./chain.js";

const { abi } = FELDSPAR_BEACON;
const hex = (bytes: Uint8Array): Hex => `0x${toHex(bytes)}`;

/** A copy with some bits of one byte the other way. */
export function flipped(bytes: Uint8Array, offset: number, bits = 1): Uint8Array {
  const copy = bytes.slice();
  copy[offset]! ^= bits;
  return copy;
}

const words = (bytes: Uint8Array): Hex[] =>
  Array.from({ length: bytes.length / 32 }, (_, index) => hex(bytes.subarray(32 * index, 32 * index + 32)));
type Three = readonly [Hex, Hex, Hex];
type Six = readonly [Hex, Hex, Hex, Hex, Hex, Hex];

/** What can be changed of a call with a header. */
export interface HeaderChange {
  readonly header?: Uint8Array;
  readonly key?: Uint8Array;
  readonly signature?: Uint8Array;
  readonly signers?: Uint8Array;
  readonly keys?: Uint8Array;
}

function key(header: CertifiedHeader, change: HeaderChange): Six {
  return words(change.key ?? G2.fromBytes(header.groupPublicKey).toBytes(false)) as unknown as Six;
}

function sum(change: HeaderChange, parts: readonly Uint8Array[]): Three {
  const points = parts.map((part) => G1.fromBytes(part));
  return words(change.signature ?? points.reduce((a, b) => a.add(b)).toBytes(false)) as unknown as Three;
}

export const headerCall = {
  bytes: (header: CertifiedHeader): Uint8Array => encodeHeader(header),

  handOver(header: CertifiedHeader, change: HeaderChange): Hex {
    const { handOver, confirmation } = header.certificate;
    const bytes = hex(change.header ?? encodeHeader(header));
    const args = [bytes, key(header, change), sum(change, [handOver!, confirmation!])] as const;
    return encodeFunctionData({ abi, functionName: "handOver", args });
  },

  first(header: CertifiedHeader, genesis: Genesis, change: HeaderChange): Hex {
    const { first, confirmation } = header.certificate;
    const keys = genesis.sharders.flatMap(({ publicKey }) => [...G2.fromBytes(publicKey).toBytes(false)]);
    const args = [
      hex(change.header ?? encodeHeader(header)),
      key(header, change),
      sum(change, [first!.aggregate, confirmation!]),
      hex(change.signers ?? first!.signers),
      hex(change.keys ?? Uint8Array.from(keys)),
    ] as const;
    return encodeFunctionData({ abi, functionName: "first", args });
  },

  trusted(header: CertifiedHeader, change: HeaderChange): Hex {
    const bytes = hex(change.header ?? encodeHeader(header));
    const args = [bytes, key(header, change), sum(change, [header.certificate.confirmation!])] as const;
    return encodeFunctionData({ abi, functionName: "trusted", args });
  },

  magicBlock: (number: number): Hex => encodeFunctionData({ abi, functionName: "magicBlock", args: [BigInt(number)] }),

  /** What a contract says of itself and of a block. */
  async read(chain: Chain, address: Hex, number: number) {
    const data = await chain.call(address, headerCall.magicBlock(number));
    const [hash, startingRound, groupKey] = decodeFunctionResult({ abi, functionName: "magicBlock", data });
    const said = await chain.call(address, encodeFunctionData({ abi, functionName: "deployment" }));
    const deployment = decodeFunctionResult({ abi, functionName: "deployment", data: said });
    return { known: { hash, startingRound, groupKey }, deployment };
  },
};

/** A call of `verify`, with any 96 bytes in the place of the point. */
export function roundCall(round: Omit<RoundOfAView, "signature"> & { readonly point: Uint8Array }): Hex {
  const input = {
    magicBlockNumber: BigInt(round.magicBlockNumber),
    round: BigInt(round.round),
    timeoutCount: round.timeoutCount,
    previousRandomness: hex(round.previousRandomness),
    signature: words(round.point) as unknown as Three,
  };
  return encodeFunctionData({ abi, functionName: "verify", args: [input] });
}
