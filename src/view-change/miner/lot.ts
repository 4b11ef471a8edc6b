// The lot between candidates of equal stake (protocol §5.1): members in office sign the closed candidates, send one
// another their partial signatures, and whoever has t of them appends the group's signature. One lot for each number
// and attempt, ever, and only when the miner's replica shows the closing.
import { equalBytes, FeldsparError } from "../../encoding/index.js";
import { lotMessage } from "../../magic-block/index.js";
import { combine } from "../../threshold/index.js";
import { positionsById } from "../contract/look-ups.js";
import type { ContractState } from "../contract/state.js";
import { lotEntry } from "../entries.js";
import { type Office, officeOf } from "./office.js";
import type { MinerLot } from "./state.js";
import { isDue, submittedNow } from "./submit.js";
import type { Turn } from "./turn.js";

interface DueLot {
  readonly number: number;
  readonly attempt: number;
  readonly candidates: Uint8Array;
}

/** The one that the chain waits for. */
function dueLot({ closing, current, attempt, genesis }: ContractState): DueLot | null {
  if (closing === null || genesis.purpose !== "network") return null;
  return { number: current.number + 1, attempt, candidates: closing.hash };
}

/** Stands in the place of a partial signature that was wrong. */
const REFUSED = new Uint8Array(0);

function isSame(lot: MinerLot, due: DueLot): boolean {
  return lot.number === due.number && lot.attempt === due.attempt && equalBytes(lot.candidates, due.candidates);
}

function isLater(due: DueLot, lot: MinerLot): boolean {
  return due.number > lot.number || (due.number === lot.number && due.attempt > lot.attempt);
}

/** Signs, sends and appends what is due. */
export function drawLot(turn: Turn): void {
  forgetPartials(turn);
  const due = dueLot(turn.chain);
  if (due === null) return;
  const office = officeOf(turn);
  if (office === null) return;
  const { lot } = turn.state;
  if (lot === null || isLater(due, lot)) {
    if (!turn.mayActUpon(turn.chain.closing!.round)) return;
    signLot(turn, office, due);
  } else if (!isSame(lot, due) || lot.partials.length === 0) return;
  combineLot(turn, office);
  sendLot(turn, office);
  appendLot(turn);
}

/** What is over has only to be known by its place. */
function forgetPartials(turn: Turn): void {
  const { current, attempt, session } = turn.chain;
  const { lot } = turn.state;
  if (lot === null || lot.partials.length === 0) return;
  const running = attempt < lot.attempt || (attempt === lot.attempt && session === null);
  if (current.number >= lot.number || (current.number === lot.number - 1 && !running))
    turn.replace({ lot: { ...lot, partials: [] } }, false);
}

function messageOf({ chain }: Turn, { number, attempt, candidates }: DueLot): Uint8Array {
  return lotMessage({ chainId: chain.genesis.chainId, number, attempt, candidates });
}

function signLot(turn: Turn, { block, position, key }: Office, due: DueLot): void {
  const own = turn.scheme.sign(messageOf(turn, due), key.secretShare);
  const partials = block.members.map((_, at) => (at === position ? own : null));
  const lot = { ...due, partials, signature: null, sent: 0, nextAt: 0, submittedAt: 0, times: 0 };
  turn.replace({ lot });
}

/** Another member's, as it came: authenticated, not verified. */
export function takeLot(
  turn: Turn,
  message: { readonly number: number; readonly attempt: number; readonly from: string; readonly signature: Uint8Array },
): void {
  const due = dueLot(turn.chain);
  const { lot } = turn.state;
  const office = officeOf(turn);
  if (due === null || lot === null || office === null || !isSame(lot, due) || lot.signature !== null) return;
  if (message.number !== due.number || message.attempt !== due.attempt) return;
  const from = positionsById(office.block.members).get(message.from);
  if (from === undefined || lot.partials[from] !== null) return; // also where they are forgotten
  if (message.signature.length !== turn.scheme.signatureLength) return;
  const partials = lot.partials.map((partial, at) => (at === from ? message.signature : partial));
  turn.replace({ lot: { ...lot, partials } }, false);
  combineLot(turn, office);
  appendLot(turn);
}

/** With any t of them; bad ones are named, and not taken again. */
function combineLot(turn: Turn, { block }: Office): void {
  const lot = turn.state.lot!;
  const given = lot.partials.flatMap((partial, at) => (partial === null || partial.length === 0 ? [] : [at]));
  if (lot.signature !== null || given.length < block.t) return;
  const idAt = (at: number) => block.members[at]!.partyId;
  try {
    const { signature } = combine(turn.scheme, {
      message: messageOf(turn, lot),
      threshold: block.t,
      groupPublicKey: block.groupPublicKey,
      publicShares: new Map(block.members.map(({ partyId, publicShare }) => [partyId, publicShare])),
      partials: given.map((at) => ({ id: idAt(at), signature: lot.partials[at]! })),
    });
    turn.replace({ lot: { ...lot, signature } }, false);
  } catch (error) {
    if (!(error instanceof FeldsparError) || error.code !== "THRESHOLD") throw error;
    const wrong = new Set((error.culprits ?? []).map(String));
    const partials = lot.partials.map((partial, at) => (wrong.has(String(idAt(at))) ? REFUSED : partial));
    turn.replace({ lot: { ...lot, partials } }, false);
  }
}

/** This member's partial signature to all others, again and again until the chain has the lot. */
function sendLot(turn: Turn, { block, position }: Office): void {
  const lot = turn.state.lot!;
  const { retryBase, retryCap } = turn.options;
  const { time } = turn.event;
  if (lot.nextAt <= time) {
    const { number, attempt, partials } = lot;
    const own = block.members[position]!.encryptionKey;
    block.members.forEach((to, at) => {
      if (at === position) return;
      turn.effects.push({ type: "send-lot", own, to, number, attempt, signature: partials[position]! });
    });
    const pause = Math.min(retryCap, retryBase * 2 ** Math.min(lot.sent, 20));
    turn.replace({ lot: { ...lot, sent: lot.sent + 1, nextAt: time + pause } }, false);
  }
  turn.effects.push({ type: "wake", at: turn.state.lot!.nextAt });
}

function appendLot(turn: Turn): void {
  const lot = turn.state.lot!;
  const { number, attempt, signature } = lot;
  if (signature === null || (lot.times > 0 && !isDue(turn, lot))) return;
  turn.replace({ lot: { ...lot, ...submittedNow(turn, lot) } }, false);
  turn.effects.push({ type: "append", entry: lotEntry({ number, attempt, signature }) });
}
