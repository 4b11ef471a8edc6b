// What honest parties hold: dealings, kept by session and dealer, and the shares of the key that come of them, computed
// here with bigints from the dealings that the block says are in.
import { schemeByName } from "../../../../src/bls/index.js";
import { deal, dealReshare } from "../../../../src/dkg/index.js";
import { bytesToInteger, integerToBytes, toHex } from "../../../../src/encoding/index.js";
import type { MagicBlock } from "../../../../src/magic-block/index.js";
import { recoverSignature } from "../../../../src/threshold/index.js";
import { type ContractState, memberAt, type SessionState } from "../../../../src/view-change/contract/state.js";
import type { SessionMember } from "../../../../src/view-change/session.js";
import { seeded } from "./people.js";

/** The order of the groups. */
export const ORDER = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;
const modulo = (value: bigint) => ((value % ORDER) + ORDER) % ORDER;

function power(base: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, modulo(base)];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = modulo(result * square);
    square = modulo(square * square);
  }
  return result;
}

/** Lagrange coefficient at zero of `id` among `ids`. */
export function lagrange(id: bigint, ids: readonly bigint[]): bigint {
  let [above, below] = [1n, 1n];
  for (const other of ids) {
    if (other === id) continue;
    above = modulo(above * other);
    below = modulo(below * (other - id));
  }
  return modulo(above * power(below, ORDER - 2n));
}

export interface HeldDealing {
  readonly commitments: readonly Uint8Array[];
  readonly proof: Uint8Array;
  /** By index of the receiver. */
  readonly shares: ReadonlyMap<number, Uint8Array>;
}

const dealings = new Map<string, HeldDealing>();

/** A dealer's dealing in the running session: made once. `share`: of the current key, in a reshare. */
export function dealingOf(state: ContractState, dealer: number, share?: Uint8Array): HeldDealing {
  const session = state.session!;
  const name = `${toHex(session.id)} ${dealer}`;
  const held = dealings.get(name);
  if (held !== undefined) return held;
  const made = makeDealing(state, memberAt(session.dealers, dealer)!, share, name);
  dealings.set(name, made);
  return made;
}

export function makeDealing(state: ContractState, dealer: SessionMember, share: Uint8Array | undefined, seed: string) {
  const { id: session, receivers, thresholds, mode } = state.session!;
  const ids = receivers.map(({ partyId }) => partyId);
  const options = {
    scheme: schemeByName(state.genesis.scheme),
    threshold: thresholds.t,
    ...{ ids, session, dealer: dealer.partyId, random: seeded(seed) },
    encoding: state.genesis.commitmentEncoding,
  };
  const made = mode === "reshare" ? dealReshare({ ...options, share: share! }) : deal(options);
  const shares = new Map(receivers.map(({ index, partyId }) => [index, made.shares.get(partyId)!]));
  return { commitments: made.commitments.map((point) => point), proof: made.proof, shares };
}

/** Every member's share of a block's key, by id: Σ s_ij, in a reshare Σ λ_i s_ij. */
export function sharesOf(session: SessionState, block: MagicBlock): Map<string, Uint8Array> {
  const qualified = block.body.dealings.filter((dealing) => dealing.qualified).map(({ index }) => index);
  const ids = qualified.map((index) => BigInt(memberAt(session.dealers, index)!.partyId));
  const weights = ids.map((id) => (session.mode === "reshare" ? lagrange(id, ids) : 1n));
  return new Map(
    block.members.map(({ index, id }) => {
      const sum = qualified.reduce((total, dealer, position) => {
        const share = dealings.get(`${toHex(session.id)} ${dealer}`)!.shares.get(index)!;
        return total + weights[position]! * bytesToInteger(share);
      }, 0n);
      return [id, integerToBytes(modulo(sum), 32)];
    }),
  );
}

/** The signature that these members' shares make of a message: the group's with t of them. */
export function signTogether(
  block: MagicBlock,
  shares: ReadonlyMap<string, Uint8Array>,
  message: Uint8Array,
  members = block.members.slice(0, block.t),
): Uint8Array {
  const scheme = schemeByName(block.scheme);
  return recoverSignature(
    scheme,
    members.map(({ id, partyId }) => ({ id: partyId, signature: scheme.sign(message, shares.get(id)!) })),
  );
}
