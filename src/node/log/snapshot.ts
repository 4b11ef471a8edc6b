// What a replica goes on from in place of the genesis: the contract's state after a round, and where in the log that
// is. A replica's own is in its store; another's is believed only with checkpoints of more than half of the sharders
// that its state names, when the magic block that put them in office is known from elsewhere.
import { recordsOf } from "../../../bindings/arguments.js";
import {
  checkBytes,
  checkInteger,
  Decoder,
  Encoder,
  equalBytes,
  FeldsparError,
  reading,
  record,
  recordOf,
  toHex,
  unsigned,
} from "../../encoding/index.js";
import { MagicBlock, verifiesLongTerm } from "../../magic-block/index.js";
import type { ContractState } from "../../view-change/contract/state.js";
import { decodeContractState, encodeContractState, stateHash } from "../../view-change/contract/state-bytes.js";
import { checkChain, readHead } from "../options.js";
import type { Head } from "../ports.js";
import { withHash, withoutHash } from "../versioned.js";
import { headFields } from "./head-format.js";
import { isMajority, officeOf } from "./office.js";
import { type Checkpoint, checkpointMessage } from "./statements.js";

/** Where a replica is, with its state. */
export interface Snapshot {
  readonly head: Head;
  /** The highest round whose state was known to be signed by more than half of the sharders. */
  readonly attested: number;
  readonly state: ContractState;
}

/**
 * Where a replica keeps its snapshot in a store that it shares. Throws BAD_TYPE, BAD_LENGTH.
 *
 * @example
 * snapshotKey(genesisHash(genesis)) === snapshotKey(run.genesisHash); //=> false
 */
export function snapshotKey(genesisHash: Uint8Array): string {
  checkBytes(genesisHash, "genesis hash", 32);
  return `snapshot/${toHex(genesisHash)}`;
}

/** Where it keeps the latest one of an edge, which others can believe. Inside this folder only. */
export function edgeSnapshotKey(genesisHash: Uint8Array): string {
  return `edge-${snapshotKey(genesisHash)}`;
}

const WHAT = "snapshot";
const FORMAT = 1;
/** A thousand miners with all that they said in an attempt; outside of attempts a few hundred kilobytes. */
const LONGEST = 0x3fffffff;
const place = record<Head & { readonly attested: number }>({ ...headFields(), attested: unsigned(64) });

/**
 * A snapshot, read once: what is in its state is not looked at. Throws BAD_TYPE, BAD_LENGTH, BAD_INTEGER. Inside this
 * folder only.
 */
export function readSnapshot(given: unknown): Snapshot {
  const { head, attested, state } = recordOf<Snapshot>(given, WHAT, ["head", "attested", "state"]);
  checkInteger(attested, "attested round", 0, Number.MAX_SAFE_INTEGER);
  checkChain({ state }, []);
  return { head: readHead(head), attested, state };
}

/**
 * The bytes of a snapshot, with their hash at the end. Throws BAD_TYPE, BAD_LENGTH, BAD_INTEGER.
 *
 * @example
 * const head = { round: inOffice.round, position: 0n, logHash: EMPTY_LOG_HASH };
 * const bytes = encodeSnapshot({ head, attested: 0, state: inOffice });
 * decodeSnapshot(bytes).head; //=> head
 */
export function encodeSnapshot(snapshot: Snapshot): Uint8Array {
  const { head, attested, state } = readSnapshot(snapshot);
  const encoder = new Encoder().u8(FORMAT);
  place.write(encoder, { ...head, attested });
  return withHash(encoder.bytes(encodeContractState(state)).finish());
}

/**
 * Reads what encodeSnapshot wrote. Throws BAD_TYPE, MALFORMED, BAD_PARAMETER. Whether it is true is another question:
 * `verifySnapshot`.
 *
 * @example
 * const head = { round: inOffice.round, position: 0n, logHash: EMPTY_LOG_HASH };
 * const bytes = encodeSnapshot({ head, attested: 0, state: inOffice });
 * stateHash(decodeSnapshot(bytes).state); //=> stateHash(inOffice)
 * bytes[9]! ^= 1;
 * decodeSnapshot(bytes); //=> throws MALFORMED
 */
