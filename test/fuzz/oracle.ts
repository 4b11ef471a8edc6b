// What the contract accepted and decided, held against the rules of protocol.md once more, each restated by itself:
// what is switched off in the contract is seen here.
import { schemeByName } from "../../src/bls/index.js";
import { verifyCommitments, verifyShare } from "../../src/dkg/index.js";
import { bitmapHas, equalBytes, toHex } from "../../src/encoding/index.js";
import {
  type ContractEvent,
  type ContractState,
  memberAt,
  type SessionState,
} from "../../src/view-change/contract/state.js";
import type { MinerEffect } from "../../src/view-change/miner/events.js";
import type { Transaction } from "../../src/view-change/transaction.js";
import type { Branch } from "./branch.js";
import type { Machine } from "./machine.js";
import type { World } from "./world.js";

export class Oracle {
  /** By sender, kind, session: what was said. */
  private readonly spoken = new Set<string>();
  /** By session, dealer's id, receiver's id. */
  private readonly acknowledged = new Set<string>();

  constructor(
    private readonly world: World,
    private readonly report: (what: string) => void,
  ) {}

  said({ sender, kind, session }: Transaction): void {
    this.spoken.add(`${sender} ${kind} ${toHex(session)}`);
  }

  /** What an honest miner is about to say. */
  heard(machine: Machine, effects: readonly MinerEffect[]): void {
    for (const effect of effects) {
      if (effect.type === "send-acknowledgement")
        this.acknowledged.add(`${toHex(effect.session)} ${effect.to.id} ${machine.id}`);
    }
  }

  block(branch: Branch, events: readonly ContractEvent[]): void {
    const { state } = branch;
    for (const event of events) {
      if (event.type === "accepted" && state.session !== null) this.accepted(state, state.session, event);
      if (event.type === "phase-began" && event.phase === "share") this.contributed(state.session!);
      if (event.type === "made") this.qualified(state.session!);
      if (event.type === "decided") this.decided(state.session!);
    }
  }

  private isHonest(id: string): boolean {
    return this.world.byId(id)?.corrupt === false;
  }

  private accepted(
    state: ContractState,
    session: SessionState,
    { kind, sender, index }: Extract<ContractEvent, { type: "accepted" }>,
  ): void {
    const named = kind === "hand-over" || kind === "first" ? session.magicBlockHash! : session.id;
    if (this.isHonest(sender) && !this.spoken.has(`${sender} ${kind} ${toHex(named)}`))
      this.report(`a ${kind} was accepted that its honest sender never sent`);
    if (kind === "mpk") this.mpk(state, session, index!);
    if (kind === "publication") this.publication(session, index!);
  }

  private mpk({ genesis, current }: ContractState, session: SessionState, index: number): void {
    const { commitments, proof } = session.contributions[index - 1]!;
    const dealer = memberAt(session.dealers, index)!;
    const scheme = schemeByName(genesis.scheme);
    const claim = { scheme, threshold: session.thresholds.t, session: session.id, dealer: dealer.partyId };
    if (!verifyCommitments({ ...claim, commitments, proof })) this.report("an MPK without a proof was accepted");
    if (session.mode !== "reshare") return;
    const share = current.magicBlock!.members.find(({ id }) => id === dealer.id)!.publicShare;
    // compressed and not: the same coordinates end both in the transparent group alone
    if (this.world.transparent && !equalBytes(commitments[0]!.slice(-32), share.slice(-32)))
      this.report("a reshare of another constant term was accepted");
  }

  private publication(session: SessionState, index: number): void {
    const { acknowledged, reveals } = session.publications[index - 1]!;
    const dealer = memberAt(session.dealers, index)!;
    const gone = new Set(session.removed.filter(({ role }) => role === "receiver").map((removal) => removal.index));
    const revealed = new Map(reveals.map((reveal) => [reveal.index, reveal.share]));
    const scheme = schemeByName(this.world.plan.scheme);
    for (const receiver of session.receivers) {
      if (gone.has(receiver.index)) continue;
      const marked = bitmapHas(acknowledged, receiver.index - 1);
      const share = revealed.get(receiver.index);
      if (!marked && share === undefined) this.report("a publication says nothing of a receiver left");
      const own = receiver.id === dealer.id;
      const gave = this.acknowledged.has(`${toHex(session.id)} ${dealer.id} ${receiver.id}`);
      if (marked && !own && this.isHonest(receiver.id) && !gave)
        this.report("a publication marks an honest receiver that has not acknowledged");
      if (share === undefined) continue;
      const { commitments } = session.contributions[index - 1]!;
      if (!verifyShare({ scheme, commitments, id: receiver.partyId, share }))
        this.report("a wrong share was accepted as revealed");
    }
  }

  private contributed(session: SessionState): void {
    const gone = new Set(session.removed.map(({ role, index }) => `${role} ${index}`));
    for (const { index } of session.receivers) {
      if (!gone.has(`receiver ${index}`) && session.encryptionKeys[index - 1] === null)
        this.report("a receiver that said nothing is still on the list");
    }
    for (const { index } of session.dealers) {
      if (!gone.has(`dealer ${index}`) && session.contributions[index - 1] === null)
        this.report("a dealer without an MPK is not out");
    }
  }

  /** A qualified dealer has t confirmations by members of the new set. */
  private qualified(session: SessionState): void {
    const { members, body } = session.magicBlock!;
    for (const { index, qualified, acknowledged } of body.dealings) {
      const confirmed = members.filter((member) => bitmapHas(acknowledged, member.index - 1)).length;
      if (qualified && confirmed < session.thresholds.t) this.report("a qualified dealer has too few confirmations");
      const out = session.removed.some((removal) => removal.role === "dealer" && removal.index === index);
      if (qualified && out) this.report("a dealer that is out is qualified");
    }
  }

  private decided(session: SessionState): void {
    const confirmed = session.confirmations.filter((signature) => signature !== null).length;
    if (confirmed < session.least) this.report("a block was decided by too few confirmations");
  }
}
