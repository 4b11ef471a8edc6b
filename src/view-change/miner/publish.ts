// What a dealer publishes: for every receiver left the acknowledgement, or else the share itself.
import { remaining } from "../contract/state.js";
import { bitmapOfIndices, encodePublication } from "../payloads.js";
import { checkAcknowledgements, signOwn } from "./acknowledge.js";
import { mayReveal } from "./share-clock.js";
import { submit } from "./submit.js";
import type { Turn } from "./turn.js";

/** Publishes when it may; else nothing, and shares go on being sent. */
export function publish(turn: Turn): void {
  if (turn.session.transactions.publication !== undefined) {
    submit(turn, "publication", () => new Uint8Array(0));
    return;
  }
  if (!turn.mayActUpon(turn.onChain.sharedAt)) return;
  checkAcknowledgements(turn);
  const { session, onChain } = turn;
  const left = remaining(onChain, "receiver");
  const acknowledged = left.filter(
    (index) => index === session.receiver || session.outgoing[index - 1]!.valid === true,
  );
  const reveals = left.length - acknowledged.length;
  // whatever a ledger says: with t values of the polynomial anybody has all of it, and in a reshare the dealer's share
  // of the key. Where the key is new, such a dealer is out too, but only that: it stays a receiver
  if (onChain.mode === "reshare" && reveals > left.length - onChain.thresholds.t) return;
  if (reveals > 0 && !mayReveal(turn)) return;
  submit(turn, "publication", () => publication(turn, left, new Set(acknowledged)));
}

/** The payload; the own share is acknowledged by its maker. */
function publication(turn: Turn, left: readonly number[], acknowledged: ReadonlySet<number>): Uint8Array {
  const { onChain, options, scheme } = turn;
  const { receiver: own, dealer, outgoing, shares } = turn.session;
  const others = [...acknowledged].filter((index) => index !== own);
  const signatures = acknowledged.has(own) ? [signOwn(turn, dealer)] : [];
  if (others.length > 0) {
    // as they were added up when they were checked
    const given = others.map((index) => outgoing[index - 1]!.acknowledgement!);
    signatures.push(options.work.aggregateAcknowledgements(given));
  }
  const content = {
    acknowledged: bitmapOfIndices([...acknowledged], onChain.receivers.length),
    aggregate: scheme.aggregateSignatures(signatures),
    reveals: left
      .filter((index) => !acknowledged.has(index))
      .sort((a, b) => a - b)
      .map((index) => ({ index, share: shares[index - 1]! })),
  };
  return encodePublication(content, onChain.receivers.length);
}
