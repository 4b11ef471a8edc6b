// What must be true of every plan (protocol §10): who is harmed, who is blamed, what is known, what is certified. It
// sees everything that is said, and with the transparent group everybody's secrets.

import { schemeByName } from "../../src/bls/index.js";
import type { FeldsparError } from "../../src/encoding/index.js";
import { equalBytes, toHex } from "../../src/encoding/index.js";
import type { MagicBlock } from "../../src/magic-block/index.js";
import { verifyMagicBlockChain } from "../../src/magic-block/index.js";
import type { EvidenceNotice } from "../../src/node/evidence.js";
import {
  type ContractEvent,
  type ContractState,
  remaining,
  type SessionState,
} from "../../src/view-change/contract/state.js";
import { verifyEvidence } from "../../src/view-change/evidence.js";
import { decodePublication } from "../../src/view-change/payloads.js";
import type { Transaction } from "../../src/view-change/transaction.js";
import type { Branch } from "./branch.js";
import { secretOf } from "./group.js";
import type { Machine } from "./machine.js";
import { Oracle } from "./oracle.js";
import { planLine, tolerated } from "./plan.js";
import type { World } from "./world.js";

/** What honest dealers have told of their polynomials in a session. */
interface Told {
  readonly session: SessionState;
  /** By dealer: receivers whose share was revealed in any publication that was said. */
  readonly revealed: Map<string, Set<number>>;
}

/** Blocks after the last view, for what must be wiped by then. */
const AFTERWARDS = 6;
/** Blocks after everybody was shown the other history: more than a view takes where nobody is late. */
const AFTER_TURN = 30;

export class Watch {
  readonly found: string[] = [];
  private readonly mpks = new Map<string, string>();
  private readonly handOvers = new Map<string, string>();
  private readonly told = new Map<string, Told>();
  /** Numbers of decided blocks, by hash. */
  private readonly decided = new Map<string, number>();
  private readonly certified = new Map<number, string>();
  private readonly activated = new Map<Branch, MagicBlock[]>();
  private readonly blocks = new Map<string, MagicBlock>();
  private left = AFTERWARDS;

  /** Rules of what is accepted, restated. */
  readonly oracle: Oracle;

  constructor(private readonly world: World) {
    this.oracle = new Oracle(world, (what) => this.report(what));
  }

  /** Something is wrong. */
  private report(what: string): void {
    if (this.found.length < 20 && !this.found.includes(what)) this.found.push(what);
  }

  private isHonest(id: string): boolean {
    return this.world.byId(id)?.corrupt === false;
  }

  private corruptAmong(ids: readonly { readonly id: string }[]): number {
    return ids.filter(({ id }) => !this.isHonest(id)).length;
  }

  // --- what is said --------------------------------------------------------------------------------------------------

  submitted(machine: Machine, transaction: Transaction): void {
    this.oracle.said(transaction);
    if (machine.corrupt) return;
    const { kind, session, payload } = transaction;
    const name = `${machine.id} ${toHex(session)}`;
    const said = toHex(payload);
    if (kind === "mpk") {
      const before = this.mpks.get(name);
      if (before !== undefined && before !== said) this.report("an honest dealer signed two MPKs in one session");
      this.mpks.set(name, said);
    }
    if (kind === "publication") this.published(machine, transaction);
    if (kind === "hand-over") this.handedOver(machine, transaction);
  }

  private published(machine: Machine, { payload, session: named }: Transaction): void {
    const { session } = machine.chain;
    // said again while its replica is further on
    if (session === null || !equalBytes(session.id, named)) return;
    const { signatureLength } = schemeByName(this.world.plan.scheme);
    const { reveals } = decodePublication(payload, session.receivers.length, signatureLength);
    const name = toHex(session.id);
    const told: Told = this.told.get(name) ?? { session, revealed: new Map() };
    this.told.set(name, told);
    const before = told.revealed.get(machine.id);
    const revealed = new Set([...(before ?? []), ...reveals.map(({ index }) => index)]);
    told.revealed.set(machine.id, revealed);
    // the same once more tells nothing, though in another history others may be left
    if (before !== undefined && before.size === revealed.size) return;
    const { t } = session.thresholds;
    const most = remaining(session, "receiver").length - t;
    if (session.mode === "reshare" && revealed.size > most)
      this.report("an honest dealer revealed more shares than receivers left − t");
    const known = this.knownPoints(session, revealed);
    const few = this.corruptAmong(session.receivers) <= tolerated(session.thresholds.n, t);
    if (session.mode === "reshare" && few && known >= t)
      this.report("a reshare told t points of an honest dealer's polynomial: its share is known");
    if (this.world.plan.hurried && revealed.size > 0 && machine.state!.session !== null) {
      const needed = (session.parameters.phaseRounds.share * this.world.genesis.roundTime) / 2;
      if (machine.state!.session.waited < needed)
        this.report("an honest dealer revealed before half of the share phase");
    }
  }

