// The tree over a dealer's shares (protocol §4): a leaf for each receiver that is left when shares are sent. Signed
// once; a share travels with the signature and its path, which are looked at only where it does not fit.
import { MerkleTree } from "../../encoding/index.js";
import type { SessionState } from "../contract/state.js";
import { encodeShareProof } from "../evidence.js";
import { SHARE_TREE, shareLeaf, sharesMessage } from "../session.js";
import type { MinerSession } from "./state.js";
import type { Turn } from "./turn.js";

interface SharesTree {
  /** Position of each receiver among the leaves. */
  readonly positions: ReadonlyMap<number, number>;
  readonly tree: MerkleTree;
}

/** By the list of receivers that a session's state has: a tree is made once. */
const known = new WeakMap<readonly number[], SharesTree>();

/** Receivers that were left when contribute had ended: who is taken off later has a leaf. */
function receiversAfterContribute({ receivers, removed }: SessionState): number[] {
  const gone = new Set(
    removed.filter(({ role, phase }) => role === "receiver" && phase === "contribute").map(({ index }) => index),
  );
  return receivers.map(({ index }) => index).filter((index) => !gone.has(index));
}

function treeOf(session: MinerSession, receivers: readonly number[]): SharesTree {
  const held = known.get(receivers);
  if (held !== undefined) return held;
  const leaves = receivers.map((receiver) =>
    shareLeaf(session.id, session.dealer, receiver, session.shares[receiver - 1]!),
  );
  const made = {
    positions: new Map(receivers.map((receiver, position) => [receiver, position])),
    tree: new MerkleTree(SHARE_TREE, leaves),
  };
  known.set(receivers, made);
  return made;
}

/** The signature of the root, given once and stored before anything is sent under it. */
export function signShares(turn: Turn): void {
  const { session, onChain, options, identity } = turn;
  if (session.signedShares !== null) return;
  const { hash } = onChain.contributions[session.dealer - 1]!;
  const receivers = receiversAfterContribute(onChain).sort((a, b) => a - b);
  const message = sharesMessage(session.id, session.dealer, hash, treeOf(session, receivers).tree.root);
  const signature = options.work.signAcknowledgement(message, identity.secretKey);
  turn.update({ signedShares: { receivers, signature } });
}

function signedTree({ session }: Turn): SharesTree {
  return treeOf(session, session.signedShares!.receivers);
}

/** Was the receiver left when the shares were signed? In another history others may be. */
export function hasLeaf(turn: Turn, receiver: number): boolean {
  return signedTree(turn).positions.has(receiver);
}

/** What is sealed to a receiver that has a leaf: its share, then the signature and the path. */
export function plaintextFor(turn: Turn, receiver: number): Uint8Array {
  const { positions, tree } = signedTree(turn);
  const { shares, signedShares } = turn.session;
  const { signature } = signedShares!;
  const path = tree.path(positions.get(receiver)!);
  return encodeShareProof({ signature, path }, shares[receiver - 1]!);
}
