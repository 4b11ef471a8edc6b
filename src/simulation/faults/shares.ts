// Faults of shares: missing, wrong, or two. A dealer that signs what it sends can be proved wrong; one that changes
// what it has signed already has sent nothing.
import { MerkleTree } from "../../encoding/index.js";
import type { SessionState } from "../../view-change/contract/state.js";
import { encodeShareProof } from "../../view-change/evidence.js";
import type { MinerEffect } from "../../view-change/miner/events.js";
import type { MinerState } from "../../view-change/miner/state.js";
import { SHARE_TREE, shareLeaf, sharesMessage } from "../../view-change/session.js";
import type { Behaviour } from "./behaviour.js";

type SendShare = Extract<MinerEffect, { type: "send-share" }>;
const SHARE_LENGTH = 32;

/** The receivers that have a leaf: those that were left when contribute had ended. */
function leavesOf({ receivers, removed }: SessionState): number[] {
  const gone = new Set(
    removed.filter(({ role, phase }) => role === "receiver" && phase === "contribute").map(({ index }) => index),
  );
  return receivers.map(({ index }) => index).filter((index) => !gone.has(index));
}

function wrongOf(share: Uint8Array): Uint8Array {
  const wrong = share.slice(0, SHARE_LENGTH);
  wrong[31]! ^= 1;
  return wrong;
}

/** A tree over shares that are not all right, and its signature. */
interface SignedShares {
  readonly of: readonly Uint8Array[];
  readonly positions: ReadonlyMap<number, number>;
  readonly shares: readonly Uint8Array[];
  readonly tree: MerkleTree;
  readonly signature: Uint8Array;
}

export class BadSharer {
  /** Signed once for a session: what a receiver has been told does not change. */
  private signed: SignedShares | null = null;

  constructor(private readonly behaviour: Behaviour) {}

  send(effect: SendShare, session: SessionState, state: MinerState): readonly MinerEffect[] {
    const { behaviour } = this;
    const { id } = effect.to;
    if (behaviour.towards("no-share", id) || behaviour.towards("false-ack", id)) return [];
    const unsigned = { ...effect, plaintext: effect.plaintext.slice() };
    unsigned.plaintext.set(wrongOf(effect.plaintext));
    if (behaviour.towards("unsigned-share", id)) return [unsigned];
    if (behaviour.towards("double-share", id)) return [effect, unsigned];
    const wrong = () => ({ ...effect, plaintext: this.plaintext(session, state, effect.receiver) });
    if (behaviour.towards("two-roots", id)) return [effect, wrong()];
    // all of its shares come from one tree, the right ones too
    return behaviour.has("bad-share") ? [wrong()] : [effect];
  }

  private plaintext(session: SessionState, state: MinerState, receiver: number): Uint8Array {
    const { positions, shares, tree, signature } = this.sign(session, state);
    const position = positions.get(receiver)!;
    const proof = encodeShareProof({ signature, path: tree.path(position) });
    const plaintext = new Uint8Array(SHARE_LENGTH + proof.length);
    plaintext.set(shares[position]!);
    plaintext.set(proof, SHARE_LENGTH);
    return plaintext;
  }

  private sign(session: SessionState, state: MinerState): SignedShares {
    const { behaviour } = this;
    const { shares: own, dealer } = state.session!;
    if (this.signed?.of === own) return this.signed;
    const receivers = leavesOf(session);
    const shares = receivers.map((index) => {
      const { id } = session.receivers[index - 1]!;
      const badly = behaviour.towards("bad-share", id) || behaviour.towards("two-roots", id);
      return badly && id !== behaviour.identity.id ? wrongOf(own[index - 1]!) : own[index - 1]!;
    });
    const leaves = receivers.map((index, position) => shareLeaf(session.id, dealer, index, shares[position]!));
    const tree = new MerkleTree(SHARE_TREE, leaves);
    const message = sharesMessage(session.id, dealer, session.contributions[dealer - 1]!.hash, tree.root);
    const signature = behaviour.bls.sign(message, behaviour.identity.secretKey, { DST: behaviour.dst });
    const positions = new Map(receivers.map((index, position) => [index, position]));
    this.signed = { of: own, positions, shares, tree, signature };
    return this.signed;
  }
}