  /** Points that liars have got, and points on the ledger. */
  private knownPoints(session: SessionState, revealed: ReadonlySet<number>): number {
    return session.receivers.filter(({ index, id }) => !this.isHonest(id) || revealed.has(index)).length;
  }

  private handedOver(machine: Machine, { session: hash }: Transaction): void {
    // said again, its replica may be further on: decided is what was decided by now
    const number = this.decided.get(toHex(hash));
    if (number === undefined) this.report("an honest member handed over to a block that was not decided");
    const name = `${machine.id} ${number}`;
    const before = this.handOvers.get(name);
    if (before !== undefined && before !== toHex(hash))
      this.report("an honest member signed the hand-over to two blocks of one number");
    this.handOvers.set(name, toHex(hash));
  }

  evidence(machine: Machine, { against, code, evidence }: EvidenceNotice): void {
    if (machine.corrupt) return;
    const { session } = machine.chain;
    const { scheme } = this.world.plan;
    const proved =
      evidence !== null && session !== null && verifyEvidence(evidence, { session, scheme, cache: this.world.cache });
    if (
      evidence !== null &&
      evidence.type === "share" &&
      session !== null &&
      equalBytes(evidence.session, session.id)
    ) {
      if (!proved) this.report(`evidence of ${code} does not verify`);
    }
    if (this.isHonest(against) && (proved || (this.world.plan.change === 0 && code !== "ANOTHER_MPK")))
      this.report(`an honest miner is accused of ${code}`);
    // a session that is shown again after another gets no second dealing, and the first is not kept
    if (this.isHonest(against) && code === "ANOTHER_MPK" && this.world.plan.fork === null)
      this.report("an honest miner found another MPK of its own");
  }

  lost(machine: Machine, error: unknown): void {
    if (!machine.corrupt) this.report(`an honest miner's ring lost something: ${String(error)}`);
  }

  stopped(machine: Machine, error: FeldsparError): void {
    if (!machine.corrupt) this.report(`an honest miner's ring stopped: ${error.code} ${error.message}`);
  }

  // --- what the ledger says ------------------------------------------------------------------------------------------

  block(branch: Branch, events: readonly ContractEvent[]): void {
    const { state } = branch;
    const before = branch.states.at(-2)!;
    this.oracle.block(branch, events);
    for (const event of events) {
      switch (event.type) {
        case "removed":
          if (this.mayNotBeHarmed(before) && this.isHonest(event.removal.id))
            this.report(`an honest ${event.removal.role} was removed: ${event.removal.code}`);
          break;
        case "refused":
          // what was right in one history may be wrong in another that it is carried into
          if (this.world.branches.length === 1 && event.culprits.some((id) => this.isHonest(id)))
            this.report(`an honest miner was blamed: ${event.code} ${event.message}`);
          break;
        case "suspended":
          if (this.mayNotBeHarmed(before) && this.isHonest(event.id)) this.report("an honest miner was suspended");
          break;
        case "made":
          this.blocks.set(toHex(event.hash), event.magicBlock);
          this.made(branch, event.magicBlock);
          break;
        case "decided":
          this.decided.set(toHex(event.hash), event.magicBlock.number);
          break;
        case "certified":
          this.noteCertified(event.magicBlock, toHex(event.hash), before);
          break;
        case "dropped":
          if (event.session?.decided != null) this.report("a decided block was dropped");
          break;
        case "activated":
          this.noteActivated(branch, event.magicBlock, state);
          break;
      }
    }
  }

  /** With a reliable network, and no more silent ones on the list than there may be. */
  private mayNotBeHarmed({ session }: ContractState): boolean {
    if (!this.world.plan.reliable || session === null) return false;
    return this.corruptAmong(session.receivers) <= session.thresholds.n - session.thresholds.k;
  }

