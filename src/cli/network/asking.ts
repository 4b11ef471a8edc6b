// Asking sharders as an operator: of the right chain, member by member, and until what was sent is on the ledger.
import { FeldsparError, JsonReader, parseJson, toHex } from "../../encoding/index.js";
import { SharderClient } from "../../http/client/client.js";
import { encodeEntry } from "../../node/log/entry-parts.js";
import type { LedgerEntry } from "../../view-change/entries.js";
import { UsageError } from "../usage-error.js";
import { hashOf, urlOf } from "./arguments.js";

export interface FromFlags {
  readonly from: readonly string[];
  readonly genesisHash: string;
}

/** A registered member, as a sharder says it. */
export interface ListedMember {
  readonly id: string;
  readonly url: string;
  readonly serial: number;
  readonly left: boolean;
  readonly stake: bigint;
  readonly isSuspended: boolean;
  /** Of a miner, in hex. */
  readonly encryptionKey: string | null;
}

/** A member's own serials rise by one: what is far from that is a lie, and would use all of them up. */
const HIGHEST_SERIAL = 1_000_000_000;
const MOST_MEMBERS = 100_000;

export function memberOf(reader: JsonReader): ListedMember {
  const field = (name: string) => new JsonReader(reader.peek(name), `${reader.path}.${name}`);
  return {
    id: field("id").text(64),
    url: field("url").text(2048),
    serial: field("serial").integer(0, HIGHEST_SERIAL),
    left: field("left").value === true,
    stake: field("stake").unsigned(128),
    isSuspended: reader.peek("suspension") != null,
    encryptionKey: reader.peek("encryptionKey") === undefined ? null : field("encryptionKey").text(64),
  };
}

export class Asking {
  readonly client: SharderClient;
  readonly urls: readonly string[];
  readonly genesisHash: Uint8Array;

  /** Throws `UsageError` for flags that are none. */
  constructor({ from, genesisHash }: FromFlags, timeout = 10_000) {
    this.urls = from.map((url) => urlOf(url, "--from"));
    this.genesisHash = hashOf(genesisHash, "--genesis-hash");
    this.client = new SharderClient({ urls: this.urls, timeout });
  }

  /** Throws `UsageError` when who answers is of another chain, LEDGER_UNAVAILABLE when nobody answers. */
  async checkChain(): Promise<void> {
    const said = new JsonReader(await this.client.json("/v1/version"), "/v1/version");
    const hash = said.peek("genesisHash");
    if (hash === toHex(this.genesisHash)) return;
    const other = typeof hash === "string" && /^[0-9a-f]{64}$/.test(hash) ? hash : "none that is a hash";
    throw new UsageError(
      `--from: expected sharders of the chain ${toHex(this.genesisHash)}, got of another one: ${other}. One of` +
        " --from and --genesis-hash is wrong",
    );
  }

  /** Everybody who is registered in a role. */
  async members(role: "miner" | "sharder"): Promise<ListedMember[]> {
    const all: ListedMember[] = [];
    for (let from: number | null = 0; from !== null && all.length < MOST_MEMBERS; ) {
      const path: string = `/v1/${role}s?from=${from}`;
      const reader = new JsonReader(await this.client.json(path), path);
      const items: ListedMember[] = new JsonReader(reader.peek("items"), `${path}.items`).array(1000, memberOf);
      all.push(...items);
      const next = reader.peek("next");
      // a page with nobody on it is the last one, whatever it says
      from = items.length > 0 && typeof next === "number" && next > from ? next : null;
    }
    return all;
  }

  async member(role: "miner" | "sharder", id: string): Promise<ListedMember | null> {
    return (await this.members(role)).find((one) => one.id === id) ?? null;
  }

  /** Hands an entry to the sharders until one has ordered it. Throws what they refuse it for. */
  async append(entry: LedgerEntry): Promise<void> {
    await this.client.ask("/v1/entries", { method: "POST", body: encodeEntry(entry), longest: 4096 });
  }

  /** Asks until it is so. Throws LEDGER_UNAVAILABLE after so many seconds. */
  async until(what: string, seconds: number, isSo: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + 1000 * seconds;
    while (!(await isSo())) {
      if (Date.now() > end)
        throw new FeldsparError("LEDGER_UNAVAILABLE", `${what}: not within ${seconds} seconds; ask again with status`);
      await new Promise<void>((resolve) => setTimeout(resolve, 200));
    }
  }
}

/** What a node says at `/readyz`, or nobody. */
export function readinessIn(said: JsonReader): { readonly isReady: boolean; readonly reasons: string } {
  const given = said.peek("reasons");
  const reasons = Array.isArray(given) ? given.filter((one) => typeof one === "string").join(", ") : "";
  return { isReady: said.peek("ready") === true, reasons: reasons.slice(0, 200) || "no reason given" };
}

/** What one address answers, whatever its status; null: nothing. */
export async function askOnce(
  url: string,
  path: string,
  timeout: number,
): Promise<{ json: unknown; date: string } | null> {
  const client = new SharderClient({ urls: [url], timeout });
  try {
    const { body, headers } = await client.askOne(url, path, { longest: 1 << 20 });
    return { json: parseJson(new TextDecoder().decode(body), path), date: headers.get("date") ?? "" };
  } catch {
    return null;
  }
}
