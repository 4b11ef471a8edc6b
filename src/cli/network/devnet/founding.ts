// A network for one machine: its people, its genesis, and a folder for each node. Keystores are cheap: the passphrase
// lies beside them.
import { createServer } from "node:net";
import { join } from "node:path";
import { randomBytes } from "../../../../bindings/random.js";
import { toHex } from "../../../encoding/index.js";
import { type IdentityRole, writeIdentity } from "../../../keystore/identity-file.js";
import { LocalLog } from "../../../ledger/local.js";
import {
  type BeaconMode,
  type Genesis,
  genesisHash,
  genesisToJson,
  type Mode,
  makeGenesis,
  type SchemeName,
} from "../../../magic-block/index.js";
import { LevelStore } from "../../../store/level.js";
import { authorityEntry, type LedgerEntry, memberEntry } from "../../../view-change/entries.js";
import {
  createMinerIdentity,
  createSigningIdentity,
  type MinerIdentity,
  minerRegistration,
  type SigningIdentity,
  signLongTerm,
} from "../../../view-change/identity.js";
import { authorityMessage } from "../../../view-change/members.js";
import { privateFolder, writeWhole } from "../files.js";

export interface FoundingOptions {
  readonly folder: string;
  readonly miners: number;
  readonly sharders: number;
  readonly roundTime: number;
  readonly viewRounds: number;
  /** Of each phase but the first. */
  readonly phaseRounds: number;
  readonly mode: Mode;
  readonly beacon: BeaconMode;
  /** Of a beacon by the clock, in seconds. */
  readonly period: number;
  /** The first of consecutive ones; null: free ones. */
  readonly port: number | null;
}

/** A node that is to run. */
export interface NodePlan {
  /** "miner-3", also its folder's. */
  readonly name: string;
  readonly role: "miner" | "sharder";
  readonly id: string;
  readonly folder: string;
  readonly url: string;
}

export interface Founded {
  readonly genesis: Genesis;
  /** The first one orders the log. */
  readonly sharders: readonly NodePlan[];
  readonly miners: readonly NodePlan[];
}

/** drand chains signatures in G2 alone. */
const schemeFor = (beacon: BeaconMode): SchemeName => (beacon === "drand-chained" ? "min-pk" : "min-sig");
/** From the founding to the first round by the clock, in milliseconds. */
const AHEAD = 5000;
/** Of scrypt: the least that there is. */
const WORK = 2;

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, () => {
      const server = createServer();
      return new Promise<typeof server>((resolve, reject) => {
        server.once("error", reject);
        server.listen(0, "127.0.0.1", () => resolve(server));
      });
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Two thirds to sign, three quarters to go on; phases end early when everybody is done. */
function genesisOf(options: FoundingOptions, admin: SigningIdentity, sharders: readonly SharderFounder[]): Genesis {
  const { miners, roundTime, viewRounds, phaseRounds, mode, beacon, period } = options;
  const genesisTime = beacon === "chained" ? 0 : Math.ceil((Date.now() + AHEAD) / 1000);
  const phases = { contribute: phaseRounds, share: phaseRounds, publish: phaseRounds, wait: phaseRounds };
  return makeGenesis({
    chainId: "devnet",
    scheme: schemeFor(beacon),
    mode,
    beacon: { mode: beacon, genesisTime, period },
    roundTime,
    // time stands still until the miners are up
    startRound: 3,
    adminKeys: [admin],
    sharders: sharders.map(({ publicKey, proofOfPossession, url }) => ({
      publicKey,
      proofOfPossession,
      url,
      stake: 1n,
    })),
    parameters: {
      miners,
      viewRounds,
      handOverRounds: 5,
      phaseRounds: { start: 1, ...phases },
      maxAttempts: 1000,
    },
  });
}

type SharderFounder = SigningIdentity & { readonly url: string };

function entriesOf(genesis: Genesis, admin: SigningIdentity, miners: readonly MinerIdentity[]): LedgerEntry[] {
  const hash = genesisHash(genesis);
  const { scheme } = genesis;
  return miners.flatMap((identity, place) => {
    const content = {
      genesisHash: hash,
      serial: place + 1,
      action: { type: "stake", id: identity.id, stake: 10n },
    } as const;
    const signature = signLongTerm(scheme, admin, authorityMessage(content));
    return [
      authorityEntry({ ...content, signatures: [{ admin: 0, signature }] }),
      memberEntry(scheme, minerRegistration(scheme, identity, { genesisHash: hash })),
    ];
  });
}

/** Makes everything in the folder, and puts stakes and registrations at the beginning of the log. */
export async function found(options: FoundingOptions): Promise<Founded> {
  const { folder } = options;
  const count = options.miners + options.sharders;
  const { port } = options;
  const ports = port === null ? await freePorts(count) : Array.from({ length: count }, (_, place) => port + place);
  const urls = ports.map((one) => `http://127.0.0.1:${one}`);
  const scheme = schemeFor(options.beacon);
  const admin = createSigningIdentity(scheme);
  const sharderUrls = urls.slice(0, options.sharders);
  const sharders = sharderUrls.map((url) => ({ ...createSigningIdentity(scheme), url }));
  const miners = await Promise.all(urls.slice(options.sharders).map((url) => createMinerIdentity({ scheme, url })));
  const genesis = genesisOf(options, admin, sharders);
  const passphrase = toHex(randomBytes(16));
  const passphraseFile = join(folder, "passphrase");
  writeWhole(passphraseFile, `${passphrase}\n`);
  const keep = async (path: string, role: IdentityRole, identity: SigningIdentity | MinerIdentity) =>
    writeWhole(path, await writeIdentity({ role, scheme, identity }, passphrase, WORK));
  writeWhole(join(folder, "genesis.json"), `${genesisToJson(genesis, 1)}\n`);
  await keep(join(folder, "admin.json"), "admin", admin);
  const plan = async (role: "miner" | "sharder", place: number, identity: SharderFounder): Promise<NodePlan> => {
    const name = `${role}-${place + 1}`;
    const own = join(folder, name);
    privateFolder(own);
    const settings = {
      genesis: join(folder, "genesis.json"),
      genesisHash: toHex(genesisHash(genesis)),
      passphraseFile,
      listen: new URL(identity.url).host,
      ...(role === "sharder" && place === 0
        ? { order: true }
        : { follow: role === "miner" ? sharderUrls : [urls[0]!] }),
    };
    writeWhole(join(own, "feldspar.json"), `${JSON.stringify(settings, null, 2)}\n`);
    await keep(join(own, "identity.json"), role, identity);
    return { name, role, id: identity.id, folder: own, url: identity.url };
  };
  const founded = {
    genesis,
    sharders: await Promise.all(sharders.map((identity, place) => plan("sharder", place, identity))),
    miners: await Promise.all(miners.map((identity, place) => plan("miner", place, identity))),
  };
  const store = await LevelStore.open(join(founded.sharders[0]!.folder, "db"));
  const log = await LocalLog.open(store);
  for (const { kind, bytes } of entriesOf(genesis, admin, miners)) await log.append(kind, bytes);
  await log.close();
  await store.close();
  return founded;
}
