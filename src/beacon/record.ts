// One round of the beacon as it is stored and published, and who can verify it.
import { canonicalJson, type JsonInput, JsonReader, parseJson } from "../encoding/index.js";

/** What a verifier needs of a view: no miner's key, the group's alone. */
export interface BeaconView {
  readonly scheme: "min-sig" | "min-pk";
  readonly chainId: string;
  readonly magicBlockNumber: number;
  readonly groupPublicKey: Uint8Array;
}

export interface BeaconRecord {
  readonly magicBlockNumber: number;
  readonly round: number;
  readonly timeoutCount: number;
  /** Randomness of the round before, 32 bytes. */
  readonly previousRandomness: Uint8Array;
  readonly signature: Uint8Array;
  /** SHA-256(signature). */
  readonly randomness: Uint8Array;
}

/** A view's beacon in one file. */
export interface BeaconFile {
  readonly view: BeaconView;
  /** Hash of the magic block that names the group key. */
  readonly magicBlockHash: Uint8Array;
  readonly rounds: readonly BeaconRecord[];
}

const MAX_ROUNDS = 1_000_000;
const KIND = "feldspar-beacon";

/** The file that `feldspar verify` reads, as canonical JSON; `indent` for people. */
export function beaconToJson(file: BeaconFile, indent = 0): string {
  const { view, magicBlockHash, rounds } = file;
  return canonicalJson({ kind: KIND, ...view, magicBlockHash, rounds } as unknown as JsonInput, indent);
}

/** Reads what beaconToJson wrote. Throws BAD_JSON. */
export function beaconFromJson(input: unknown): BeaconFile {
  const value = typeof input === "string" ? parseJson(input, "beacon") : input;
  const fields = new JsonReader(value, "beacon").object([
    "kind",
    "scheme",
    "chainId",
    "magicBlockNumber",
    "groupPublicKey",
    "magicBlockHash",
    "rounds",
  ]);
  fields.kind.oneOf([KIND] as const);
  const scheme = fields.scheme.oneOf(["min-sig", "min-pk"] as const);
  const [keyLength, signatureLength] = scheme === "min-sig" ? [96, 48] : [48, 96];
  const most = Number.MAX_SAFE_INTEGER;
  return {
    view: {
      scheme,
      chainId: fields.chainId.text(256),
      magicBlockNumber: fields.magicBlockNumber.integer(1, most),
      groupPublicKey: fields.groupPublicKey.hex(keyLength),
    },
    magicBlockHash: fields.magicBlockHash.hex(32),
    rounds: fields.rounds.array(MAX_ROUNDS, (item) => {
      const round = item.object([
        "magicBlockNumber",
        "round",
        "timeoutCount",
        "previousRandomness",
        "signature",
        "randomness",
      ]);
      return {
        magicBlockNumber: round.magicBlockNumber.integer(1, most),
        round: round.round.integer(0, most),
        timeoutCount: round.timeoutCount.integer(0, 0xffffffff),
        previousRandomness: round.previousRandomness.hex(32),
        signature: round.signature.hex(signatureLength),
        randomness: round.randomness.hex(32),
      };
    }),
  };
}
