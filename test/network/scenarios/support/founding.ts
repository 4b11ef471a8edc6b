// A network's people, genesis, folders and configuration files on this machine, for processes of `feldspar miner` and
// `feldspar sharder`.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomBytes } from "../../../../bindings/random.js";
import { toHex } from "../../../../src/encoding/index.js";
import { writeIdentity } from "../../../../src/keystore/identity-file.js";
import { SealedStore } from "../../../../src/keystore/sealed-store.js";
import { LocalLog } from "../../../../src/ledger/local.js";
import { genesisHash } from "../../../../src/magic-block/genesis.js";
import { genesisToJson } from "../../../../src/magic-block/index.js";
import { LevelStore } from "../../../../src/store/level.js";
import type { LedgerEntry } from "../../../../src/view-change/entries.js";
import type { MinerIdentity, SharderIdentity } from "../../../../src/view-change/identity.js";
import { type Founders, type FoundersOptions, found, scheme } from "../../support/founders.js";
import { freePorts } from "../../support/ports.js";
import type { History, Stored } from "./history.js";

export interface NodePlace {
  /** "miner-3", also its folder's. */
  readonly name: string;
  readonly role: "miner" | "sharder";
  readonly id: string;
  readonly folder: string;
  readonly url: string;
}

export interface Founded extends Founders {
  readonly places: readonly NodePlace[];
  readonly hash: string;
}

export interface FoundingOptions {
  readonly folder: string;
  readonly miners: number;
  readonly sharders: number;
  readonly genesis?: FoundersOptions["genesis"];
  /** Sharders that order a log of their own, or on servers: the first one by default. */
  readonly ordering?: readonly number[];
  /** Stakes and registrations are brought onto the log by somebody else. */
  readonly isLogEmpty?: boolean;
  /** A past in the place of stakes and registrations alone, and what nodes have stored in it. */
  readonly past?: (founders: Founders) => Promise<Pick<History, "entries" | "stores">>;
}

/** Of scrypt: the least that there is. */
const WORK = 2;
const PASSPHRASE = "a passphrase for tests";

/** Makes everything; stakes and registrations are at the beginning of the first sharder's log. */
export async function foundFolders(options: FoundingOptions): Promise<Founded> {
  const { folder, miners, sharders, genesis, ordering = [0], isLogEmpty = false, past } = options;
  const urls = (await freePorts(sharders + miners)).map((port) => `http://127.0.0.1:${port}`);
  const sharderUrls = urls.slice(0, sharders);
  const minerUrls = urls.slice(sharders);
  const founders = await found({ minerUrls, sharderUrls, ...(genesis === undefined ? {} : { genesis }) });
  const { entries, stores } = (await past?.(founders)) ?? { entries: founders.entries, stores: new Map() };
  const hash = toHex(genesisHash(founders.genesis));
  const passphraseFile = join(folder, "passphrase");
  writeFileSync(passphraseFile, `${PASSPHRASE}\n`);
  writeFileSync(join(folder, "genesis.json"), genesisToJson(founders.genesis, 1));
  const place = async (role: "miner" | "sharder", at: number, url: string): Promise<NodePlace> => {
    const identity: MinerIdentity | SharderIdentity = (role === "miner" ? founders.miners : founders.sharders)[at]!;
    const name = `${role}-${at + 1}`;
    const own = join(folder, name);
    mkdirSync(own, { mode: 0o700 });
    const orders = role === "sharder" && ordering.includes(at);
    const settings = {
      ...{ genesis: join(folder, "genesis.json"), genesisHash: hash, passphraseFile, listen: new URL(url).host },
      ...(orders ? { order: true } : { follow: role === "miner" ? sharderUrls : [sharderUrls[ordering[0]!]!] }),
    };
    writeFileSync(join(own, "feldspar.json"), JSON.stringify(settings));
    const storageKey = randomBytes(32);
    const text = await writeIdentity({ role, scheme, identity, storageKey }, PASSPHRASE, WORK);
    writeFileSync(join(own, "identity.json"), text);
    await keep(join(own, "db"), stores.get(identity.id), role === "miner" ? storageKey : null);
    return { name, role, id: identity.id, folder: own, url };
  };
  const places = await Promise.all([
    ...sharderUrls.map((url, at) => place("sharder", at, url)),
    ...minerUrls.map((url, at) => place("miner", at, url)),
  ]);
  if (!isLogEmpty) await beginLog(join(places[0]!.folder, "db"), entries);
  return { ...founders, places, hash };
}

async function beginLog(path: string, entries: readonly LedgerEntry[]): Promise<void> {
  const store = await LevelStore.open(path);
  const log = await LocalLog.open(store);
  for (const { kind, bytes } of entries) await log.append(kind, bytes);
  await log.close();
  await store.close();
}

/** What a node has stored in the past, sealed where a node of its role seals. */
async function keep(path: string, stored: Stored | undefined, storageKey: Uint8Array | null): Promise<void> {
  if (stored === undefined) return;
  const level = await LevelStore.open(path);
  const store = storageKey === null ? level : new SealedStore(level, storageKey);
  for (const [key, value] of stored) await store.put(key, value);
  await level.close();
}
