// The members of recorded view changes, made from a seed: everybody who registers, the one sharder, and the authority.
import { type BlsScheme, schemeByName } from "../../src/bls/index.js";
import {
  authorityEntry,
  authorityMessage,
  type ContractState,
  confirmMessage,
  createMinerIdentity,
  createSigningIdentity,
  firstMessage,
  type Genesis,
  HpkeCipher,
  handOverMessage,
  type Keep,
  type LedgerEntry,
  type MinerIdentity,
  type Mode,
  makeGenesis,
  memberEntry,
  minerRegistration,
  signLongTerm,
  signMember,
  signTransaction,
  type Transaction,
  type ViewChangeContract,
} from "../../src/entry/view-change.js";
import { randomFactory } from "../../src/simulation/random.js";

const CHAIN_ID = "feldspar-scale";
export const SCHEME = "min-sig";

export interface RecordingOptions {
  readonly n: number;
  readonly t: number;
  readonly k: number;
  readonly seed: string;
  /** List index of the miner that will be computed on its own. */
  readonly watched: number;
}

/** What a reshare goes on from: the chain with a view in office, and its members' key shares by position. */
export interface InOffice {
  readonly state: ContractState;
  readonly keyShares: readonly Uint8Array[];
}

/** The members of a chain, the same for the same seed. Everybody is in every list, at the same index. */
export class Members {
  readonly scheme: BlsScheme = schemeByName(SCHEME);
  readonly genesis: Genesis;
  private readonly sorted: readonly MinerIdentity[];
  private readonly random: ReturnType<typeof randomFactory>;
  private readonly sharder;
  private readonly admin;

  private constructor(
    readonly options: RecordingOptions,
    identities: readonly MinerIdentity[],
  ) {
    this.sorted = [...identities].sort((a, b) => (a.id < b.id ? -1 : 1));
    this.random = randomFactory(options.seed);
    this.sharder = createSigningIdentity(SCHEME, this.random("sharder"));
    this.admin = createSigningIdentity(SCHEME, this.random("admin"));
    const proven = ({ publicKey, proofOfPossession }: MinerIdentity | typeof this.sharder) => {
      return { publicKey, proofOfPossession };
    };
    const { n, t, k } = options;
    this.genesis = makeGenesis({
      chainId: CHAIN_ID,
      scheme: SCHEME,
      mode: "reshare", // block 1 of any chain is dealt as fresh
      startRound: 2, // registrations are in block 1
      adminKeys: [proven(this.admin)],
      sharders: [{ ...proven(this.sharder), stake: 1n, url: "https://sharder.example" }],
      parameters: { miners: n, threshold: t, quorum: k, fastPath: false, phaseRounds: PHASE_ROUNDS, handOverRounds: 2 },
    });
  }

  /** `done` counts identities. */
  static async create(options: RecordingOptions, done: (count: number) => void = () => {}): Promise<Members> {
    const random = randomFactory(options.seed);
    const identities: MinerIdentity[] = [];
    for (let i = 0; i < options.n; i++) {
      const url = `https://miner-${i + 1}.example`;
      identities.push(await createMinerIdentity({ scheme: SCHEME, url, random: random(`identity ${i}`) }));
      done(i + 1);
    }
    return new Members(options, identities);
  }

  /** By list index: the frozen list is sorted by id. */
  at(index: number): MinerIdentity {
    return this.sorted[index - 1]!;
  }

  /** The randomness of a member's polynomial. */
  randomOf(index: number, mode: Mode) {
    return this.random(`${mode} polynomial ${index}`);
  }

  /** A member's cipher: the keys that it makes for a session are the same each time. */
  cipherOf(index: number, mode: Mode): HpkeCipher {
    return new HpkeCipher(this.at(index), { random: this.random(`${mode} session key ${index}`) });
  }

  /** Everybody's stake and registration. */
  registrations(contract: ViewChangeContract): LedgerEntry[] {
    const { genesisHash } = contract.genesis(this.genesis);
    const stakes = this.sorted.map(({ id }, position) => {
      const action = { type: "stake", id, stake: BigInt(1000 - (position % 7)) } as const;
      const content = { genesisHash, serial: position + 1, action };
      const signature = signLongTerm(SCHEME, this.admin, authorityMessage(content));
      return authorityEntry({ ...content, signatures: [{ admin: 0, signature }] });
    });
    const registered = this.sorted.map((one) => memberEntry(SCHEME, minerRegistration(SCHEME, one, { genesisHash })));
    return [...stakes, ...registered];
  }

  /**
   * The chain's state before the list is frozen, which the next block does: at its beginning, or with a view in office.
   */
  before(contract: ViewChangeContract, office: InOffice | null): ContractState {
    if (office !== null) return office.state;
    return contract.apply(contract.genesis(this.genesis), { round: 1, entries: this.registrations(contract) }).state;
  }

  /** The sharder wants to go on. */
  keep({ genesisHash, session }: ContractState): LedgerEntry {
    const { number, attempt } = session!;
    const head = { type: "keep", role: "sharder", genesisHash, id: this.sharder.id, serial: number } as const;
    return memberEntry(SCHEME, signMember<Keep>(SCHEME, this.sharder, { ...head, number, attempt }));
  }

  /** A member's confirmation of the magic block. */
  confirmation({ session }: ContractState, index: number, keyShare: Uint8Array): Transaction {
    const payload = this.scheme.sign(confirmMessage(session!.magicBlockHash!), keyShare);
    return signTransaction(SCHEME, this.at(index), { session: session!.id, kind: "confirm", payload });
  }

  /** What certifies the decided block: the genesis' sharder, or those in office. */
  handOvers({ session }: ContractState, office: InOffice | null): Transaction[] {
    const hash = session!.magicBlockHash!;
    if (office === null) {
      const payload = signLongTerm(SCHEME, this.sharder, firstMessage(hash));
      return [signTransaction(SCHEME, this.sharder, { session: hash, kind: "first", payload })];
    }
    return office.keyShares.map((share, position) => {
      const payload = this.scheme.sign(handOverMessage(hash), share);
      return signTransaction(SCHEME, this.at(position + 1), { session: hash, kind: "hand-over", payload });
    });
  }
}

/** Start ends with its first block; the others have room for blocks of 2 MB each. */
const PHASE_ROUNDS = { start: 1, contribute: 1000, share: 1000, publish: 1000, wait: 1000 } as const;
