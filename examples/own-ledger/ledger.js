// A ledger of one's own: a file that several processes append to, an entry a line, and a dot where a round ends. It
// orders bytes and decides nothing: what entries mean is for the contract, which every replica runs for itself.
import { appendFileSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { FeldsparError } from "feldspar-dkg";
import { chained, EMPTY_LOG_HASH, entryHash } from "feldspar-dkg/node.js";

export class FileLedger {
  name = "file";
  trust = "single";
  #closed = false;

  constructor(path) {
    this.path = path;
  }

  /** All rounds that are closed; what is appended twice counts where it came first. */
  #read() {
    const rounds = [];
    const seen = new Map();
    let [entries, position, logHash] = [[], 0n, EMPTY_LOG_HASH];
    for (const line of readFileSync(this.path, "utf8").split("\n").slice(0, -1)) {
      if (line === ".") {
        rounds.push({ round: rounds.length + 1, position, logHash, entries });
        entries = [];
      } else if (!seen.has(line)) {
        const [kind, hex] = line.split(" ");
        const entry = { kind, bytes: Uint8Array.from(Buffer.from(hex, "hex")) };
        entries.push(entry);
        logHash = chained(logHash, entryHash(entry));
        seen.set(line, ++position);
      }
    }
    return { rounds, seen };
  }

  async append(kind, bytes) {
    if (this.#closed) throw new FeldsparError("LEDGER_UNAVAILABLE", "the ledger is closed");
    const line = `${kind} ${Buffer.from(bytes).toString("hex")}`;
    const duplicate = this.#read().seen.has(line);
    if (!duplicate) appendFileSync(this.path, `${line}\n`, { flush: true });
    return { position: this.#read().seen.get(line), duplicate };
  }

  /** Ends a round: one process of all does this. */
  endRound() {
    appendFileSync(this.path, ".\n");
  }

  async *blocks(from, signal) {
    const begin = this.#read().rounds[from.round - 1] ?? { position: 0n };
    if (begin.position !== from.position) throw new FeldsparError("LOG_DIVERGED", "the file has another history");
    for (let next = from.round; !signal.aborted && !this.#closed; await pause(20)) {
      for (const block of this.#read().rounds.slice(next)) {
        if (signal.aborted) return;
        next = block.round;
        yield block;
      }
    }
  }

  async head() {
    return { position: this.#read().rounds.at(-1)?.position ?? 0n };
  }

  async close() {
    this.#closed = true;
  }
}
