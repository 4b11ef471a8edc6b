// `feldspar move-log`: from the store of the sharder that ordered to etcd, entry by entry at the same positions, so
// that every node goes on where it is. Nothing is deleted; what is there already must be the same.
import { concatBytes, equalBytes, FeldsparError } from "../../encoding/index.js";
import { LocalLog } from "../../ledger/local.js";
import { encodeEntry } from "../../node/log/entry-parts.js";
import type { EntryLog } from "../../node/ports.js";
import type { LedgerEntry } from "../../view-change/entries.js";
import { type CommandResult, EXIT } from "../result.js";
import { UsageError } from "../usage-error.js";
import { openEtcd } from "./engines.js";
import { resolveSettings, type SettingFlags } from "./settings.js";
import { openGenesis, openStore } from "./state-folder.js";

const PART = 500;

const bytesOf = (entries: readonly LedgerEntry[]) => concatBytes(...entries.map(encodeEntry));

/** Copies what is missing. Throws LOG_DIVERGED where the target has something else. */
export async function moveLog(
  source: EntryLog,
  target: EntryLog,
): Promise<{ readonly moved: bigint; readonly all: bigint }> {
  const { position: all } = await source.head();
  const { position: there } = await target.head();
  if (there > all) throw new FeldsparError("LOG_DIVERGED", `etcd has ${there} entries already, the store ${all}`);
  for (let at = 0n; at < there; ) {
    const most = there - at < BigInt(PART) ? Number(there - at) : PART;
    const [own, other] = [await source.read(at, most), await target.read(at, most)];
    if (own.length !== other.length || !equalBytes(bytesOf(own), bytesOf(other)))
      throw new FeldsparError("LOG_DIVERGED", `etcd has another history after position ${at}`);
    at += BigInt(own.length);
  }
  for (let at = there; at < all; ) {
    const part = await source.read(at, PART);
    const appended = await Promise.all(part.map(({ kind, bytes }) => target.append(kind, bytes)));
    for (const [index, { position }] of appended.entries())
      if (position !== at + BigInt(index) + 1n)
        throw new FeldsparError(
          "LOG_DIVERGED",
          `somebody else writes to etcd: entry ${at + BigInt(index) + 1n} is there`,
        );
    at += BigInt(part.length);
  }
  return { moved: all - there, all };
}

export async function moveLogCommand(flags: SettingFlags): Promise<CommandResult> {
  const { settings } = resolveSettings(flags, process.env);
  if (settings.etcd.length === 0) throw new UsageError("--etcd: expected the servers to which the log is copied");
  const genesis = await openGenesis(settings);
  const store = await openStore(settings.state);
  try {
    const source = await LocalLog.open(store);
    if ((await source.head()).position === 0n)
      throw new UsageError(`${settings.state}: expected the folder of the sharder that ordered: it has no log`);
    const target = openEtcd(settings, genesis);
    try {
      const { moved, all } = await moveLog(source, target);
      return { output: `${moved} of ${all} entries copied; start every sharder with --etcd now`, exitCode: EXIT.good };
    } finally {
      await target.close();
    }
  } finally {
    await store.close();
  }
}
