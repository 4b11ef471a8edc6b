// Forged messages: once per phase, shares, acknowledgements and lots in everybody's name, under no key that anybody
// has. Whoever can send bytes can do it, on the list or not.
import type { Phase } from "../../magic-block/index.js";
import { encodeFrame, type FrameScope, MAC_LENGTH } from "../../sealing/frame.js";
import type { SessionState } from "../../view-change/contract/state.js";
import { type Behaviour, otherSession } from "./behaviour.js";

/** In the name of so many to each receiver. */
const MOST_NAMES = 8;

export class ForgedFrames {
  private readonly done = new Set<string>();

  constructor(private readonly behaviour: Behaviour) {}

  send(session: SessionState, phase: Phase): void {
    const { world, identity, bls } = this.behaviour;
    const { number, attempt } = session;
    const name = `${phase}/${number}/${attempt}`;
    if (this.done.has(name)) return;
    this.done.add(name);
    const garbage = world.random(`forged messages of ${identity.id} in ${name}`);
    const scopes: readonly FrameScope[] = [
      { kind: "share", session: session.id },
      { kind: "share", session: otherSession(session.id) },
      { kind: "acknowledgement", session: session.id },
      { kind: "lot", number, round: attempt },
    ];
    for (const [place, { id: to }] of session.receivers.entries()) {
      if (to === identity.id) continue;
      for (let step = 1; step <= Math.min(MOST_NAMES, session.dealers.length); step++) {
        const from = session.dealers[(place + step) % session.dealers.length]!.id;
        if (from === to) continue;
        for (const scope of scopes) {
          const body = garbage(scope.kind === "share" ? 160 : bls.signatureLength);
          world.send(to, encodeFrame({ ...scope, from, to, body }, garbage(MAC_LENGTH)));
        }
      }
    }
  }
}
