// Faults of acknowledgements, and of the cipher: what is missing, of something else, or of another session.
import type { EnvelopeContext, ShareCipher } from "../../sealing/cipher.js";
import { memberAt, type SessionState } from "../../view-change/contract/state.js";
import type { MinerEffect } from "../../view-change/miner/events.js";
import { type Behaviour, otherSession } from "./behaviour.js";

export function acknowledgeBadly(
  behaviour: Behaviour,
  effect: Extract<MinerEffect, { type: "send-acknowledgement" }>,
  session: SessionState,
): readonly MinerEffect[] {
  const { id } = effect.to;
  const dealer = session.dealers.find((member) => member.id === id)!.index;
  const another = session.dealers.find((member) => member.id !== id)?.index ?? dealer;
  const old = (of: number) => ({ ...effect, signature: behaviour.signOld(behaviour.identity, session, of) });
  if (behaviour.towards("no-ack", id)) return [];
  if (behaviour.towards("bad-ack", id)) return [old(another)];
  if (behaviour.towards("replayed-ack", id)) return [old(dealer)];
  return [effect];
}

/** The cipher of a miner that seals shares for another session than it says. */
export function replayingCipher(behaviour: Behaviour, cipher: ShareCipher): ShareCipher {
  const meant = (context: EnvelopeContext): EnvelopeContext => {
    const receivers = behaviour.world.chain().session?.receivers ?? [];
    const receiver = memberAt(receivers, context.receiver)?.id ?? "";
    return behaviour.towards("replay-share", receiver)
      ? { ...context, session: otherSession(context.session) }
      : context;
  };
  return {
    seal: (context, keys, plaintext) => cipher.seal(meant(context), keys, plaintext),
    open: (context, keys, envelope) => cipher.open(context, keys, envelope),
    sessionKeys: (session, stateHash) => cipher.sessionKeys(session, stateHash),
    forget: () => cipher.forget(),
  };
}
