// An engine that is read by oneself, and written to through sharders: of a miner who pays nobody.
import { checkSignal } from "../../bindings/arguments.js";
import type { AbortSignal } from "../../bindings/platform.js";
import { FeldsparError } from "../encoding/index.js";
import { type ClientOptions, SharderClient } from "../http/client/client.js";
import { encodeEntry } from "../node/log/entry-parts.js";
import { checkEntry } from "../node/options.js";
import type { Appended, Head, LedgerBlock, LedgerEngine } from "../node/ports.js";
import type { EntryKind } from "../view-change/entries.js";

export interface RelayedEngineOptions extends Pick<ClientOptions, "urls"> {
  /** Is closed with this one. */
  readonly engine: LedgerEngine;
}

export class RelayedEngine implements LedgerEngine {
  private readonly engine: LedgerEngine;
  private readonly client: SharderClient;

  constructor({ engine, urls }: RelayedEngineOptions) {
    this.engine = engine;
    this.client = new SharderClient({ urls });
  }

  get name(): string {
    return this.engine.name;
  }

  get trust(): LedgerEngine["trust"] {
    return this.engine.trust;
  }

  /** One sharder pays: others are asked when it does not answer. Throws what it refuses the entry for. */
  async append(kind: EntryKind, bytes: Uint8Array, signal?: AbortSignal): Promise<Appended> {
    checkEntry(kind, bytes);
    checkSignal(signal);
    const ask = { method: "POST", body: encodeEntry({ kind, bytes }), longest: 4096, signal } as const;
    const { body } = await this.client.ask("/v1/entries", ask);
    const { position, duplicate } = JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>;
    if (!/^\d{1,19}$/.test(String(position)))
      throw new FeldsparError("LEDGER_UNAVAILABLE", "the entry is on its way, and in no final block yet");
    return { position: BigInt(String(position)), duplicate: duplicate === true };
  }

  blocks(from: Head, signal: AbortSignal): AsyncIterable<LedgerBlock> {
    return this.engine.blocks(from, signal);
  }

  head(): Promise<Pick<Head, "position">> {
    return this.engine.head();
  }

  close(): Promise<void> {
    return this.engine.close();
  }
}
