// Private messages as an operator sees them: how many of each kind, which are sent again, and who refuses whose, why.
import { afterEach, describe, expect, it } from "vitest";
import type { NodeLog } from "../../src/cli/network/node-log.js";
import { logObserver } from "../../src/cli/network/watching.js";
import type { Transport } from "../../src/node/ports.js";
import { MessageWatch } from "../../src/processes/message-watch.js";
import { type Observer, silent } from "../../src/processes/observer.js";
import { encodeFrame, type Frame, MAC_LENGTH } from "../../src/sealing/frame.js";
import { HttpTransport } from "../../src/transport/http.js";
import { closeLiars, startLiar } from "./support/lying-sharder.js";

afterEach(closeLiars);

const [own, peer] = ["ab".repeat(32), "cd".repeat(32)];
let bodies = 0;
/** Sealed anew each time. */
const message = (frame: Partial<Frame>): Uint8Array => {
  const body = new Uint8Array([++bodies]);
  const whole = { kind: "partial", number: 1, round: 7, from: own, to: peer, body, ...frame } as Frame;
  return encodeFrame(whole, new Uint8Array(MAC_LENGTH).fill(bodies));
};

function counted() {
  const counts: string[] = [];
  const observer: Observer = {
    ...silent,
    message: (what, kind) => void counts.push(`${what} ${kind}`),
    refused: (code, from) => void counts.push(`refused ${code} ${from?.slice(0, 2)}`),
  };
  return { counts, watch: new MessageWatch(observer) };
}

describe("private messages", () => {
  it("are counted by kind when they are sent, and as sent again when they are about the same", () => {
    const { counts, watch } = counted();
    const sent: Uint8Array[] = [];
    const inner: Transport = { send: (_, bytes) => void sent.push(bytes), receive: () => {} };
    const transport = watch.over(inner);
    const share = { kind: "share", session: new Uint8Array(32) } as Partial<Frame>;
    const other = { kind: "share", session: new Uint8Array(32).fill(1) } as Partial<Frame>;
    for (const frame of [{}, {}, { round: 8 }, share, share, other]) transport.send(peer, message(frame));
    transport.send(own, message({ to: own }));
    transport.send(peer, new Uint8Array(3));
    expect(sent).toHaveLength(8);
    expect(counts).toEqual([
      ...["sent partial", "resent partial", "sent partial", "sent share", "resent share", "sent share"],
      "sent partial",
    ]);
  });

  it("are counted when they come by kind, or by what they are refused for", () => {
    const { counts, watch } = counted();
    watch.judged(message({}), { verdict: "authentic", from: own });
    watch.judged(message({}), { verdict: "unknown" });
    watch.judged(message({ kind: "vote" } as Partial<Frame>), { verdict: "bad-mac" });
    watch.judged(new Uint8Array(9), { verdict: "malformed" });
    expect(counts).toEqual([
      ...["received partial", "refused UNKNOWN_SENDER ab", "refused BAD_MAC ab", "refused MALFORMED undefined"],
    ]);
  });

  it("that a peer refuses are told with its reason and its code", async () => {
    const refusal = JSON.stringify({ code: "UNKNOWN_SENDER", message: "the sender is nobody now" });
    const answers = [
      { status: 403, body: refusal },
      { status: 401, body: "no" },
      { status: 503, body: "x".repeat(5000) },
    ];
    const { url } = await startLiar(() => answers.shift() ?? { status: 202 });
    const told: (string | null)[] = [];
    const next = () =>
      new Promise<void>((resolve) => {
        const transport = new HttpTransport({
          urlOf: () => url,
          timeout: 60_000,
          onTaken: () => resolve(void told.push("taken")),
          onLost: (_, reason, code) => resolve(void told.push(reason, code)),
        });
        transport.send(peer, message({}));
      });
    for (let times = 0; times < 4; times++) await next();
    expect(told).toEqual([
      ...["status 403: the sender is nobody now", "UNKNOWN_SENDER"],
      ...["status 401", null, "status 503", null],
      "taken",
    ]);
  });

  it("that are refused are one line of the log for each code, with what to do, however many there are", () => {
    const lines: (readonly unknown[])[] = [];
    const log: NodeLog = { level: "info", write: (...line) => void lines.push(line) };
    const observer = logObserver(log);
    for (let times = 0; times < 100; times++) observer.refused("BAD_MAC", `${times}`);
    observer.refused("UNKNOWN_SENDER", null);
    const warned = lines.filter(([level]) => level === "warn");
    expect(warned.map(([, text, fields]) => [text, fields])).toEqual([
      ["refused a message", { code: "BAD_MAC", from: "0", todo: expect.stringContaining("feldspar check") }],
      ["refused a message", { code: "UNKNOWN_SENDER", from: null, todo: expect.stringContaining("feldspar status") }],
    ]);
  });
});
