// The transcript of a whole view change, made dealer by dealer from a seed: what one miner and the contract read are
// the bytes that n miners would have sent, without n miners running at once. Two things are shared, and change no byte:
// a dealer's acknowledgements are aggregated by signing once with the sum of the receivers' secret keys, and the
// members' key shares are summed up while dealing.
import { sumScalars } from "../../bindings/sharing.js";
import { type BlsScheme, schemeByName } from "../../src/bls/index.js";
import { deal } from "../../src/dkg/index.js";
import {
  acknowledgementMessage,
  type ContractState,
  commitmentsHash,
  confirmationMessage,
  createMinerIdentity,
  encodeContribution,
  encodePublication,
  encodeWait,
  encodeWire,
  type FrozenMember,
  identityDst,
  type MinerIdentity,
  registrationOf,
  ShareCipher,
  signTransaction,
  type Transaction,
  type TransactionPhase,
  ViewChangeContract,
  validateParameters,
} from "../../src/view-change/index.js";
import { randomFactory } from "../../src/view-change/simulation/random.js";

const CHAIN_ID = "feldspar-scale";
const SCHEME = "min-sig";

/** What the recording leaves behind of one dealer. */
export interface RecordedDealing {
  readonly index: number;
  readonly contribution: Transaction;
  readonly publication: Transaction;
  /** The share for the watched miner as a private message, sealed; null from itself. */
  readonly envelope: Uint8Array | null;
  /** The watched miner's dealing only: everybody else's acknowledgements as private messages. */
  readonly acknowledgements: readonly Uint8Array[];
}

export interface RecordingOptions {
  readonly n: number;
  readonly t: number;
  readonly k: number;
  readonly seed: string;
  /** List index of the miner that will be computed on its own. */
  readonly watched: number;
}

const scalarOf = (list: readonly Uint8Array[]) => sumScalars(Uint8Array.from(Buffer.concat(list)));

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

export class Recording {
  readonly scheme: BlsScheme = schemeByName(SCHEME);
  /** Sum over the dealers so far of the share of each member, by position. */
  private sums: Uint8Array[];

  private constructor(
    readonly options: RecordingOptions,
    readonly members: Members,
    /** The contract's state once the list is frozen. */
    readonly frozen: ContractState,
  ) {
    this.sums = this.list.map(() => new Uint8Array(32));
  }

  /** Makes the identities and freezes the list. `done` counts identities. */
  static async create(options: RecordingOptions, done: (count: number) => void = () => {}): Promise<Recording> {
    const members = await Members.create(options, done);
    const contract = new ViewChangeContract();
    const { state } = contract.apply(members.genesis(contract), { round: 1, transactions: [] });
    return new Recording(options, members, state);
  }

  get list(): readonly FrozenMember[] {
    return this.frozen.session!.list;
  }

  /** Whose share a dealer reveals: one receiver's each, so that reveals are part of what is checked. */
  revealedBy(dealer: number): number {
    const { n, watched } = this.options;
    const receiver = (dealer % n) + 1;
    // everything the watched miner dealt is acknowledged, and so is everything it got
    return dealer === watched || receiver === watched ? 0 : receiver;
  }

  private transaction(index: number, phase: TransactionPhase, payload: Uint8Array): Transaction {
    return signTransaction(SCHEME, this.members.at(index), { session: this.frozen.session!.id, phase, payload });
  }

  /** Everything of one dealer. Call once for each, in order. */
  async dealing(index: number): Promise<RecordedDealing> {
    const { session } = this.frozen;
    const { watched } = this.options;
    const ids = this.list.map((member) => member.partyId);
    const { commitments, proof, shares } = deal({
      scheme: this.scheme,
      threshold: session!.thresholds.t,
      ids,
      session: session!.id,
      dealer: ids[index - 1]!,
      random: this.members.randomOf(index),
    });
    this.sums = this.sums.map((sum, position) => scalarOf([sum, shares.get(ids[position]!)!]));
    const message = acknowledgementMessage(session!.id, index, commitmentsHash(commitments));
    const revealed = this.revealedBy(index);
    const acknowledged = this.list.map((member) => member.index).filter((receiver) => receiver !== revealed);
    const together = scalarOf(acknowledged.map((receiver) => this.members.at(receiver).secretKey));
    const tagged = { DST: identityDst(SCHEME) };
    const publication = {
      acknowledged,
      aggregate: this.scheme.sign(message, together, tagged),
      reveals: revealed === 0 ? [] : [{ index: revealed, share: shares.get(ids[revealed - 1]!)! }],
    };
    return {
      index,
      contribution: this.transaction(index, "contribute", encodeContribution({ commitments, proof })),
      publication: this.transaction(index, "publish", encodePublication(publication, this.list.length)),
      envelope: index === watched ? null : await this.seal(index, shares.get(ids[watched - 1]!)!),
      acknowledgements:
        index !== watched
          ? []
          : this.list
              .filter((member) => member.index !== watched)
              .map((member) => {
                const signature = this.scheme.sign(message, this.members.at(member.index).secretKey, tagged);
                return encodeWire({
                  kind: "acknowledgement",
                  session: session!.id,
                  from: member.index,
                  to: watched,
                  signature,
                });
              }),
    };
  }

  private async seal(from: number, share: Uint8Array): Promise<Uint8Array> {
    const { id: session } = this.frozen.session!;
    const to = this.options.watched;
    const cipher = new ShareCipher(this.members.at(from));
    const envelope = await cipher.seal(
      { session, dealer: from, receiver: to },
      this.list[to - 1]!.encryptionKey,
      share,
    );
    return encodeWire({ kind: "share", session, from, to, envelope });
  }

  /** Everybody says that its shares were acknowledged. */
  shared(index: number): Transaction {
    return this.transaction(index, "share", new Uint8Array(0));
  }

  /** Key share of each member, by position; after all dealings. */
  get keyShares(): readonly Uint8Array[] {
    return this.sums;
  }
}

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
