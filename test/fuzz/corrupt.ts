// A miner that lies: its state machine stays honest, and whatever it says may be dropped, repeated, changed, said twice
// in different words, or said too early. It has its own keys and nobody else's.

import { schemeByName } from "../../src/bls/index.js";
import { deal } from "../../src/dkg/index.js";
import { bitmapLength, concatBytes } from "../../src/encoding/index.js";
import { handOverMessage } from "../../src/magic-block/index.js";
import type { MinerEffect, MinerEvent, Step } from "../../src/view-change/miner/events.js";
import type { SteppingMiner } from "../../src/view-change/miner/miner.js";
import type { MinerState } from "../../src/view-change/miner/state.js";
import { decodePublication, encodeContribution, encodePublication } from "../../src/view-change/payloads.js";
import { signTransaction, type Transaction, type TransactionKind } from "../../src/view-change/transaction.js";
import type { Machine } from "./machine.js";
import type { Dice } from "./random.js";
import type { World } from "./world.js";

/** How often each kind of message is meddled with: chosen once for a liar. */
interface Habits {
  readonly silent: number;
  readonly wrong: number;
  readonly double: number;
}

export class CorruptMiner implements SteppingMiner {
  private readonly dice: Dice;
  private readonly habits: Record<"submit" | "share" | "acknowledgement", Habits>;
  private readonly early = new Set<string>();

  constructor(
    private readonly honest: SteppingMiner,
    private readonly machine: Machine,
    private readonly world: World,
  ) {
    this.dice = world.dice.of(`liar ${machine.position}`);
    const habits = (): Habits => ({
      silent: this.dice.pick([0, 0, 0.3, 1]),
      wrong: this.dice.pick([0, 0.2, 0.6]),
      double: this.dice.pick([0, 0, 0.3]),
    });
    this.habits = { submit: habits(), share: habits(), acknowledgement: habits() };
  }

  step(before: MinerState, event: MinerEvent): Step {
    const { state, effects } = this.honest.step(before, event);
    const changed = effects.flatMap((effect) => this.change(effect, state, event));
    return { state, effects: [...changed, ...this.tooEarly(state, event)] };
  }

  private change(effect: MinerEffect, state: MinerState, event: MinerEvent): MinerEffect[] {
    const { dice } = this;
    switch (effect.type) {
      case "submit": {
        const { silent, wrong, double } = this.habits.submit;
        if (dice.chance(silent)) return [];
        const other = (): MinerEffect => ({ type: "submit", transaction: this.lie(effect.transaction, state, event) });
        if (dice.chance(double)) return dice.shuffled([effect, other()]);
        return [dice.chance(wrong) ? other() : effect];
      }
      case "send-share": {
        const { silent, wrong, double } = this.habits.share;
        if (dice.chance(silent)) return [];
        const plaintext = effect.plaintext.slice();
        plaintext[dice.chance(0.8) ? 31 : dice.below(plaintext.length)]! ^= 1 << dice.below(8);
        const other = { ...effect, plaintext };
        if (dice.chance(double)) return dice.shuffled([effect, other]);
        return [dice.chance(wrong) ? other : effect];
      }
      case "send-acknowledgement":
      case "send-lot": {
        const { silent, wrong } = this.habits.acknowledgement;
        if (dice.chance(silent)) return [];
        return [dice.chance(wrong) ? { ...effect, signature: this.garbled(effect.signature) } : effect];
      }
      default:
        return [effect];
    }
  }

  private garbled(bytes: Uint8Array): Uint8Array {
    const copy = bytes.slice();
    if (copy.length > 0) copy[this.dice.below(copy.length)]! ^= 1 << this.dice.below(8);
    return copy;
  }

  private sign(session: Uint8Array, kind: TransactionKind, payload: Uint8Array): Transaction {
    return signTransaction(this.world.plan.scheme, this.machine.identity, { session, kind, payload });
  }

  /** The same transaction with something else in it, signed as it must be. */
  private lie(transaction: Transaction, state: MinerState, event: MinerEvent): Transaction {
    const { dice } = this;
    const { session, kind, payload } = transaction;
    if (dice.chance(0.2)) return this.sign(session, kind, payload.slice(0, dice.below(payload.length + 1)));
    if (dice.chance(0.2)) return this.sign(session, kind, this.garbled(payload));
    if (kind === "mpk") return this.sign(session, kind, this.otherMpk(payload, event));
    if (kind === "publication") return this.sign(session, kind, this.otherPublication(payload, state, event));
    if (dice.chance(0.3)) return this.sign(dice.bytes(32), kind, payload);
    return this.sign(session, kind, this.garbled(payload));
  }

