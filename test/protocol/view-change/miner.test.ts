// The miner, driven by hand: pure steps, a state that survives, and what it does with what others send.
import { describe, expect, it } from "vitest";
import {
  decodeMinerState,
  decodeWire,
  encodeMinerState,
  encodeWire,
  Miner,
  type MinerEffect,
  type Transaction,
} from "../../../src/entry/view-change.js";
import { codeOf, HandDriven } from "./support.js";

const submitted = (effects: readonly MinerEffect[]): Transaction[] =>
  effects.flatMap((effect) => (effect.type === "submit" ? [effect.transaction] : []));
const sentShares = (effects: readonly MinerEffect[]) => effects.filter((effect) => effect.type === "send-share");
const kinds = (effects: readonly MinerEffect[]) => effects.map((effect) => effect.type);

/** A miner that lost everything but its store. */
function reborn(driven: HandDriven, position: number): void {
  driven.states[position] = decodeMinerState(encodeMinerState(driven.states[position]!, 1)).state;
}

describe("a step", () => {
  it("is a function: the same state and event give the same result, and the state given is not changed", async () => {
    const driven = await HandDriven.create();
    await driven.until("share");
    const before = JSON.stringify(driven.states[0]);
    const event = { type: "block" as const, time: 5, chain: driven.state };
    const [one, two] = [
      driven.miners[0]!.step(driven.states[0]!, event),
      driven.miners[0]!.step(driven.states[0]!, event),
    ];
    expect(one).toEqual(two);
    expect(JSON.stringify(driven.states[0])).toBe(before);
  });

  it("stores the dealing before anything of it leaves", async () => {
    const driven = await HandDriven.create();
    await driven.until("contribute");
    const effects = driven.step(0, { type: "block" });
    expect(kinds(effects)).toEqual(["persist", "submit"]);
  });

  it("stores a share before acknowledging it", async () => {
    const driven = await HandDriven.create();
    await driven.until("share");
    const [effect] = sentShares(driven.step(0, { type: "block" })).filter(
      (sent) => sent.type === "send-share" && sent.to.index === 2,
    );
    driven.step(1, {
      type: "share",
      session: driven.session.id,
      from: 1,
      share: (effect as { share: Uint8Array }).share,
    });
    expect(kinds(driven.step(1, { type: "tick" }))[0]).toBe("persist");
    expect(driven.states[1]!.session!.incoming[0]!.acknowledgement).not.toBe(null);
  });
});

describe("a crash", () => {
  it("in contribute: the same commitments, never others in the same session", async () => {
    const driven = await HandDriven.create();
    await driven.until("contribute");
    const [first] = submitted(driven.step(0, { type: "block" }));
    for (let crash = 0; crash < 3; crash++) {
      reborn(driven, 0);
      const [again] = submitted(driven.step(0, { type: "restarted" }));
      expect(again).toEqual(first);
    }
  });

  it("in share: the same shares to everybody that has not acknowledged", async () => {
    const driven = await HandDriven.create();
    await driven.until("share");
    const first = sentShares(driven.step(0, { type: "block" }));
    expect(first.length).toBe(3);
    reborn(driven, 0);
    expect(sentShares(driven.step(0, { type: "restarted" }))).toEqual(first);
  });

  it("in publish and wait: the same transaction, byte for byte", async () => {
    const driven = await HandDriven.create();
    for (const phase of ["publish", "wait"] as const) {
      await driven.until(phase);
      const before = driven.states[0]!;
      const [first] = submitted(driven.step(0, { type: "block" }));
      reborn(driven, 0);
      expect(submitted(driven.step(0, { type: "restarted" }))).toEqual([first]);
      // even if it was lost before it was stored
      driven.states[0] = before;
      expect(submitted(driven.step(0, { type: "restarted" }))).toEqual([first]);
    }
  });

  it("before the dealing was stored: another polynomial, of which nobody has seen anything", async () => {
    const driven = await HandDriven.create();
    await driven.until("contribute");
    const [lost] = submitted(driven.step(0, { type: "block" }));
    driven.states[0] = Miner.initial;
    const [other] = submitted(driven.step(0, { type: "restarted" }));
    expect(other!.payload).not.toEqual(lost!.payload);
    driven.pool.push(other!);
    await driven.until("wait", [0, 1, 2, 3]);
    expect(driven.session.magicBlock!.miners.length).toBe(4);
  });

  it("of a miner that was away while others contributed: it takes no part", async () => {
    const driven = await HandDriven.create();
    await driven.until("share", [0, 1, 2]);
    expect(kinds(driven.step(3, { type: "restarted" })).filter((kind) => kind !== "persist")).toEqual([]);
  });
});

