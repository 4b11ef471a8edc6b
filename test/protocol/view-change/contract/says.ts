// What honest parties of a table would send now, each thing by itself.

import { type BeaconOutput, beaconMessage } from "../../../../src/beacon/index.js";
import { type BlsScheme, schemeByName } from "../../../../src/bls/index.js";
import { Encoder } from "../../../../src/encoding/index.js";
import { confirmMessage, firstMessage, handOverMessage, lotMessage } from "../../../../src/magic-block/index.js";
import { memberAt, remaining } from "../../../../src/view-change/contract/state.js";
import {
  authorityEntry,
  beaconEntry,
  type LedgerEntry,
  lotEntry,
  memberEntry,
} from "../../../../src/view-change/entries.js";
import {
  minerRegistration,
  sharderRegistration,
  signLongTerm,
  signMember,
} from "../../../../src/view-change/identity.js";
import { type AuthorityAction, authorityMessage, type MemberEntry } from "../../../../src/view-change/members.js";
import {
  bitmapOfIndices,
  encodeContribution,
  encodePublication,
  type Publication,
} from "../../../../src/view-change/payloads.js";
import { acknowledgementMessage, commitmentsHash } from "../../../../src/view-change/session.js";
import { signTransaction, type Transaction, type TransactionKind } from "../../../../src/view-change/transaction.js";
import { type Person, personOf } from "./people.js";
import { dealingOf, type HeldDealing, signTogether } from "./shares.js";
import type { Table } from "./table.js";

const acknowledgements = new Map<string, Uint8Array>();

export class Says {
  constructor(private readonly table: Table) {}

  private get scheme(): BlsScheme {
    return schemeByName(this.table.genesis.scheme);
  }

  private serial(signer: string): number {
    const serial = (this.table.serials.get(signer) ?? 0) + 1;
    this.table.serials.set(signer, serial);
    return serial;
  }

  /** Signed by both admins; `serial` and `admins` (positions) where a test wants others. */
  authority(action: AuthorityAction, { serial, admins = [0, 1] }: { serial?: number; admins?: number[] } = {}) {
    const { table } = this;
    if (serial === undefined) table.authoritySerial++;
    const content = { genesisHash: table.state.genesisHash, serial: serial ?? table.authoritySerial, action };
    const message = authorityMessage(content);
    const signatures = admins.map((admin) => {
      const signer = table.admins.find(({ publicKey }) => publicKey === table.genesis.adminKeys[admin]?.publicKey);
      return { admin, signature: signLongTerm(table.genesis.scheme, signer ?? table.admins[0]!, message) };
    });
    return authorityEntry({ ...content, signatures });
  }

  stake(one: Person, stake: bigint): LedgerEntry {
    return this.authority({ type: "stake", id: one.id, stake });
  }

  register(one: Person, serial = this.serial(`miner ${one.id}`)): LedgerEntry {
    const { genesisHash } = this.table.state;
    const identity = { ...one, encryptionPrivateKey: new Uint8Array(32) };
    return memberEntry(one.scheme, minerRegistration(one.scheme, identity, { genesisHash, serial }));
  }

  registerSharder(one: Person, serial = this.serial(`sharder ${one.id}`)): LedgerEntry {
    const { genesisHash } = this.table.state;
    return memberEntry(one.scheme, sharderRegistration(one.scheme, one, { genesisHash, serial }));
  }

  /** Another entry of a member: whatever it says, signed. */
  member(one: Person, entry: Pick<MemberEntry, "type" | "role"> & Record<string, unknown>): LedgerEntry {
    const { genesisHash } = this.table.state;
    const serial = entry.serial ?? this.serial(`${entry.role} ${one.id}`);
    const unsigned = { genesisHash, id: one.id, ...entry, serial } as never;
    return memberEntry(one.scheme, signMember(one.scheme, one, unsigned) as MemberEntry);
  }

  leave(one: Person, role: "miner" | "sharder" = "miner"): LedgerEntry {
    return this.member(one, { type: "leave", role });
  }

  comeBack(one: Person): LedgerEntry {
    return this.member(one, { type: "return", role: "miner" });
  }

  keep(one: Person, of: { number?: number; attempt?: number } = {}): LedgerEntry {
    const { number, attempt } = this.table.session;
    return this.member(one, { type: "keep", role: "sharder", number, attempt, ...of });
  }

  /** A transaction of the running session, or of what `session` names. */
  transaction(one: Person, kind: TransactionKind, payload: Uint8Array, session = this.table.session.id): Transaction {
    return signTransaction(one.scheme, one, { session, kind, payload });
  }

