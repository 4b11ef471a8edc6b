// The transcript of a whole view change, made dealer by dealer from a seed: what one miner and the contract read are
// the bytes that n miners would have sent, without n miners running at once. Two things are shared, and change no byte:
// a dealer's acknowledgements are aggregated by signing once with the sum of the receivers' secret keys, and the
// members' key shares are summed up while dealing.
import { multiplyScalars } from "../../bindings/scalar.js";
import { sumScalars } from "../../bindings/sharing.js";
import { type BlsScheme, schemeByName } from "../../src/bls/index.js";
import { type Dealing, deal, dealReshare } from "../../src/dkg/index.js";
import { concatBytes, MerkleTree } from "../../src/encoding/index.js";
import {
  acknowledgementMessage,
  bitmapOfIndices,
  type ContractState,
  commitmentsHash,
  encodeContribution,
  encodePublication,
  FrameChannel,
  type FrameKind,
  identityDst,
  type SessionMember,
  type SessionState,
  shareLeaf,
  sharesMessage,
  signLongTerm,
  signTransaction,
  type Transaction,
  type TransactionKind,
  ViewChangeContract,
} from "../../src/entry/view-change.js";
import { generateEncryptionKey } from "../../src/sealing/keys.js";
import { randomFactory } from "../../src/simulation/random.js";
import { lagrangeAtZero } from "../../src/threshold/index.js";
import { encodeShareProof } from "../../src/view-change/evidence.js";
import { SHARE_TREE } from "../../src/view-change/session.js";
import { type InOffice, Members, type RecordingOptions, SCHEME } from "./members.js";

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

const scalarOf = (list: readonly Uint8Array[]) => sumScalars(concatBytes(...list));

export class Recording {
  readonly scheme: BlsScheme = schemeByName(SCHEME);
  /** Sum over the dealers so far of the share of each member, by position; in a reshare each with its weight. */
  private sums: Uint8Array[];
  /** Of the dealers, in a reshare: Lagrange coefficients at zero. */
  private readonly weights: readonly Uint8Array[];

  private constructor(
    readonly members: Members,
    /** The contract's state once the list is frozen. */
    readonly frozen: ContractState,
    private readonly office: InOffice | null,
    private readonly watchedKey: Uint8Array,
  ) {
    this.sums = this.list.map(() => new Uint8Array(32));
    this.weights = office === null ? [] : lagrangeAtZero(this.session.dealers.map(({ partyId }) => partyId));
  }

  /** Freezes the list: of a chain's beginning, or with a view in office. `done` counts identities. */
  static async create(
    options: RecordingOptions,
    { office = null, done }: { readonly office?: InOffice | null; readonly done?: (count: number) => void } = {},
  ): Promise<Recording> {
    const members = await Members.create(options, done);
    const contract = new ViewChangeContract();
    const before = members.before(contract, office);
    const { state } = contract.apply(before, { round: before.round + 1, entries: [] });
    const { id, stateHash, mode } = state.session!;
    const { publicKey } = await members.cipherOf(options.watched, mode).sessionKeys(id, stateHash);
    return new Recording(members, state, office, publicKey);
  }

  get session(): SessionState {
    return this.frozen.session!;
  }

  get list(): readonly SessionMember[] {
    return this.session.receivers;
  }

  private get options(): RecordingOptions {
    return this.members.options;
  }

  /** Whose share a dealer reveals: one receiver's each, so that reveals are part of what is checked. */
  revealedBy(dealer: number): number {
    const { n, watched } = this.options;
    const receiver = (dealer % n) + 1;
    // everything the watched miner dealt is acknowledged, and so is everything it got
    return dealer === watched || receiver === watched ? 0 : receiver;
  }

  private transaction(index: number, kind: TransactionKind, payload: Uint8Array): Transaction {
    return signTransaction(SCHEME, this.members.at(index), { session: this.session.id, kind, payload });
  }

  private deal(index: number): Dealing {
    const { id: session, thresholds, stateHash, mode } = this.session;
    const { secretKey } = this.members.at(index);
    const share = this.office?.keyShares[index - 1];
    const common = {
      scheme: this.scheme,
      threshold: thresholds.t,
      ids: this.list.map((member) => member.partyId),
      session,
      dealer: this.session.dealers[index - 1]!.partyId,
      random: this.members.randomOf(index, mode),
      encoding: this.frozen.genesis.commitmentEncoding,
      hedge: { secrets: share === undefined ? [secretKey] : [secretKey, share], context: stateHash },
    };
    return share === undefined ? deal(common) : dealReshare({ ...common, share });
  }

