// What lies between this process and the others: hosts that do not hear it, messages that are taken late or never
// answered, a log that is shown late.
import { Server } from "node:http";

const later = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export function aroundPeers() {
  let blocked = new Set();
  let plan = {};
  const cuts = new Map();

  const cutOf = (host) => {
    if (!cuts.has(host)) cuts.set(host, new AbortController());
    return cuts.get(host).signal;
  };
  const ask = globalThis.fetch;
  globalThis.fetch = async (input, init = {}) => {
    const { host, pathname } = new URL(String(input));
    const signal = AbortSignal.any([cutOf(host), ...(init.signal ? [init.signal] : [])]);
    if (blocked.has(host)) {
      // nobody refuses: what is sent is heard by nobody
      await new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
        if (signal.aborted) reject(signal.reason);
      });
    }
    const response = await ask(input, { ...init, signal });
    if (plan.behind > 0 && pathname === "/v1/entries" && (init.method ?? "GET") === "GET") await later(plan.behind);
    return response;
  };

  const { emit } = Server.prototype;
  Server.prototype.emit = function (event, ...given) {
    const isMessage = event === "request" && given[0].method === "POST" && given[0].url === "/v1/messages";
    if (isMessage && plan.silent === true) return true;
    if (isMessage && plan.slow > 0) {
      setTimeout(() => emit.call(this, event, ...given), plan.slow);
      return true;
    }
    return emit.call(this, event, ...given);
  };

  return (told) => {
    plan = { ...plan, ...told };
    if (told.blocked === undefined) return;
    const before = blocked;
    blocked = new Set(told.blocked);
    // what was on its way, or waits in vain
    for (const host of [...before, ...blocked]) {
      if (before.has(host) === blocked.has(host)) continue;
      cuts.get(host)?.abort(new Error("cut off"));
      cuts.delete(host);
    }
  };
}
