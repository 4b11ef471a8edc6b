// Before the first block: everybody's keys, and the genesis that names the chain.
import { type Genesis, genesisHash, makeGenesis } from "../magic-block/index.js";
import {
  createMinerIdentity,
  createSigningIdentity,
  type MinerIdentity,
  type SharderIdentity,
  type SigningIdentity,
} from "../view-change/identity.js";
import type { Settings } from "./options.js";
import type { RandomFactory } from "./random.js";

/** The genesis block has round 0, registrations are in block 1, and then the first start phase begins. */
const START_ROUND = 2;

export interface Founding {
  /** In the candidates' order. */
  readonly miners: readonly MinerIdentity[];
  /** In the order in which they were given. */
  readonly sharders: readonly SharderIdentity[];
  readonly admin: SigningIdentity;
  readonly genesis: Genesis;
  readonly genesisHash: Uint8Array;
}

/** Throws BAD_PARAMETER for a seed that is none. `onMiner` hears of each miner's keys. */
export async function found(
  settings: Settings,
  random: RandomFactory,
  onMiner: (done: number) => void,
): Promise<Founding> {
  const { options, checked, candidates, chainId, mode, roundTime } = settings;
  const { scheme = "min-sig", qualification = "seed", partyIds = "index" } = options;
  const miners: MinerIdentity[] = [];
  for (const [position, { url }] of candidates.entries()) {
    miners.push(await createMinerIdentity({ scheme, url, random: random(`identity ${position}`) }));
    onMiner(position + 1);
  }
  const sharders = settings.sharders.map(({ url }, position) => {
    return { ...createSigningIdentity(scheme, random(`sharder ${position}`)), url };
  });
  const admin = createSigningIdentity(scheme, random("admin"));
  const genesis = makeGenesis({
    ...{ chainId, scheme, mode, qualification, partyIds, roundTime },
    startRound: START_ROUND,
    adminKeys: [{ publicKey: admin.publicKey, proofOfPossession: admin.proofOfPossession }],
    sharders: sharders.map(({ publicKey, proofOfPossession, url }, position) => {
      return { publicKey, proofOfPossession, stake: settings.sharders[position]!.stake, url };
    }),
    parameters: checked.parameters,
  });
  return { miners, sharders, admin, genesis, genesisHash: genesisHash(genesis) };
}