describe("the stored state", () => {
  it("reads back as it was, in every phase", async () => {
    const driven = await HandDriven.create();
    for (const phase of ["contribute", "share", "publish", "wait", "start"] as const) {
      await driven.until(phase);
      await driven.everybody();
      for (const state of driven.states) {
        expect(decodeMinerState(encodeMinerState(state, 7))).toEqual({ state, version: 7 });
      }
    }
    expect(driven.states[0]!.keys.length).toBe(1);
  });

  it("is refused when damaged", async () => {
    const driven = await HandDriven.create();
    await driven.until("share");
    const bytes = encodeMinerState(driven.states[0]!, 1);
    expect(codeOf(() => decodeMinerState(bytes.slice(0, -1)))).toBe("MALFORMED");
    expect(codeOf(() => decodeMinerState(Uint8Array.of(...bytes, 0)))).toBe("MALFORMED");
    expect(codeOf(() => decodeMinerState(Uint8Array.of(9, ...bytes.slice(1))))).toBe("MALFORMED");
    expect(codeOf(() => decodeMinerState(new Uint8Array(0)))).toBe("MALFORMED");
    for (let bit = 0; bit < 8 * bytes.length; bit += 61) {
      const damaged = bytes.slice();
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      expect(codeOf(() => decodeMinerState(damaged))).toBe("MALFORMED");
    }
  });

  it("with changed shares gives no key: the sum is checked against the public share", async () => {
    const driven = await HandDriven.create();
    await driven.until("wait");
    const state = driven.states[0]!;
    const incoming = state.session!.incoming.map((entry, position) =>
      position === 1 ? { ...entry, share: new Uint8Array(32).fill(1) } : entry,
    );
    driven.states[0] = { ...state, session: { ...state.session!, incoming } };
    expect(submitted(driven.step(0, { type: "block" }))).toEqual([]);
    expect(driven.states[0]!.keys).toEqual([]);
  });
});

describe("shares", () => {
  it("are sent again with growing pauses until they are acknowledged", async () => {
    const driven = await HandDriven.create();
    await driven.until("share");
    const times: number[] = [];
    for (driven.time = 0; driven.time <= 40_000; driven.time += 500) {
      const effects = driven.step(0, { type: driven.time % 1000 === 0 ? "block" : "tick" });
      if (sentShares(effects).length > 0) times.push(driven.time);
    }
    expect(times.map((time) => time / 1000)).toEqual([0, 1, 3, 7, 15, 23, 31, 39]);
  });

  it("are acknowledged once, and the same acknowledgement again when they come again", async () => {
    const driven = await HandDriven.create();
    await driven.until("share");
    const [sent] = sentShares(driven.step(0, { type: "block" })) as { to: { index: number }; share: Uint8Array }[];
    const event = { type: "share", session: driven.session.id, from: 1, share: sent!.share };
    expect(kinds(driven.step(1, event))).toEqual(["wake"]);
    const first = driven.step(1, { type: "tick" }).find((effect) => effect.type === "send-acknowledgement");
    expect(first).toBeDefined();
    expect(driven.step(1, event)).toEqual([first]);
  });

  it("that differ are evidence; neither is acknowledged before it was, and nothing changes after", async () => {
    const driven = await HandDriven.create();
    await driven.until("share");
    const [sent] = sentShares(driven.step(0, { type: "block" })) as { to: { index: number }; share: Uint8Array }[];
    const share = (bytes: Uint8Array) => ({ type: "share", session: driven.session.id, from: 1, share: bytes });
    const wrong = sent!.share.slice();
    wrong[31]! ^= 1;
    driven.step(1, share(sent!.share));
    expect(driven.step(1, share(wrong))).toEqual([
      { type: "persist" },
      { type: "evidence", against: 1, code: "CONFLICTING_SHARES" },
    ]);
    expect(kinds(driven.step(1, { type: "tick" }))).not.toContain("send-acknowledgement");
    // after the acknowledgement the good share stands
    driven.step(2, share(driven.states[0]!.session!.shares[2]!));
    driven.step(2, { type: "tick" });
    expect(kinds(driven.step(2, share(wrong)))).toEqual(["evidence"]);
    expect(driven.states[2]!.session!.incoming[0]!.share).toEqual(driven.states[0]!.session!.shares[2]);
  });

  it("of another session, from nobody, from itself or not below the group order are nothing", async () => {
    const driven = await HandDriven.create();
    await driven.until("share");
    driven.step(0, { type: "block" });
    const good = driven.states[0]!.session!.shares[1]!;
    const { id } = driven.session;
    for (const event of [
      { type: "share", session: new Uint8Array(32), from: 1, share: good },
      { type: "share", session: id, from: 9, share: good },
      { type: "share", session: id, from: 0, share: good },
      { type: "share", session: id, from: 2, share: good },
    ]) {
      expect(driven.step(1, event)).toEqual([]);
    }
    for (const share of [new Uint8Array(32).fill(255), new Uint8Array(31), new Uint8Array(0)]) {
      const one = await HandDriven.create();
      await one.until("share");
      one.step(1, { type: "share", session: one.session.id, from: 1, share });
      const effects = one.step(1, { type: "tick" }).filter((effect) => effect.type === "evidence");
      expect(effects).toEqual([{ type: "evidence", against: 1, code: "BAD_SHARE" }]);
    }
  });
});

