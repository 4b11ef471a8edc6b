// Faults of the publish phase: entries that are missing, false, replayed, repeated or cut off.
import type { SessionState } from "../../view-change/contract/state.js";
import type { MinerEffect } from "../../view-change/miner/events.js";
import type { MinerState } from "../../view-change/miner/state.js";
import {
  bitmapOfIndices,
  decodePublication,
  encodePublication,
  indicesOfBitmap,
  type Publication,
} from "../../view-change/payloads.js";
import { acknowledgementMessage } from "../../view-change/session.js";
import type { Behaviour, Submit } from "./behaviour.js";
import type { FaultName } from "./plan.js";

export function publishBadly(
  behaviour: Behaviour,
  effect: Submit,
  session: SessionState,
  state: MinerState,
): MinerEffect[] {
  if (behaviour.has("no-publish")) return [];
  const { transaction } = effect;
  const size = session.receivers.length;
  const own = decodePublication(transaction.payload, size, behaviour.bls.signatureLength);
  const mine = state.session!;
  const { dealer } = mine;
  const self = session.receivers.find(({ id }) => id === behaviour.identity.id)?.index ?? null;
  const reveal = (index: number, wrong = false) => {
    const share = mine.shares[index - 1]!.slice();
    if (wrong) share[31]! ^= 1;
    return { index, share };
  };
  const acknowledgers = indicesOfBitmap(own.acknowledged, size);
  const publish = (publication: Publication) => {
    const reveals = [...publication.reveals].sort((a, b) => a.index - b.index);
    return behaviour.sign(transaction, encodePublication({ ...publication, reveals }, size));
  };
  /** The aggregate over these receivers, from what they sent. */
  const aggregate = (indices: readonly number[]): Uint8Array => {
    const message = acknowledgementMessage(session.id, dealer, session.contributions[dealer - 1]!.hash);
    const ownSignature = behaviour.bls.sign(message, behaviour.identity.secretKey, { DST: behaviour.dst });
    const signatures = indices.map((index) =>
      index === self ? ownSignature : mine.outgoing[index - 1]!.acknowledgement!,
    );
    return signatures.length === 0 ? new Uint8Array(0) : behaviour.bls.aggregateSignatures(signatures);
  };
  const without = (indices: readonly number[]) => acknowledgers.filter((index) => !indices.includes(index));

  if (behaviour.has("truncated-publish")) return [behaviour.sign(transaction, transaction.payload.slice(0, -4))];
  if (behaviour.has("duplicated-publish")) {
    if (own.reveals.length > 0)
      return [
        behaviour.sign(
          transaction,
          encodePublication({ ...own, reveals: [...own.reveals, own.reveals.at(-1)!] }, size),
        ),
      ];
    return [
      publish({
        ...own,
        aggregate: behaviour.bls.aggregateSignatures([own.aggregate, aggregate([acknowledgers[0]!])]),
      }),
    ];
  }
  const listed = session.receivers.filter(
    ({ index }) => acknowledgers.includes(index) || own.reveals.some((entry) => entry.index === index),
  );
  const targets = (kind: FaultName) => behaviour.targets(kind, listed).map(({ index }) => index);
  const falsely = targets("false-ack");
  if (falsely.length > 0) {
    const acknowledged = bitmapOfIndices([...acknowledgers, ...falsely], size);
    return [publish({ ...own, acknowledged, reveals: own.reveals.filter((entry) => !falsely.includes(entry.index)) })];
  }
  const replayed = targets("replayed-publish-ack");
  if (replayed.length > 0) {
    const old = replayed.map((index) =>
      behaviour.signOld(behaviour.world.identityOf(session.receivers[index - 1]!.id), session, dealer),
    );
    const rest = without(replayed);
    return [
      publish({
        acknowledged: bitmapOfIndices([...rest, ...replayed], size),
        aggregate: behaviour.bls.aggregateSignatures([aggregate(rest), ...old]),
        reveals: own.reveals.filter((entry) => !replayed.includes(entry.index)),
      }),
    ];
  }
  const badly = targets("bad-reveal");
  if (badly.length > 0) {
    const rest = without(badly);
    const others = own.reveals.filter((entry) => !badly.includes(entry.index));
    return [
      publish({
        acknowledged: bitmapOfIndices(rest, size),
        aggregate: aggregate(rest),
        reveals: [...others, ...badly.map((index) => reveal(index, true))],
      }),
    ];
  }
  const both = targets("both-entries").filter((index) => acknowledgers.includes(index));
  if (both.length > 0) return [publish({ ...own, reveals: [...own.reveals, ...both.map((index) => reveal(index))] })];
  const left = targets("no-entry");
  if (left.length > 0) {
    const rest = without(left);
    return [
      publish({
        acknowledged: bitmapOfIndices(rest, size),
        aggregate: aggregate(rest),
        reveals: own.reveals.filter((entry) => !left.includes(entry.index)),
      }),
    ];
  }
  return [effect];
}