export function decodeSnapshot(stored: Uint8Array): Snapshot {
  return reading(WHAT, () => decodeStored(stored));
}

function decodeStored(stored: Uint8Array): Snapshot {
  checkBytes(stored, WHAT);
  const decoder = new Decoder(withoutHash(stored, WHAT), WHAT);
  const format = decoder.u8();
  if (format !== FORMAT) decoder.refuse(`expected format ${FORMAT}, got ${format}`);
  const { attested, ...head } = place.read(decoder);
  const state = decodeContractState(decoder.bytes(LONGEST));
  decoder.finish();
  if (state.round !== head.round) throw new FeldsparError("MALFORMED", `${WHAT}: state and place are of two rounds`);
  return { head, attested, state };
}

/**
 * Another's snapshot, checked: it is of this chain, the block in office is the one that `trusted` names (the genesis'
 * hash before the first; from `verifyHeaderChain` afterwards), and more than half of its sharders have signed the
 * state. Throws MALFORMED, WRONG_CHAIN, NOT_ATTESTED; BAD_TYPE, BAD_LENGTH for checkpoints and hashes that are none.
 *
 * @example
 * // another's snapshot, with the signatures of sharders under its state
 * const head = { round: inOffice.round, position: 0n, logHash: EMPTY_LOG_HASH };
 * const place = { ...head, stateHash: stateHash(inOffice) };
 * const hash = genesisHash(genesis);
 * const signature = signLongTerm("min-sig", sharder, checkpointMessage(hash, place));
 * const snapshot = encodeSnapshot({ head, attested: 0, state: inOffice });
 * const trusted = { genesisHash: hash, blockHash: MagicBlock.hash(block) }; // from verifyHeaderChain
 * verifySnapshot(snapshot, [{ ...place, id: sharder.id, signature }], trusted).state.round; //=> inOffice.round
 */
export function verifySnapshot(
  bytes: Uint8Array,
  checkpoints: readonly Checkpoint[],
  trusted: { readonly genesisHash: Uint8Array; readonly blockHash: Uint8Array },
): Snapshot {
  const { genesisHash, blockHash } = recordOf<typeof trusted>(trusted, "trusted", ["genesisHash", "blockHash"]);
  checkBytes(genesisHash, "genesis hash", 32);
  checkBytes(blockHash, "block hash", 32);
  const signed = recordsOf<Checkpoint>(checkpoints, "checkpoints", "checkpoint", ["id", "signature"], true);
  const { head, state } = decodeSnapshot(bytes);
  if (!equalBytes(state.genesisHash, genesisHash))
    throw new FeldsparError("WRONG_CHAIN", "the snapshot is of another chain");
  const { magicBlock, hash: named } = state.current;
  // the state only claims that its block has this hash
  const own = magicBlock === null ? state.genesisHash : MagicBlock.hash(magicBlock);
  if (!equalBytes(own, blockHash) || !equalBytes(named, own))
    throw new FeldsparError("NOT_ATTESTED", "the snapshot's block in office is not the one that is known");
  const office = officeOf(state);
  const hash = stateHash(state);
  const signers = new Set<string>();
  for (const { id, signature } of signed) {
    const sharder = office.get(id);
    if (sharder === undefined || signers.has(id)) continue;
    const message = checkpointMessage(state.genesisHash, { ...head, stateHash: hash });
    if (verifiesLongTerm(state.genesis.scheme, signature, message, sharder.publicKey)) signers.add(id);
  }
  if (!isMajority(signers.size, office)) {
    throw new FeldsparError(
      "NOT_ATTESTED",
      `the snapshot of round ${head.round}: expected signatures of more than half of ${office.size} sharders, got` +
        ` ${signers.size} good ones`,
    );
  }
  return { head, attested: head.round, state };
}
