// A member's state as bytes, for the store. Nothing in it is secret, but a store that has forgotten some of it makes a
// member sign what it must not.
import { sha256 } from "@noble/hashes/sha2.js";
import { reading } from "../../../bindings/arguments.js";
import { checkBytes } from "../../../bindings/bytes.js";
import { schemeByName } from "../../bls/index.js";
import {
  concatBytes,
  Decoder,
  Encoder,
  encodeAs,
  equalBytes,
  FeldsparError,
  type Format,
  fixed,
  list,
  mapped,
  nullable,
  record,
  unsigned,
} from "../../encoding/index.js";
import { type BeaconOutput, beaconOutputFormat } from "../output.js";
import type { BeaconView } from "../record.js";
import { AHEAD, type BeaconState, NO_WORK, type RoundMemory, WINDOW } from "./state.js";

const FORMAT = 1;
const HASH_LENGTH = 32;
/** Most outputs of one round that are held: one of each count, of which there are few. */
export const OUTPUTS_OF_ROUND = 4;
const MOST_ROUNDS = WINDOW + AHEAD + 1;

/** What is stored of a state: all but what is only of this life. */
function beaconStateFormat(scheme: BeaconView["scheme"]): Format<BeaconState> {
  const { signatureLength } = schemeByName(scheme);
  const round = record<RoundMemory>({
    round: unsigned(64),
    voted: unsigned(32),
    count: unsigned(32),
    certificate: nullable(fixed(signatureLength)),
    signed: nullable(
      record<NonNullable<RoundMemory["signed"]>>({ timeoutCount: unsigned(32), previousRandomness: fixed(32) }),
    ),
  });
  const stored = record<Omit<BeaconState, "work">>({
    number: unsigned(64),
    blockHash: fixed(32),
    floor: unsigned(64),
    rounds: list(round, MOST_ROUNDS),
    outputs: list<BeaconOutput>(beaconOutputFormat(signatureLength), OUTPUTS_OF_ROUND * MOST_ROUNDS),
  });
  return mapped(
    stored,
    ({ work: _work, ...rest }: BeaconState) => rest,
    (rest) => ({ ...rest, work: NO_WORK }),
  );
}

/**
 * The state as bytes, for the store. `version` counts the stored states of one member up. The bytes end in their hash:
 * a store that has changed a bit is damaged, and does not make a member that has said something else.
 *
 * @example
 * const state = BeaconMember.initial({ number: 1, blockHash: MagicBlock.hash(block) });
 * decodeBeaconState("min-sig", encodeBeaconState("min-sig", state, 3)).version; //=> 3
 */
export function encodeBeaconState(scheme: BeaconView["scheme"], state: BeaconState, version = 0): Uint8Array {
  const format = beaconStateFormat(scheme);
  const encoder = new Encoder().u8(FORMAT).u64(version);
  const content = reading("beacon state", () => encodeAs(format, state, encoder));
  return concatBytes(content, sha256(content));
}

/**
 * Reads what encodeBeaconState wrote. Throws MALFORMED: a damaged store is not repaired.
 *
 * @example
 * const stored = encodeBeaconState("min-sig", BeaconMember.initial({ number: 1, blockHash: MagicBlock.hash(block) }));
 * decodeBeaconState("min-sig", stored).state.number; //=> 1
 * stored[0] ^= 1;
 * decodeBeaconState("min-sig", stored); //=> throws MALFORMED
 */
export function decodeBeaconState(
  scheme: BeaconView["scheme"],
  stored: Uint8Array,
): { readonly state: BeaconState; readonly version: number } {
  return reading("decodeBeaconState", () => {
    checkBytes(stored, "beacon state");
    const content = stored.subarray(0, Math.max(0, stored.length - HASH_LENGTH));
    const intact = equalBytes(sha256(content), stored.subarray(content.length));
    if (!intact) throw new FeldsparError("MALFORMED", "beacon state: damaged, its hash is not that of its content");
    const decoder = new Decoder(content, "beacon state");
    const format = decoder.u8();
    if (format !== FORMAT) decoder.refuse(`expected format ${FORMAT}, got ${format}`);
    const version = Number(decoder.u64());
    const state = beaconStateFormat(scheme).read(decoder);
    decoder.finish();
    return { state, version };
  });
}
