// `feldspar stop|backup|log-level|report`: what an operator asks of a node on this machine.
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { VERSION } from "../../../bindings/version.js";
import { FeldsparError, fromHex } from "../../encoding/index.js";
import { type CommandResult, EXIT } from "../result.js";
import { OutputError, oneLine, UsageError } from "../usage-error.js";
import { askControl, controlJson } from "./control-client.js";
import { readText, writeWhole } from "./files.js";
import { NODE_PACKAGES } from "./packages.js";
import { resolveSettings, type SettingFlags } from "./settings.js";
import { PROOF_FILE, type ProvenSnapshot, SNAPSHOT_FILE } from "./snapshot-file.js";

/** Milliseconds until a backup does without the signatures of sharders. */
const PATIENCE = 5000;

const good = (output: string): CommandResult => ({ output, exitCode: EXIT.good });

export async function stopCommand({ state }: { readonly state: string }): Promise<CommandResult> {
  await askControl(state, "POST", "/stop");
  return good("stopping");
}

export async function logLevelCommand(level: string, { state }: { readonly state: string }): Promise<CommandResult> {
  await askControl(state, "POST", `/log-level/${encodeURIComponent(level)}`);
  return good(`log level ${level} from now on`);
}

export interface BackupFlags extends SettingFlags {
  readonly out: string;
}

/**
 * Identity, genesis and snapshot of a node that runs: never shares or dealings. A member that comes back from this is
 * one of those who miss the running view, and gets a new share in the next.
 */
export async function backupCommand(flags: BackupFlags): Promise<CommandResult> {
  const { settings } = resolveSettings(flags, process.env);
  const out = resolve(flags.out);
  if (existsSync(out)) throw new UsageError(`--out ${flags.out}: expected no such folder: nothing is overwritten`);
  const kept = await keptSnapshot(settings.state);
  let beside = "";
  try {
    mkdirSync(dirname(out), { recursive: true });
    beside = mkdtempSync(join(dirname(out), ".feldspar-unfinished-"));
    writeWhole(join(beside, "identity.json"), readText(settings.identity));
    writeWhole(join(beside, "genesis.json"), readText(settings.genesis));
    if (kept !== null) writeWhole(join(beside, SNAPSHOT_FILE), kept.snapshot);
    if (kept?.proof) writeWhole(join(beside, PROOF_FILE), kept.proof);
    renameSync(beside, out);
  } catch (error) {
    if (beside !== "") rmSync(beside, { recursive: true, force: true });
    if (error instanceof UsageError) throw error;
    throw new OutputError(`--out ${flags.out}: cannot be written: ${oneLine(error)}`);
  }
  const files = [
    ...["identity.json", "genesis.json", ...(kept === null ? [] : [SNAPSHOT_FILE])],
    ...(kept?.proof ? [PROOF_FILE] : []),
  ];
  return good(`${flags.out}: ${files.join(", ")}`);
}

/** A new one is signed by the sharders within a few rounds. null: there is none yet. */
async function keptSnapshot(state: string): Promise<ProvenSnapshot | null> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    try {
      const answer = await controlJson<{ snapshot: string; proof: string | null }>(state, "/snapshot", 60_000);
      const found = { snapshot: fromHex(answer.snapshot), proof: answer.proof };
      if (found.proof !== null || Date.now() > end) return found;
    } catch (error) {
      if (error instanceof FeldsparError && error.code === "NOT_FOUND") return null;
      throw error;
    }
    await new Promise<void>((resolve) => setTimeout(resolve, 250));
  }
}

/** For reports of bugs: nothing secret, and no content of files. */
export async function reportCommand(flags: SettingFlags): Promise<CommandResult> {
  const { settings, shown } = resolveSettings(flags, process.env);
  const status = await controlJson<unknown>(settings.state, "/status").catch((error) => ({ none: oneLine(error) }));
  const packages = [...NODE_PACKAGES, "pino", "prom-client"].map((name) => [name, isInstalled(name)]);
  const report = {
    version: VERSION,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    packages: Object.fromEntries(packages),
    settings: Object.fromEntries(shown.map(({ name, value, origin }) => [name, { value, origin }])),
    status,
  };
  return good(JSON.stringify(report, null, 2));
}

function isInstalled(name: string): boolean {
  try {
    import.meta.resolve(name);
    return true;
  } catch {
    return false;
  }
}
