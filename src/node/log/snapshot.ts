// What a replica goes on from in place of the genesis: the contract's state after a round, and where in the log that
// is. A replica's own is in its store; another's is believed only with checkpoints of more than half of the sharders
// that its state names, when the magic block that put them in office is known from elsewhere.
import {
  Decoder,
  Encoder,
  equalBytes,
  FeldsparError,
  fixed,
  mapped,
  record,
  toHex,
  unsigned,
} from "../../encoding/index.js";
import { MagicBlock, verifiesLongTerm } from "../../magic-block/index.js";
import type { ContractState } from "../../view-change/contract/state.js";
import { decodeContractState, encodeContractState, stateHash } from "../../view-change/contract/state-bytes.js";
import type { Head } from "../ports.js";
import { withHash, withoutHash } from "../versioned.js";
import { isMajority, officeOf } from "./office.js";
import { type Checkpoint, checkpointMessage } from "./statements.js";

/** Where a replica is, with its state. */
export interface Snapshot {
  readonly head: Head;
  /** The highest round whose state was known to be signed by more than half of the sharders. */
  readonly attested: number;
  readonly state: ContractState;
}

/** Where a replica keeps its snapshot in a store that it shares. */
export function snapshotKey(genesisHash: Uint8Array): string {
  return `snapshot/${toHex(genesisHash)}`;
}

const WHAT = "snapshot";
const FORMAT = 1;
/** A thousand miners with all that they said in an attempt; outside of attempts a few hundred kilobytes. */
const LONGEST = 0x3fffffff;
const place = record<Head & { readonly attested: number }>({
  round: unsigned(64),
  position: mapped(
    unsigned(64),
    (value: bigint) => Number(value),
    (value) => BigInt(value),
  ),
  logHash: fixed(32),
  attested: unsigned(64),
});

/** The bytes of a snapshot, with their hash at the end. */
export function encodeSnapshot({ head, attested, state }: Snapshot): Uint8Array {
  const encoder = new Encoder().u8(FORMAT);
  place.write(encoder, { ...head, attested });
  return withHash(encoder.bytes(encodeContractState(state)).finish());
}

/** Throws MALFORMED, BAD_PARAMETER. Whether it is true is another question. */
export function decodeSnapshot(stored: Uint8Array): Snapshot {
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
 * state. Throws MALFORMED, WRONG_CHAIN, NOT_ATTESTED.
 */
export function verifySnapshot(
  bytes: Uint8Array,
  checkpoints: readonly Checkpoint[],
  trusted: { readonly genesisHash: Uint8Array; readonly blockHash: Uint8Array },
): Snapshot {
  const { head, state } = decodeSnapshot(bytes);
  if (!equalBytes(state.genesisHash, trusted.genesisHash))
    throw new FeldsparError("WRONG_CHAIN", "the snapshot is of another chain");
  const { magicBlock, hash: named } = state.current;
  // the state only claims that its block has this hash
  const own = magicBlock === null ? state.genesisHash : MagicBlock.hash(magicBlock);
  if (!equalBytes(own, trusted.blockHash) || !equalBytes(named, own))
    throw new FeldsparError("NOT_ATTESTED", "the snapshot's block in office is not the one that is known");
  const office = officeOf(state);
  const hash = stateHash(state);
  const signers = new Set<string>();
  for (const { id, signature } of checkpoints) {
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
