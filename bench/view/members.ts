// The members of a recorded view change, made from a seed.
import { type BlsScheme, schemeByName } from "../../src/bls/index.js";
import {
  type ContractState,
  confirmationMessage,
  createMinerIdentity,
  encodeWait,
  type MinerIdentity,
  registrationOf,
  signTransaction,
  type Transaction,
  type ViewChangeContract,
  validateParameters,
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

/** The miners of a recorded view change, the same for the same seed. */
export class Members {
  readonly scheme: BlsScheme = schemeByName(SCHEME);
  private readonly sorted: readonly MinerIdentity[];

  private constructor(
    readonly options: RecordingOptions,
    identities: readonly MinerIdentity[],
  ) {
    this.sorted = [...identities].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** `done` counts identities. */
  static async create(options: RecordingOptions, done: (count: number) => void = () => {}): Promise<Members> {
    const random = randomFactory(options.seed);
    const identities: MinerIdentity[] = [];
    for (let i = 0; i < options.n; i++) {
      identities.push(
        await createMinerIdentity({
          scheme: SCHEME,
          stake: BigInt(1000 - (i % 7)),
          url: `https://miner-${i + 1}.example`,
          random: random(`identity ${i}`),
        }),
      );
      done(i + 1);
    }
    return new Members(options, identities);
  }

  /** By list index: the frozen list is sorted by id. */
  at(index: number): MinerIdentity {
    return this.sorted[index - 1]!;
  }

  /** The randomness of a member's polynomial. */
  randomOf(index: number) {
    return randomFactory(this.options.seed)(`polynomial ${index}`);
  }

  /**
   * The contract's first state. Phases take all their rounds, so that what ends a phase can be timed apart from what
   * comes before.
   */
  genesis(contract: ViewChangeContract): ContractState {
    const { n, t, k, seed } = this.options;
    const input = { scheme: SCHEME, miners: n, threshold: t, quorum: k, fastPath: false } as const;
    return contract.genesis({
      chainId: CHAIN_ID,
      parameters: { ...validateParameters(input).parameters, phaseRounds: { ...PHASE_ROUNDS } },
      candidates: this.sorted.map((identity) => registrationOf(SCHEME, identity, { chainId: CHAIN_ID })),
      randomness: randomFactory(seed)("genesis")(32),
    });
  }

  /** Bytes of all registrations. */
  get registrationBytes(): number {
    const lengthOf = (one: MinerIdentity) =>
      32 + one.publicKey.length + 2 * one.proofOfPossession.length + one.encryptionKey.length + 16 + one.url.length;
    return this.sorted.reduce((sum, one) => sum + lengthOf(one), 0);
  }
}

/** Start ends at once; the others have room for blocks of 2 MB each. */
const PHASE_ROUNDS = { start: 0, contribute: 1000, share: 1000, publish: 1000, wait: 1000 } as const;

/** A member's confirmation of the magic block. */
export function waitTransaction(
  members: Members,
  session: Uint8Array,
  index: number,
  magicBlockHash: Uint8Array,
  keyShare: Uint8Array,
): Transaction {
  const confirmation = members.scheme.sign(confirmationMessage(magicBlockHash), keyShare);
  const payload = encodeWait({ confirmation, handOver: null });
  return signTransaction(SCHEME, members.at(index), { session, phase: "wait", payload });
}