  /** The key that is made: its polynomial, its members' shares, and what is known of what it was made from. */
  private made(branch: Branch, block: MagicBlock): void {
    const session = branch.state.session!;
    const { t, n } = session.thresholds;
    const few = this.corruptAmong(session.receivers) <= tolerated(n, t);
    for (const { index, qualified, reveals } of block.body.dealings) {
      const dealer = session.dealers.find((one) => one.index === index)!;
      if (!qualified || !this.isHonest(dealer.id) || !few) continue;
      const known = this.knownPoints(session, new Set(reveals.map((reveal) => reveal.index)));
      if (known >= t) this.report("t points of an honest qualified dealer's polynomial are known");
    }
    if (
      session.mode === "reshare" &&
      !equalBytes(block.groupPublicKey, branch.state.current.magicBlock!.groupPublicKey)
    )
      this.report("a reshare made another group key");
  }

  private noteCertified(block: MagicBlock, hash: string, { current, genesis }: ContractState): void {
    const office = current.magicBlock;
    const few =
      office === null
        ? genesis.sharders.length > 0
        : 2 * office.t - office.members.length > this.corruptAmong(office.members);
    const before = this.certified.get(block.number);
    if (before !== undefined && before !== hash && few)
      this.report(`two blocks of number ${block.number} are certified`);
    this.certified.set(block.number, hash);
  }

  private noteActivated(branch: Branch, block: MagicBlock, state: ContractState): void {
    const chain = [...(this.activated.get(branch) ?? this.activated.get(this.world.branches[0]!) ?? [])];
    chain.push(block);
    this.activated.set(branch, chain);
    const verdict = verifyMagicBlockChain(chain, { genesis: this.world.genesis });
    if (!verdict.valid && chain[0]!.number === 1 && chain.length === block.number)
      this.report(`an activated block is refused by the light client: ${verdict.reason}`);
    if (!this.world.plan.reliable || !this.world.transparent) return;
    // with a reliable network every honest member holds its share of the key, and it is the right one
    for (const { id } of block.members) {
      const machine = this.world.byId(id)!;
      if (machine.corrupt || !machine.up) continue;
      const key = machine.state?.keys.find(({ blockHash }) => equalBytes(blockHash, state.current.hash));
      if (key === undefined) this.report("an honest member has no share of the activated key");
    }
  }

  // --- what machines hold --------------------------------------------------------------------------------------------

  states(): void {
    for (const machine of this.world.machines) {
      if (machine.corrupt || machine.state === null) continue;
      const { keys, session } = machine.state;
      const { chain } = machine;
      for (const { blockHash, secretShare, index } of keys) {
        const member = this.blocks.get(toHex(blockHash))?.members.find((one) => one.index === index);
        if (member === undefined) this.report("an honest miner holds a key of a block that nobody made");
        else if (this.world.transparent && !equalBytes(secretOf(member.publicShare), secretShare))
          this.report("an honest member's share is not that of its public share");
      }
      // with a slow store a machine may not have taken what its replica shows
      if (this.world.plan.storeDelay > 0) continue;
      const { current, beacon, genesis } = chain;
      const over = current.magicBlock?.startingRound ?? 0;
      const lastIsThere = beacon.some(({ round }) => round >= over - 1);
      const old = keys.some(({ number }) => number < current.number);
      if (old && lastIsThere && genesis.beacon.mode === "chained" && machine.round > current.activatedAt + 1)
        this.report("an honest miner holds a share of a view that is over");
      if (session !== null && session.number <= current.number && machine.round > current.activatedAt + 1)
        this.report("an honest miner holds dealings of a session that is over");
      const acknowledged = session?.incoming.some(
        ({ acknowledgement, share }) => acknowledgement !== null && share === null,
      );
      if (acknowledged) this.report("an honest miner acknowledged a share that it does not have");
    }
  }

  goesOn(): boolean {
    if (this.found.length > 0) return false;
    const { plan, branches } = this.world;
    if (plan.turn !== null) return branches[0]!.round < plan.turn + AFTER_TURN;
    if ((this.activated.get(branches[0]!)?.length ?? 0) < plan.views && branches[0]!.state.phase !== "stopped")
      return true;
    return this.left-- > 0;
  }

  end(): void {
    const { plan, branches } = this.world;
    const views = this.activated.get(branches[0]!)?.length ?? 0;
    if (plan.reliable && views < plan.views) this.report(`${views} of ${plan.views} views were made`);
  }

  /** How far it came, for a glance. */
  get summary(): string {
    const { plan, branches } = this.world;
    const chain = this.activated.get(branches[0]!) ?? [];
    return `${planLine(plan)}: ${chain.length} views in ${branches[0]!.round} rounds`;
  }
}