  /** Everything of one dealer. Call once for each, in order. */
  async dealing(index: number): Promise<RecordedDealing> {
    const { id: session, mode } = this.session;
    const { watched, seed } = this.options;
    const { commitments, proof, shares: byId } = this.deal(index);
    const shares = this.list.map(({ partyId }) => byId.get(partyId)!);
    const weight = this.weights[index - 1];
    const weighed = weight === undefined ? shares : shares.map((share) => multiplyScalars(share, weight));
    this.sums = this.sums.map((sum, position) => scalarOf([sum, weighed[position]!]));
    const mpkHash = commitmentsHash(commitments);
    const message = acknowledgementMessage(session, index, mpkHash);
    const revealed = this.revealedBy(index);
    const acknowledged = this.list.map((member) => member.index).filter((receiver) => receiver !== revealed);
    const together = scalarOf(acknowledged.map((receiver) => this.members.at(receiver).secretKey));
    const publication = {
      acknowledged: bitmapOfIndices(acknowledged, this.list.length),
      aggregate: this.scheme.sign(message, together, { DST: identityDst(SCHEME) }),
      reveals: revealed === 0 ? [] : [{ index: revealed, share: shares[revealed - 1]! }],
    };
    const random = randomFactory(seed)(`${mode} key ${index}`)(32);
    const encryptionKey = index === watched ? this.watchedKey : (await generateEncryptionKey(random)).publicKey;
    return {
      index,
      contribution: this.transaction(index, "mpk", encodeContribution({ commitments, proof, encryptionKey })),
      publication: this.transaction(index, "publication", encodePublication(publication, this.list.length)),
      envelope: index === watched ? null : await this.envelope(index, mpkHash, shares),
      acknowledgements: index === watched ? await this.acknowledgements(message) : [],
    };
  }

  /** A message for the watched miner, under the long-term keys of both. */
  private toWatched(from: number, kind: FrameKind & ("share" | "acknowledgement"), body: Uint8Array) {
    const [sender, receiver] = [this.list[from - 1]!, this.list[this.options.watched - 1]!];
    const channel = new FrameChannel(this.members.at(from), { chainId: this.frozen.genesis.chainId });
    const frame = { kind, session: this.session.id, from: sender.id, to: receiver.id, body };
    return channel.seal(frame, { own: sender.encryptionKey, peer: receiver.encryptionKey });
  }

  /** Its share with the dealer's signature of the tree over all shares, and the path in it. */
  private async envelope(from: number, mpkHash: Uint8Array, shares: readonly Uint8Array[]): Promise<Uint8Array> {
    const { id: session, mode } = this.session;
    const { watched } = this.options;
    const leaves = shares.map((share, position) => shareLeaf(session, from, position + 1, share));
    const tree = new MerkleTree(SHARE_TREE, leaves);
    const identity = this.members.at(from);
    const signature = signLongTerm(SCHEME, identity, sharesMessage(session, from, mpkHash, tree.root));
    const proof = encodeShareProof({ signature, path: tree.path(watched - 1) });
    const context = { session, dealer: from, receiver: watched };
    const keys = { own: identity.encryptionKey, receiver: this.watchedKey };
    const plaintext = concatBytes(shares[watched - 1]!, proof);
    return this.toWatched(from, "share", await this.members.cipherOf(from, mode).seal(context, keys, plaintext));
  }

  private async acknowledgements(message: Uint8Array): Promise<Uint8Array[]> {
    const said: Uint8Array[] = [];
    for (const { index } of this.list) {
      if (index === this.options.watched) continue;
      const signature = signLongTerm(SCHEME, this.members.at(index), message);
      said.push(await this.toWatched(index, "acknowledgement", signature));
    }
    return said;
  }

  /** Everybody says that its shares were acknowledged. */
  shared(index: number): Transaction {
    return this.transaction(index, "shared", new Uint8Array(0));
  }

  /** Key share of each member, by position; after all dealings. */
  get keyShares(): readonly Uint8Array[] {
    return this.sums;
  }
}
