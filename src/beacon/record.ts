// One round of the beacon as it is stored and published, and who can verify it.
import { checkInteger, reading, recordOf, recordsOf } from "../../bindings/arguments.js";
import { schemeByName } from "../bls/index.js";
import {
  canonicalJson,
  encodeAs,
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

/** The names of their fields. Inside this folder only. */
export const BEACON_VIEW = ["scheme", "chainId", "magicBlockNumber", "groupPublicKey"] as const;
export const BEACON_RECORD = [
  ...(["magicBlockNumber", "round", "timeoutCount"] as const),
  ...(["previousRandomness", "signature", "randomness"] as const),
] as const;

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

/** One round, as files and sharders state it. */
export function beaconRecordFormat(scheme: BeaconView["scheme"]): Format<BeaconRecord> {
  return record<BeaconRecord>({
    magicBlockNumber: unsigned(64, 1),
    round: unsigned(64),
    timeoutCount: unsigned(32),
    previousRandomness: fixed(32),
    signature: fixed(schemeByName(scheme).signatureLength),
    randomness: fixed(32),
  });
}

function fileFormat(scheme: BeaconView["scheme"]): Format<FlatFile> {
  return record<FlatFile>({
    kind: oneOf([KIND]),
    scheme: oneOf(["min-sig", "min-pk"]),
    chainId: text(MAX_CHAIN_ID),
    magicBlockNumber: unsigned(64, 1),
    groupPublicKey: fixed(schemeByName(scheme).publicKeyLength),
    magicBlockHash: fixed(32),
    rounds: list(beaconRecordFormat(scheme), MAX_ROUNDS),
  });
}

/**
 * The file that `feldspar verify` reads, as canonical JSON; `indent` for people. Throws BAD_TYPE, BAD_INTEGER.
 *
 * @example
 * const { scheme, chainId } = run;
 * const view = { scheme, chainId, magicBlockNumber: lastBlock.number, groupPublicKey: lastBlock.groupPublicKey };
 * const rounds = run.beacon.map(({ record }) => record);
 * const text = beaconToJson({ view, magicBlockHash: MagicBlock.hash(lastBlock), rounds });
 * beaconFromJson(JSON.parse(text)).rounds; //=> rounds
 */
export function beaconToJson(file: BeaconFile, indent = 0): string {
  const read = recordOf<BeaconFile>(file, "beacon", ["view", "magicBlockHash", "rounds"]);
  checkInteger(indent, "indent", 0, 10);
  const view = recordOf<BeaconView>(read.view, "view", BEACON_VIEW);
  const rounds = recordsOf<BeaconRecord>(read.rounds, "rounds", "round", BEACON_RECORD, true);
  const flat: FlatFile = { kind: KIND, ...view, magicBlockHash: read.magicBlockHash, rounds };
  const format = fileFormat(view.scheme);
  // the bytes are not needed, but making them refuses what has the wrong type
  encodeAs(format, flat);
  return canonicalJson(format.toJson(flat), indent);
}

/**
 * Reads what beaconToJson wrote. Throws BAD_JSON, and BAD_TYPE for objects that cannot be read.
 *
 * @example
 * // the file that `feldspar simulate` writes; whether its rounds are good, verifyBeaconChain says
 * const { view, rounds } = beaconFromJson(JSON.parse(beaconFile));
 * verifyBeaconChain(view, rounds).valid; //=> true
 */
export function beaconFromJson(input: unknown): BeaconFile {
  return reading("beacon", () => {
    const reader = new JsonReader(typeof input === "string" ? parseJson(input, "beacon") : input, "beacon");
    const format = fileFormat(reader.peek("scheme") === "min-pk" ? "min-pk" : "min-sig");
    const { scheme, chainId, magicBlockNumber, groupPublicKey, magicBlockHash, rounds } = format.fromJson(reader);
    return { view: { scheme, chainId, magicBlockNumber, groupPublicKey }, magicBlockHash, rounds };
  });
}
