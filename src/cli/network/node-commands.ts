// `feldspar stop|backup|log-level|report`: what an operator asks of a node on this machine.
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { VERSION } from "../../../bindings/version.js";
import { FeldsparError } from "../../encoding/index.js";
import { type CommandResult, EXIT } from "../result.js";
import { OutputError, oneLine, UsageError } from "../usage-error.js";
import { askControl, controlJson } from "./control-client.js";
import { readText, writeWhole } from "./files.js";
import { NODE_PACKAGES } from "./packages.js";
import { resolveSettings, type SettingFlags } from "./settings.js";

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
  const snapshot = await askControl(settings.state, "GET", "/snapshot").catch((error) => {
    if (error instanceof FeldsparError && error.code === "NOT_FOUND") return null;
    throw error;
  });
  let beside = "";
  try {
    mkdirSync(dirname(out), { recursive: true });
    beside = mkdtempSync(join(dirname(out), ".feldspar-unfinished-"));
    writeWhole(join(beside, "identity.json"), readText(settings.identity));
    writeWhole(join(beside, "genesis.json"), readText(settings.genesis));
    if (snapshot !== null) writeWhole(join(beside, "snapshot.bin"), snapshot);
    renameSync(beside, out);
  } catch (error) {
    if (beside !== "") rmSync(beside, { recursive: true, force: true });
    if (error instanceof UsageError) throw error;
    throw new OutputError(`--out ${flags.out}: cannot be written: ${oneLine(error)}`);
  }
  const files = ["identity.json", "genesis.json", ...(snapshot === null ? [] : ["snapshot.bin"])];
  return good(`${flags.out}: ${files.join(", ")}`);
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
