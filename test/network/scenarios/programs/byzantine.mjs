// A liar, made of the product's own parts and with keys of its own: a miner that floods, forges, repeats, deals twice
// and takes another's MPK for its own, a sharder that is early with every tick.
import { randomBytes } from "node:crypto";
import { LogChain } from "../../../../dist/src/node/log/chain.js";
import { encodeEntry } from "../../../../dist/src/node/log/entry-parts.js";
import { tickEntry } from "../../../../dist/src/node/log/statements.js";
import { Ring } from "../../../../dist/src/node/ring.js";
import { MinerProcess } from "../../../../dist/src/processes/miner-process.js";
import { SharderProcess } from "../../../../dist/src/processes/sharder-process.js";
import { HttpTransport } from "../../../../dist/src/transport/http.js";
import { transactionEntry } from "../../../../dist/src/view-change/entries.js";
import { decodeTransaction, signTransaction } from "../../../../dist/src/view-change/transaction.js";

const ENTRY_KINDS = ["transaction", "member", "authority", "lot", "beacon", "tick", "checkpoint"];
/** Of messages that it has sent, and sends again. */
const MOST_KEPT = 50;

const post = (url, path, body) =>
  fetch(new URL(path, url), { method: "POST", body, signal: AbortSignal.timeout(2000) })
    .then((response) => response.body?.cancel())
    .catch(() => {});
const one = (list) => list[Math.floor(Math.random() * list.length)];

export function aroundLiar() {
  let isLiar = false;
  const sent = [];

  const { post: send } = HttpTransport.prototype;
  HttpTransport.prototype.post = async function (to, url, message) {
    if (isLiar && sent.push(message) > MOST_KEPT) sent.shift();
    return send.call(this, to, url, message);
  };

  // two shares: every second one of them is not the one that was dealt
  const { act } = Ring.prototype;
  Ring.prototype.act = function (effects) {
    const twice = effects.flatMap((effect) => {
      if (!isLiar || effect.type !== "send-share") return [effect];
      const plaintext = Uint8Array.from(effect.plaintext, (byte, at) => (at === 40 ? byte ^ 1 : byte));
      return Math.random() < 0.5 ? [effect, { ...effect, plaintext }] : [{ ...effect, plaintext }, effect];
    });
    return act.call(this, twice);
  };

  const peersOf = ({ session, current }) => session?.receivers ?? current.magicBlock?.members ?? [];

  function lieAsMiner({ identity, sharders, genesis }, chain) {
    const { scheme } = genesis;
    const append = (entry) => post(one(sharders), "/v1/entries", encodeEntry(entry));
    const flood = setInterval(() => {
      const peer = one(peersOf(chain.state));
      if (peer !== undefined && peer.id !== identity.id) {
        void post(peer.url, "/v1/messages", randomBytes(1024));
        const repeated = one(sent);
        if (repeated !== undefined) {
          void post(peer.url, "/v1/messages", repeated);
          const forged = Uint8Array.from(repeated);
          forged[forged.length - 1] ^= 1;
          void post(peer.url, "/v1/messages", forged);
        }
      }
      void append({ kind: one(ENTRY_KINDS), bytes: randomBytes(200) });
      void post(one(sharders), "/v1/entries", randomBytes(1024));
      void post(one(sharders), "/v1/beacon", randomBytes(150));
    }, 20);
    flood.unref();
    // another's MPK under its own name, and under the other's
    const seen = new Set();
    chain.subscribe(({ block, after }) => {
      const { session } = after;
      if (session === null) return;
      for (const { kind, bytes } of block.entries) {
        if (kind !== "transaction") continue;
        const { sender, kind: of, payload } = decodeTransaction(bytes);
        if (of !== "mpk" || sender === identity.id || seen.has(String(session.id))) continue;
        seen.add(String(session.id));
        const stolen = signTransaction(scheme, identity, { session: session.id, kind: "mpk", payload });
        void append(transactionEntry(stolen));
        void append(transactionEntry({ ...stolen, sender }));
      }
    });
  }

  function lieAsSharder({ identity, genesis }, chain) {
    chain.subscribe(({ after }) => {
      const { genesisHash } = after;
      for (const ahead of [1, 2, 1000]) {
        const tick = { ...chain.head, round: chain.head.round + ahead };
        void chain.append(tickEntry(genesis.scheme, identity, genesisHash, tick)).catch(() => {});
      }
    });
  }

  const { open } = LogChain;
  let chain = null;
  LogChain.open = async (options) => {
    chain = await open.call(LogChain, options);
    return chain;
  };
  for (const [Process, lie] of [
    [MinerProcess, lieAsMiner],
    [SharderProcess, lieAsSharder],
  ]) {
    const { start } = Process;
    Process.start = async (options) => {
      const started = await start.call(Process, options);
      if (isLiar) lie(options, chain);
      return started;
    };
  }

  return ({ liar }) => {
    if (liar !== undefined) isLiar = liar;
  };
}
