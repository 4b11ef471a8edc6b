// People who found a chain: identities, a genesis, and the entries that bring the miners onto the ledger.
import { type Genesis, type GenesisInput, genesisHash, makeGenesis } from "../../../src/magic-block/index.js";
import { authorityEntry, type LedgerEntry, memberEntry } from "../../../src/view-change/entries.js";
import {
  createMinerIdentity,
  createSigningIdentity,
  type MinerIdentity,
  minerRegistration,
  type SharderIdentity,
  type SigningIdentity,
  signLongTerm,
} from "../../../src/view-change/identity.js";
import { authorityMessage } from "../../../src/view-change/members.js";

/** Of a network that does not say. */
export const scheme = "min-sig";

export interface Founders {
  readonly genesis: Genesis;
  readonly admin: SigningIdentity;
  readonly miners: readonly MinerIdentity[];
  readonly sharders: readonly SharderIdentity[];
  /** Stakes and registrations. */
  readonly entries: readonly LedgerEntry[];
}

export interface FoundersOptions {
  readonly minerUrls: readonly string[];
  readonly sharderUrls: readonly string[];
  readonly genesis?: Partial<Omit<GenesisInput, "sharders">>;
}

/** A chain with three quarters of all miners as its quorum; phases end when everybody is done. */
export async function found({ minerUrls, sharderUrls, genesis: input = {} }: FoundersOptions): Promise<Founders> {
  const { scheme: chosen = scheme } = input;
  const miners = await Promise.all(minerUrls.map((url) => createMinerIdentity({ scheme: chosen, url })));
  const admin = createSigningIdentity(chosen);
  const sharders = sharderUrls.map((url) => ({ ...createSigningIdentity(chosen), url }));
  const { parameters, ...rest } = input;
  const genesis = makeGenesis({
    chainId: "network",
    roundTime: 100,
    startRound: 3,
    adminKeys: [admin],
    ...rest,
    sharders: sharders.map(({ publicKey, proofOfPossession, url }) => {
      return { publicKey, proofOfPossession, url, stake: 1n };
    }),
    parameters: {
      miners: miners.length,
      threshold: Math.floor(miners.length / 2) + 1,
      quorum: Math.ceil((3 * miners.length) / 4),
      minMiners: Math.floor(miners.length / 2) + 1,
      viewRounds: 10,
      handOverRounds: 2,
      phaseRounds: { start: 1, contribute: 300, share: 300, publish: 300, wait: 20 },
      ...parameters,
    },
  });
  const entries = miners.flatMap((identity, place) => [
    stakeEntry({ genesis, admin }, { serial: place + 1, id: identity.id, stake: 10n }),
    memberEntry(chosen, minerRegistration(chosen, identity, { genesisHash: genesisHash(genesis) })),
  ]);
  return { genesis, admin, miners, sharders, entries };
}

/** What the authority says of a member's stake. */
export function stakeEntry(
  { genesis, admin }: Pick<Founders, "genesis" | "admin">,
  { serial, id, stake }: { readonly serial: number; readonly id: string; readonly stake: bigint },
): LedgerEntry {
  const content = { genesisHash: genesisHash(genesis), serial, action: { type: "stake", id, stake } } as const;
  const signature = signLongTerm(genesis.scheme, admin, authorityMessage(content));
  return authorityEntry({ ...content, signatures: [{ admin: 0, signature }] });
}
