// The transcript of a whole view change, made dealer by dealer from a seed: what one miner and the contract read are
// the bytes that n miners would have sent, without n miners running at once. Two things are shared, and change no byte:
// a dealer's acknowledgements are aggregated by signing once with the sum of the receivers' secret keys, and the
// members' key shares are summed up while dealing.
import { sumScalars } from "../../bindings/sharing.js";
import { type BlsScheme, schemeByName } from "../../src/bls/index.js";
import { deal } from "../../src/dkg/index.js";
import {
  acknowledgementMessage,
  bitmapOfIndices,
  type ContractState,
  commitmentsHash,
  encodeContribution,
  encodePublication,
  encodeWire,
  type FrozenMember,
  HpkeCipher,
  identityDst,
  signTransaction,
  type Transaction,
  type TransactionPhase,
  ViewChangeContract,
} from "../../src/entry/view-change.js";
import { Members, type RecordingOptions, SCHEME } from "./members.js";

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

const scalarOf = (list: readonly Uint8Array[]) => sumScalars(Uint8Array.from(Buffer.concat(list)));

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
      acknowledged: bitmapOfIndices(acknowledged, this.list.length),
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
    const cipher = new HpkeCipher(this.members.at(from));
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
