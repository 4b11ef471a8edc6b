// Faults of private messages: shares and acknowledgements that are missing, wrong, replayed or two.
import type { EnvelopeContext, ShareCipher } from "../../sealing/cipher.js";
import type { SessionState } from "../../view-change/contract/state.js";
import type { MinerEffect } from "../../view-change/miner/events.js";
import { type Behaviour, otherSession } from "./behaviour.js";

export function shareBadly(
  behaviour: Behaviour,
  effect: Extract<MinerEffect, { type: "send-share" }>,
): readonly MinerEffect[] {
  const { index } = effect.to;
  if (behaviour.towards("no-share", index) || behaviour.towards("false-ack", index)) return [];
  const wrong = effect.share.slice();
  wrong[31]! ^= 1;
  if (behaviour.towards("bad-share", index)) return [{ ...effect, share: wrong }];
  if (behaviour.towards("double-share", index)) return [effect, { ...effect, share: wrong }];
  return [effect];
}

export function acknowledgeBadly(
  behaviour: Behaviour,
  effect: Extract<MinerEffect, { type: "send-acknowledgement" }>,
  session: SessionState,
): readonly MinerEffect[] {
  const { index } = effect.to;
  const old = (dealer: number) => ({ ...effect, signature: behaviour.signOld(behaviour.identity, session, dealer) });
  if (behaviour.towards("no-ack", index)) return [];
  if (behaviour.towards("bad-ack", index)) return [old(index === 1 ? 2 : 1)];
  if (behaviour.towards("replayed-ack", index)) return [old(index)];
  return [effect];
}

/** The cipher of a miner that seals shares for another session than it says. */
export function replayingCipher(behaviour: Behaviour, cipher: ShareCipher): ShareCipher {
  const meant = (context: EnvelopeContext): EnvelopeContext =>
    behaviour.towards("replay-share", context.receiver)
      ? { ...context, session: otherSession(context.session) }
      : context;
  return {
    seal: (context, receiverKey, share) => cipher.seal(meant(context), receiverKey, share),
    open: (context, dealerKey, envelope) => cipher.open(context, dealerKey, envelope),
  };
}