  /** The same thing with something changed, signed again by its sender. */
  again(transaction: Transaction, change: Partial<Pick<Transaction, "session" | "kind" | "payload">>): Transaction {
    const sender = personOf(transaction.sender);
    return signTransaction(sender.scheme, sender, { ...transaction, ...change });
  }

  dealer(index: number): Person {
    return personOf(memberAt(this.table.session.dealers, index)!.id);
  }

  receiver(index: number): Person {
    return personOf(memberAt(this.table.session.receivers, index)!.id);
  }

  dealing(dealer: number): HeldDealing {
    return dealingOf(this.table.state, dealer, this.table.shares.get(this.dealer(dealer).id));
  }

  mpk(dealer: number, change: Partial<HeldDealing> & { encryptionKey?: Uint8Array } = {}): Transaction {
    const { commitments, proof } = this.dealing(dealer);
    const { encryptionKey } = this.dealer(dealer);
    const payload = encodeContribution({ commitments, proof, encryptionKey, ...change });
    return this.transaction(this.dealer(dealer), "mpk", payload);
  }

  present(receiver: number, payload = this.receiver(receiver).encryptionKey): Transaction {
    return this.transaction(this.receiver(receiver), "present", payload);
  }

  shared(dealer: number): Transaction {
    return this.transaction(this.dealer(dealer), "shared", new Uint8Array(0));
  }

  acknowledgement(dealer: number, receiver: number): Uint8Array {
    const message = acknowledgementMessage(
      this.table.session.id,
      dealer,
      commitmentsHash(this.dealing(dealer).commitments),
    );
    const key = `${new Encoder().fixed(message, message.length).finish().join()} ${receiver}`;
    let found = acknowledgements.get(key);
    if (found === undefined) {
      found = signLongTerm(this.table.genesis.scheme, this.receiver(receiver), message);
      acknowledgements.set(key, found);
    }
    return found;
  }

  /** What an honest dealer publishes that has the acknowledgements of all receivers left but these. */
  published(dealer: number, reveal: readonly number[] = [], left = remaining(this.table.session, "receiver")) {
    const confirmed = left.filter((index) => !reveal.includes(index));
    const { shares } = this.dealing(dealer);
    return {
      acknowledged: bitmapOfIndices(confirmed, this.table.session.receivers.length),
      aggregate:
        confirmed.length === 0
          ? new Uint8Array(0)
          : this.scheme.aggregateSignatures(confirmed.map((index) => this.acknowledgement(dealer, index))),
      reveals: left.filter((index) => reveal.includes(index)).map((index) => ({ index, share: shares.get(index)! })),
    };
  }

  publication(dealer: number, reveal: readonly number[] = [], change: Partial<Publication> = {}): Transaction {
    const content = { ...this.published(dealer, reveal), ...change };
    const payload = encodePublication(content, this.table.session.receivers.length);
    return this.transaction(this.dealer(dealer), "publication", payload);
  }

  confirm(receiver: number): Transaction {
    const one = this.receiver(receiver);
    const message = confirmMessage(this.table.session.magicBlockHash!);
    return this.transaction(one, "confirm", this.scheme.sign(message, this.table.nextShares.get(one.id)!));
  }

  handOver(id: string, hash = this.table.session.magicBlockHash!): Transaction {
    const signature = this.scheme.sign(handOverMessage(hash), this.table.shares.get(id)!);
    return this.transaction(personOf(id), "hand-over", signature, hash);
  }

  first(one: Person, hash = this.table.session.magicBlockHash!): Transaction {
    return this.transaction(one, "first", signLongTerm(one.scheme, one, firstMessage(hash)), hash);
  }

  /** The set in office draws the lot that is waited for. */
  lot(change: { number?: number; attempt?: number; candidates?: Uint8Array } = {}): LedgerEntry {
    const { current, attempt, closing, genesis } = this.table.state;
    const over = { number: current.number + 1, attempt, candidates: closing?.hash ?? new Uint8Array(32), ...change };
    const message = lotMessage({ chainId: genesis.chainId, ...over });
    return lotEntry(genesis.scheme, {
      ...over,
      signature: signTogether(current.magicBlock!, this.table.shares, message),
    });
  }

  /** An output by the view in office. */
  output(round: number, previousRandomness: Uint8Array, timeoutCount = 0): BeaconOutput {
    const { magicBlock, number } = this.table.state.current;
    const view = { chainId: this.table.genesis.chainId, magicBlockNumber: number };
    const input = { round, timeoutCount, previousRandomness };
    return { ...input, signature: signTogether(magicBlock!, this.table.shares, beaconMessage(view, input)) };
  }

  beacon(output: BeaconOutput): LedgerEntry {
    return beaconEntry(this.table.genesis.scheme, output);
  }
}
