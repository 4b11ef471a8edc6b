// A node's folder: its genesis, which must have the hash that the operator gave, its identity, its store.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { FeldsparError } from "../../encoding/index.js";
import { SharderClient } from "../../http/client/client.js";
import { type Genesis, genesisFromJson, genesisToJson } from "../../magic-block/index.js";
import { LevelStore } from "../../store/level.js";
import { UsageError } from "../usage-error.js";
import { closedFolder, privateFolder, writeWhole } from "./files.js";
import { checkGenesisHash, readGenesisFile } from "./genesis-command.js";
import type { Settings } from "./settings.js";

/** How long another process that is about to end is waited for, in milliseconds. */
const PATIENCE = 3000;

/** Makes what is missing of it. Throws `UsageError`. */
export function prepareFolder(state: string): void {
  privateFolder(state);
  // before the socket is there: it is its owner's alone only a moment after it has been made
  closedFolder(join(state, "run"));
  try {
    closedFolder(join(state, "db"));
  } catch {
    // what is wrong with it is for the store to say
  }
}

/** The chain's genesis: from its file, or from a sharder, whom nobody need believe. Throws `UsageError`. */
export async function openGenesis(settings: Settings): Promise<Genesis> {
  const { genesis: path, genesisHash, follow } = settings;
  if (genesisHash === null)
    throw new UsageError(
      "--genesis-hash: expected the hash of the chain's genesis, 64 hex digits: whoever founded the chain has it" +
        " from `feldspar genesis hash genesis.json`; it is what a node trusts",
    );
  if (!existsSync(path) && follow.length > 0) {
    const client = new SharderClient({ urls: follow });
    process.stderr.write(`${path}: no such file: fetching the genesis from ${follow.join(", ")}\n`);
    const fetched = genesisFromJson(await client.json("/v1/genesis"));
    checkGenesisHash(fetched, genesisHash, follow.join(", "));
    writeWhole(path, `${genesisToJson(fetched, 1)}\n`);
    return fetched;
  }
  const genesis = readGenesisFile(path);
  checkGenesisHash(genesis, genesisHash, path);
  return genesis;
}

/** The store, once another process has let go of it. Throws STORE_TAKEN when it does not, STORE_FAILED. */
export async function openStore(state: string): Promise<LevelStore> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    try {
      return await LevelStore.open(join(state, "db"));
    } catch (error) {
      if (!(error instanceof FeldsparError && error.code === "STORE_TAKEN") || Date.now() > end) throw error;
      await new Promise<void>((resolve) => setTimeout(resolve, 100));
    }
  }
}