describe("acknowledgements", () => {
  it("that are forged are forgotten, and do not crowd out the right one", async () => {
    const driven = await HandDriven.create();
    await driven.until("share");
    driven.step(0, { type: "block" });
    const { id } = driven.session;
    driven.step(1, { type: "share", session: id, from: 1, share: driven.states[0]!.session!.shares[1]! });
    const effects = driven.step(1, { type: "tick" });
    const right = effects.find((effect) => effect.type === "send-acknowledgement") as { signature: Uint8Array };
    const acknowledgement = (from: number, signature: Uint8Array) => ({
      type: "acknowledgement",
      session: id,
      from,
      signature,
    });
    for (const forged of [
      new Uint8Array(48),
      new Uint8Array(48).fill(0x99),
      driven.people[2]!.proofOfPossession,
      new Uint8Array(5),
    ]) {
      driven.step(0, acknowledgement(2, forged));
      driven.time += 10_000; // until shares are sent again
      driven.step(0, { type: "tick" });
      expect(driven.states[0]!.session!.outgoing[1]).toMatchObject({ acknowledgement: null, valid: null });
    }
    // a forged one first, the right one before it is looked at
    driven.step(0, acknowledgement(2, driven.people[2]!.proofOfPossession));
    driven.step(0, acknowledgement(2, right.signature));
    expect(driven.states[0]!.session!.outgoing[1]!.valid).toBe(true);
    driven.step(0, acknowledgement(2, driven.people[2]!.proofOfPossession));
    expect(driven.states[0]!.session!.outgoing[1]!.acknowledgement).toEqual(right.signature);
  });

  it("of one receiver are not another's", async () => {
    const driven = await HandDriven.create();
    await driven.until("share");
    driven.step(0, { type: "block" });
    const { id } = driven.session;
    driven.step(1, { type: "share", session: id, from: 1, share: driven.states[0]!.session!.shares[1]! });
    const right = driven.step(1, { type: "tick" }).find((effect) => effect.type === "send-acknowledgement") as {
      signature: Uint8Array;
    };
    driven.step(0, { type: "acknowledgement", session: id, from: 3, signature: right.signature });
    expect(driven.step(0, { type: "tick" }).some((effect) => effect.type === "evidence")).toBe(false);
    driven.time += 10_000; // until shares are sent again
    const effects = driven.step(0, { type: "tick" });
    expect(effects).toContainEqual({ type: "evidence", against: 3, code: "BAD_ACKNOWLEDGEMENT" });
  });
});

describe("private messages", () => {
  it("read back, and everything else is refused", () => {
    const session = new Uint8Array(32).fill(3);
    const share = { kind: "share", session, from: 1, to: 2, envelope: new Uint8Array(80) } as const;
    const acknowledgement = {
      kind: "acknowledgement",
      session,
      from: 2,
      to: 1,
      signature: new Uint8Array(48),
    } as const;
    expect(decodeWire(encodeWire(share))).toEqual(share);
    expect(decodeWire(encodeWire(acknowledgement))).toEqual(acknowledgement);
    const bytes = encodeWire(share);
    for (const bad of [
      new Uint8Array(0),
      bytes.slice(0, -1),
      Uint8Array.of(...bytes, 0),
      Uint8Array.of(7, ...bytes.slice(1)),
      new Uint8Array(1_000_000),
      encodeWire({ ...share, envelope: new Uint8Array(79) }),
    ]) {
      expect(codeOf(() => decodeWire(bad))).toBe("MALFORMED");
    }
  });
});
