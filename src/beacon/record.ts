// One round of the beacon as it is stored and published, and who can verify it.
import { schemeByName } from "../bls/index.js";
import {
  canonicalJson,
  type Format,
  fixed,
  JsonReader,
  list,
  oneOf,
  parseJson,
  record,
  text,
  unsigned,
} from "../encoding/index.js";

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
const MAX_CHAIN_ID = 256;
const KIND = "feldspar-beacon";

/** The file as it stands: what names it, the view's fields beside the others. */
interface FlatFile extends BeaconView, Omit<BeaconFile, "view"> {
  readonly kind: typeof KIND;
}

function fileFormat(scheme: BeaconView["scheme"]): Format<FlatFile> {
  const { publicKeyLength, signatureLength } = schemeByName(scheme);
  const number = unsigned(64, 1);
  const hash = fixed(32);
  const round = record<BeaconRecord>({
    magicBlockNumber: number,
    round: unsigned(64),
    timeoutCount: unsigned(32),
    previousRandomness: hash,
    signature: fixed(signatureLength),
    randomness: hash,
  });
  return record<FlatFile>({
    kind: oneOf([KIND]),
    scheme: oneOf(["min-sig", "min-pk"]),
    chainId: text(MAX_CHAIN_ID),
    magicBlockNumber: number,
    groupPublicKey: fixed(publicKeyLength),
    magicBlockHash: hash,
    rounds: list(round, MAX_ROUNDS),
  });
}

/** The file that `feldspar verify` reads, as canonical JSON; `indent` for people. */
export function beaconToJson({ view, magicBlockHash, rounds }: BeaconFile, indent = 0): string {
  return canonicalJson(fileFormat(view.scheme).toJson({ kind: KIND, ...view, magicBlockHash, rounds }), indent);
}

/** Reads what beaconToJson wrote. Throws BAD_JSON. */
export function beaconFromJson(input: unknown): BeaconFile {
  const reader = new JsonReader(typeof input === "string" ? parseJson(input, "beacon") : input, "beacon");
  const format = fileFormat(reader.peek("scheme") === "min-pk" ? "min-pk" : "min-sig");
  const { scheme, chainId, magicBlockNumber, groupPublicKey, magicBlockHash, rounds } = format.fromJson(reader);
  return { view: { scheme, chainId, magicBlockNumber, groupPublicKey }, magicBlockHash, rounds };
}
