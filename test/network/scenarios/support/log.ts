// The log as a sharder shows it, and what must not be in it.

import { toHex } from "../../../../src/encoding/index.js";
import { decodeEntries } from "../../../../src/node/log/entry-parts.js";
import type { LedgerEntry } from "../../../../src/view-change/entries.js";
import { decodeTransaction } from "../../../../src/view-change/transaction.js";
import type { ScenarioNetwork } from "./network.js";

/** Every entry, from a sharder that serves the log. */
export async function readLog(network: ScenarioNetwork, sharder = network.sharders[0]!): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for (;;) {
    const answer = await fetch(new URL(`/v1/entries?from=${entries.length}`, sharder.place.url));
    const part = decodeEntries(new Uint8Array(await answer.arrayBuffer()));
    if (part.length === 0) return entries;
    entries.push(...part);
  }
}

export interface Contradiction {
  readonly session: string;
  readonly sender: string;
  readonly kind: string;
}

/** What somebody has said twice in one session in different ways: MPKs, keys, publications, confirmations. */
export function contradictions(entries: readonly LedgerEntry[]): Contradiction[] {
  const said = new Map<string, Set<string>>();
  for (const entry of entries) {
    if (entry.kind !== "transaction") continue;
    const { session, sender, kind, payload } = decodeTransaction(entry.bytes);
    const name = `${toHex(session)} ${sender} ${kind}`;
    said.set(name, (said.get(name) ?? new Set()).add(toHex(payload)));
  }
  return [...said]
    .filter(([, payloads]) => payloads.size > 1)
    .map(([name]) => {
      const [session, sender, kind] = name.split(" ") as [string, string, string];
      return { session, sender, kind };
    });
}