  /** Another polynomial, another's, or a proof of nothing. */
  private otherMpk(payload: Uint8Array, event: MinerEvent): Uint8Array {
    const { dice } = this;
    const theirs = dice.pick(event.chain.session?.contributions ?? [null]);
    if (theirs && dice.chance(0.3)) return encodeContribution({ ...theirs, encryptionKey: dice.bytes(32) });
    if (dice.chance(0.4)) {
      // the proof's last byte stands before the key for the session
      const copy = payload.slice();
      copy[copy.length - 33]! ^= 1;
      return copy;
    }
    return this.otherPolynomial(event) ?? this.garbled(payload);
  }

  /** A polynomial of its own choice: in a reshare with a constant term that is not its share. */
  private otherPolynomial({ chain }: MinerEvent): Uint8Array | null {
    const { session, genesis } = chain;
    const own = session?.dealers.find(({ id }) => id === this.machine.id);
    if (session == null || own === undefined) return null;
    const { commitments, proof } = deal({
      scheme: schemeByName(genesis.scheme),
      threshold: session.thresholds.t,
      ids: session.receivers.map(({ partyId }) => partyId),
      session: session.id,
      dealer: own.partyId,
      random: (length) => this.dice.bytes(length),
      encoding: genesis.commitmentEncoding,
    });
    return encodeContribution({ commitments, proof, encryptionKey: this.dice.bytes(32) });
  }

  /** Claims acknowledgements that it does not have, or reveals what is wrong, or leaves somebody out. */
  private otherPublication(payload: Uint8Array, state: MinerState, { chain }: MinerEvent): Uint8Array {
    const { dice } = this;
    const size = chain.session!.receivers.length;
    const { signatureLength } = schemeByName(chain.genesis.scheme);
    const own = decodePublication(payload, size, signatureLength);
    // all of it is right, but somebody is left out
    if (own.reveals.length > 0 && dice.chance(0.3)) {
      const { index: out } = dice.pick(own.reveals);
      return encodePublication({ ...own, reveals: own.reveals.filter(({ index }) => index !== out) }, size);
    }
    const acknowledged = own.acknowledged.slice();
    let reveals = [...own.reveals];
    // mostly somebody who has not acknowledged: it is claimed, and nothing is revealed
    const claimed = dice.chance(0.5) && reveals.length > 0 ? dice.pick(reveals).index - 1 : null;
    const victim = claimed ?? dice.below(size);
    const bit = 0x80 >> (victim & 7);
    const share = state.session?.shares[victim] ?? dice.bytes(32);
    if (claimed !== null) reveals = reveals.filter(({ index }) => index !== victim + 1);
    if (claimed !== null || dice.chance(0.5)) acknowledged[victim >> 3]! |= bit;
    else acknowledged[victim >> 3]! &= ~bit;
    if (claimed === null && dice.chance(0.6)) {
      const revealed = dice.chance(0.5) ? share : this.garbled(share);
      reveals = [...reveals.filter(({ index }) => index !== victim + 1), { index: victim + 1, share: revealed }];
    }
    reveals.sort((a, b) => a.index - b.index);
    const none = acknowledged.every((byte) => byte === 0);
    const aggregate = none
      ? new Uint8Array(0)
      : own.aggregate.length === 0
        ? dice.bytes(signatureLength)
        : own.aggregate;
    const padded = concatBytes(acknowledged).slice(0, bitmapLength(size));
    return encodePublication({ acknowledged: padded, aggregate, reveals }, size);
  }

  /** A hand-over of a block that is not decided, and one of a block that never was. */
  private tooEarly(state: MinerState, { chain }: MinerEvent): MinerEffect[] {
    const hash = chain.session?.magicBlockHash;
    if (hash == null || !this.dice.chance(0.3)) return [];
    const key = state.keys.find(({ number }) => number === chain.current.number);
    const name = `${hash}`;
    if (key === undefined || this.early.has(name)) return [];
    this.early.add(name);
    const scheme = schemeByName(chain.genesis.scheme);
    const signed = (block: Uint8Array): MinerEffect => {
      const payload = scheme.sign(handOverMessage(block), key.secretShare);
      return { type: "submit", transaction: this.sign(block, "hand-over", payload) };
    };
    return [signed(hash), signed(this.dice.bytes(32))];
  }
}
