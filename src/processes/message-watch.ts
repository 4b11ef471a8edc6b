// Counts a miner's private messages by their kind, for whoever watches; of those that it sends also which it has sent
// before: a share or a partial signature that is sent again and again is one that is not acknowledged.
import { toHex } from "../encoding/index.js";
import type { Judgement } from "../node/judgement.js";
import type { Transport } from "../node/ports.js";
import { type Frame, readFrame } from "../sealing/frame.js";
import type { Observer } from "./observer.js";

/** Messages that are known again; of more all are forgotten, and count as new. */
const MOST_KNOWN = 1 << 14;

const CODES = { malformed: "MALFORMED", unknown: "UNKNOWN_SENDER", "bad-mac": "BAD_MAC" } as const;

/** What a message is about: sealed anew it has other bytes each time. */
function nameOf(frame: Frame): string {
  const scope = "session" in frame ? toHex(frame.session) : `${frame.number}.${frame.round}`;
  return `${frame.kind} ${scope} ${frame.to}`;
}

export class MessageWatch {
  private readonly known = new Set<string>();

  constructor(private readonly observer: Pick<Observer, "message" | "refused">) {}

  /** A transport whose messages are counted. */
  over(transport: Transport): Transport {
    return {
      send: (to, message) => {
        transport.send(to, message);
        this.sent(message);
      },
      receive: (handler) => transport.receive(handler),
    };
  }

  private sent(message: Uint8Array): void {
    const frame = readFrame(message)?.frame;
    if (frame === undefined) return;
    const name = nameOf(frame);
    this.observer.message(this.known.has(name) ? "resent" : "sent", frame.kind);
    if (this.known.size >= MOST_KNOWN) this.known.clear();
    this.known.add(name);
  }

  /** One that was judged before anything was done with it. */
  judged(message: Uint8Array, { verdict }: Judgement): void {
    const frame = readFrame(message)?.frame;
    if (verdict === "authentic") this.observer.message("received", frame!.kind);
    // who it says that it is from: nothing of it is proved
    else this.observer.refused(CODES[verdict], frame?.from ?? null);
  }
}
