// The fault table of the protocol (§10), one test per line and kind: what each fault must lead to.
import { describe, expect, it } from "vitest";
import {
  decodeTransaction,
  MagicBlock,
  type RunViewChangeOptions,
  type ViewChangeResult,
  verifyMagicBlockChain,
} from "../../../src/entry/view-change.js";
import { candidates, sevenMiners } from "../view-change/support.js";

const stakes = (count: number) => candidates(count).map(({ name }, index) => ({ name, stake: 100 - index }));
const all = [1, 2, 3, 4, 5, 6, 7];
const without = (...gone: number[]) => all.filter((index) => !gone.includes(index));

/** What holds after any fault plan that does not stop the view change. */
function finished(result: ViewChangeResult, members: number[], qualified = members) {
  const attempt = result.attempts.at(-1)!;
  expect(result.activated).toBe(true);
  expect(result.failure).toBe(null);
  expect(result.agreement).toBe(true);
  expect(attempt.members).toEqual(members);
  expect(attempt.qualified).toEqual(qualified);
  expect(result.magicBlock!.members.map((member) => member.index)).toEqual(members);
  const { genesis } = result;
  expect(verifyMagicBlockChain(result.magicBlocks, { genesis })).toMatchObject({ valid: true, trusted: true });
  return attempt;
}

/** Whoever is out and off the list for one reason is there once. */
const removedCodes = (attempt: { removed: readonly { index: number; code: string }[] }) => [
  ...new Set(attempt.removed.map(({ index, code }) => `${index} ${code}`)),
];
const refused = (attempt: {
  refusals: readonly { phase: string; code: string; culprits: readonly (number | string)[] }[];
}) => attempt.refusals.map(({ phase, code, culprits }) => `${phase} ${code} ${culprits.join("+")}`);

describe("no MPK, wrong length, bad point, identity, bad proof, MPK under another's name: refused or removed; the others finish", () => {
  const cases: [string, string, string[]][] = [
    ["no MPK", "no-mpk:3", []],
    ["wrong length", "wrong-length-mpk:3", ["contribute MALFORMED 3"]],
    ["identity", "identity-mpk:3", ["contribute IS_IDENTITY 3"]],
    ["bad proof", "bad-proof:3", ["contribute BAD_PROOF 3"]],
    ["another's MPK as one's own", "stolen-mpk:3>2", ["contribute BAD_PROOF 3"]],
  ];
  for (const [name, faults, refusals] of cases) {
    it(name, async () => {
      const attempt = finished(await sevenMiners({ faults, rounds: 1 }), without(3));
      expect(removedCodes(attempt)).toEqual(["3 no-mpk"]);
      expect(refused(attempt)).toEqual(refusals);
    });
  }

  it("bad point", async () => {
    const attempt = finished(await sevenMiners({ faults: "bad-mpk:3" }), without(3));
    expect(removedCodes(attempt)).toEqual(["3 no-mpk"]);
    expect(refused(attempt)[0]).toMatch(/^contribute (NOT_ON_CURVE|NOT_IN_SUBGROUP|NOT_CANONICAL) 3$/);
  });

  it("MPK under another's name: refused, nobody blamed, both finish", async () => {
    const attempt = finished(await sevenMiners({ faults: "forged-mpk:3>2" }), all);
    expect(refused(attempt)).toEqual(["contribute BAD_SIGNATURE "]);
  });

  it("two different MPKs: the second is refused", async () => {
    const attempt = finished(await sevenMiners({ faults: "double-mpk:3" }), all);
    expect(attempt.refusals.map(({ code, index }) => [code, index])).toEqual([["REPEATED", 3]]);
  });
});

describe("share missing, wrong, for another session, sent twice differently: no acknowledgement; dealer must reveal", () => {
  const cases: [string, string, string[]][] = [
    ["missing", "no-share:3>2", []],
    ["wrong", "bad-share:3>2", ["2 3 BAD_SHARE"]],
    ["for another session", "replay-share:3>2", ["2 3 BAD_ENVELOPE"]],
    ["wrong, and not signed", "unsigned-share:3>2", []],
    ["signed twice differently", "two-roots:3>2", ["2 3 TWO_SHARES"]],
  ];
  for (const [name, faults, evidence] of cases) {
    it(name, async () => {
      const result = await sevenMiners({ faults, rounds: 1 });
      const attempt = finished(result, all);
      expect(attempt.matrix[2]![1]).toBe("revealed");
      expect(attempt.matrix.flat().filter((cell) => cell === "acknowledged").length).toBe(48);
      expect(attempt.evidence.map(({ by, against, code }) => `${by} ${against} ${code}`)).toEqual(evidence);
      // 2 has its key all the same, from the revealed share
      expect(attempt.confirmed).toEqual(all);
      expect(result.beacon[0]!.signers).toContain(2);
    });
  }

  it("a second share that its dealer has not signed: as if it had not come", async () => {
    const attempt = finished(await sevenMiners({ faults: "double-share:3>2" }), all);
    expect(attempt.matrix[2]![1]).toBe("acknowledged");
    expect(attempt.evidence).toEqual([]);
  });

  it("dealer with fewer than t confirmations: out of the key, still a member", async () => {
    const attempt = finished(await sevenMiners({ faults: "no-share:3>1+2+4+5" }), all, without(3));
    expect(attempt.disqualified).toEqual([3]);
    expect(attempt.matrix[2]!.filter((cell) => cell === "revealed").length).toBe(4);
  });

  it("dealer with exactly t confirmations, its own among them: in", async () => {
    finished(await sevenMiners({ faults: "no-share:3>1+2+4" }), all);
  });
});

describe("receiver does not acknowledge: its share is revealed", () => {
  it("fewer than t reveals: stays", async () => {
    const attempt = finished(await sevenMiners({ faults: "no-ack:3>1+2+4" }), all);
    expect([1, 2, 4].map((dealer) => attempt.matrix[dealer - 1]![2])).toEqual(["revealed", "revealed", "revealed"]);
  });

  it("t reveals or more: off the list, its own dealing too", async () => {
    const attempt = finished(await sevenMiners({ faults: "no-ack:3>1+2+4+5" }), without(3));
    expect(removedCodes(attempt)).toEqual(["3 receiver-rule"]);
  });

  it("a signature of something else, or of an earlier session, is no acknowledgement", async () => {
    for (const faults of ["bad-ack:3>2", "replayed-ack:3>2"]) {
      const attempt = finished(await sevenMiners({ faults }), all);
      expect(attempt.matrix[1]![2]).toBe("revealed");
      expect(attempt.evidence.map(({ by, against, code }) => `${by} ${against} ${code}`)).toEqual([
        "2 3 BAD_ACKNOWLEDGEMENT",
      ]);
    }
  });
});

describe("bad publications: refused, culprit named", () => {
  const cases: [string, string, string][] = [
    ["false acknowledgement", "false-ack:3>2", "BAD_ACKNOWLEDGEMENT"],
    ["replayed acknowledgement", "replayed-publish-ack:3>2", "BAD_ACKNOWLEDGEMENT"],
    ["truncated", "truncated-publish:3", "MALFORMED"],
    ["duplicated acknowledgement", "duplicated-publish:3", "BAD_ACKNOWLEDGEMENT"],
    ["duplicated reveal", "duplicated-publish:3,no-share:3>2", "MALFORMED"],
    ["bad reveal", "bad-reveal:3>2", "BAD_REVEAL"],
    ["both for one receiver", "both-entries:3>2", "BOTH_ENTRIES"],
    ["neither for one receiver", "no-entry:3>2", "MISSING_ENTRY"],
  ];
  for (const [name, faults, code] of cases) {
    it(name, async () => {
      const attempt = finished(await sevenMiners({ faults }), without(3));
      expect(refused(attempt)).toEqual([`publish ${code} 3`]);
      expect(removedCodes(attempt)).toEqual(["3 no-publication"]);
    });
  }

  it("several at once: each named, nobody else", async () => {
    const attempt = finished(await sevenMiners({ faults: "bad-reveal:3>2,false-ack:6>1" }), without(3, 6));
    expect(refused(attempt).sort()).toEqual(["publish BAD_ACKNOWLEDGEMENT 6", "publish BAD_REVEAL 3"]);
  });
});

describe("miner silent in any phase: the view change succeeds while k remain", () => {
  const cases: [string, string, string[]][] = [
    ["contribute", "silent:3@contribute", ["3 no-mpk"]],
    ["share", "silent:3@share", ["3 dealer-rule", "3 receiver-rule"]],
    ["publish", "silent:3@publish", ["3 no-publication"]],
  ];
  for (const [name, faults, codes] of cases) {
    it(`in ${name}: removed`, async () => {
      const attempt = finished(await sevenMiners({ faults, rounds: 1 }), without(3));
      expect(removedCodes(attempt)).toEqual(codes);
    });
  }

  it("in wait: stays in the block that is made already, without having confirmed it", async () => {
    const attempt = finished(await sevenMiners({ faults: "silent:3@wait" }), all);
    expect(attempt.confirmed).toEqual(without(3));
  });

  it("crashed for good in any phase", async () => {
    for (const [phase, members] of [
      ["start", without(3)],
      ["contribute", without(3)],
      ["share", without(3)],
      ["publish", without(3)],
      ["wait", all],
    ] as const) {
      finished(await sevenMiners({ faults: `crash:3@${phase}`, rounds: 1 }), members as number[]);
    }
  });
});

describe("fewer than k left: restart, old set keeps working, back-off", () => {
  it("restarts with a reason, attempt + 1, growing pauses up to the cap, and stops after the last attempt", async () => {
    const options = { maxAttempts: 5, backOff: { base: 4, cap: 12 }, absences: 6 };
    const result = await sevenMiners({ faults: "no-mpk:1+2+3", ...options });
    expect(result.activated).toBe(false);
    expect(result.failure!.code).toBe("TOO_FEW_MPKS");
    expect(result.attempts.map(({ attempt, outcome, reason }) => [attempt, outcome, reason!.code])).toEqual(
      [1, 2, 3, 4, 5].map((attempt) => [attempt, "restarted", "TOO_FEW_MPKS"]),
    );
    const pauses = result.attempts
      .slice(1)
      .map((attempt, position) => attempt.phases[0]!.startRound - result.attempts[position]!.phases.at(-1)!.endRound);
    expect(pauses).toEqual([4, 8, 12, 12]);
    expect(new Set(result.attempts.map(({ session }) => session!.join())).size).toBe(5);
  });

  it("suspends a candidate that is always silent, and goes on without it", async () => {
    const faults = "silent:m0+m1@contribute,crash:m2@contribute";
    const more = { candidates: candidates(9), maxAttempts: 8, threshold: 4, quorum: 5 };
    const result = await sevenMiners({ faults, ...more });
    expect(result.activated).toBe(true);
    const names = result.attempts.at(-1)!.selected.map(({ name }) => name);
    expect(names).not.toContain("m2");
  });

  it("succeeds at the next attempt when the faults are gone; nothing of the first is in the second", async () => {
    const result = await sevenMiners({ faults: "no-mpk:1+2+3#1,no-ack:4#2", maxAttempts: 3 });
    const attempt = finished(result, without(4));
    expect(result.attempts.length).toBe(2);
    expect(attempt.attempt).toBe(2);
    expect(result.magicBlock!.body.attempt).toBe(2);
  });

  it("the old set keeps working: it hands over only to a set that was made", async () => {
    const result = await sevenMiners({
      views: 2,
      candidates: candidates(7),
      faults: "silent:1@publish#2",
      maxAttempts: 2,
    });
    finished(result, all);
    expect(result.magicBlocks.length).toBe(2);
    expect(result.magicBlocks[1]!.certificate.handOver).not.toBe(null);
  });
});

describe("fewer than k key confirmations: magic block dropped, old set stays", () => {
  for (const kind of ["no-confirm", "bad-confirm"]) {
    it(kind, async () => {
      const result = await sevenMiners({ faults: `${kind}:1+2+3` });
      expect(result.activated).toBe(false);
      expect(result.magicBlock).toBe(null);
      expect(result.attempts[0]!.outcome).toBe("dropped");
      expect(result.failure!.code).toBe("TOO_FEW_CONFIRMATIONS");
      expect(result.attempts[0]!.confirmed.length).toBe(4);
    });
  }

  for (const view of [1, 2]) {
    it(`no certificate for what was dropped can exist: block ${view}`, async () => {
      const result = await sevenMiners({ views: 2, faults: `no-confirm:1+2+3#${view}.1`, maxAttempts: 2 });
      finished(result, all);
      const dropped = result.attempts.find(({ outcome }) => outcome === "dropped")!;
      expect(dropped.reason!.code).toBe("TOO_FEW_CONFIRMATIONS");
      // whoever is to hand over signs two blocks, one of each number, and of what was dropped nothing
      const signed = result.blocks
        .flatMap((block) => block.entries.filter((entry) => entry.kind === "transaction"))
        .map((entry) => decodeTransaction(entry.bytes))
        .filter(({ kind }) => kind === "first" || kind === "hand-over")
        .map(({ session }) => session.join());
      expect(new Set(signed)).toEqual(new Set(result.magicBlocks.map((block) => MagicBlock.hash(block).join())));
      expect(result.magicBlocks.map(({ number }) => number)).toEqual([1, 2]);
    });
  }

  it("k confirmations suffice", async () => {
    const attempt = finished(await sevenMiners({ faults: "no-confirm:1,bad-confirm:2", rounds: 1 }), all);
    expect(refused(attempt)).toEqual(["wait BAD_CONFIRMATION 2"]);
    expect(attempt.confirmed).toEqual(without(1, 2));
  });

  it("fewer than t hand-over signatures of the old set: the decided block waits, and is never dropped", async () => {
    const result = await sevenMiners({ views: 2, faults: "no-hand-over:1+2,bad-hand-over:3+4" });
    expect(result.magicBlocks.length).toBe(1);
    expect(result.failure!.code).toBe("NO_HAND_OVER");
    const attempt = result.attempts.at(-1)!;
    expect([attempt.outcome, attempt.handedOver]).toEqual(["decided", [5, 6, 7]]);
    expect(refused(attempt).sort()).toEqual(["wait BAD_HAND_OVER 3", "wait BAD_HAND_OVER 4"]);
  });

  it("t hand-over signatures suffice", async () => {
    const result = await sevenMiners({ views: 2, faults: "no-hand-over:1,bad-hand-over:3+4" });
    finished(result, all);
    expect(result.magicBlocks[1]!.certificate.handOver).not.toBe(null);
  });
});

describe("crash and restart of a miner in any phase: the same polynomial and shares, never two MPKs in one session", () => {
  for (const phase of ["contribute", "share", "publish", "wait"]) {
    it(phase, async () => {
      const result = await sevenMiners({ faults: `restart:3@${phase}`, rounds: 1 });
      const attempt = finished(result, all);
      expect(attempt.refusals).toEqual([]);
      expect(attempt.confirmed).toEqual(all);
      expect(result.beacon[0]!.signers).toContain(3);
      const contributions = result.blocks
        .flatMap((block) => block.entries.filter((entry) => entry.kind === "transaction"))
        .map((entry) => decodeTransaction(entry.bytes))
        .filter((transaction) => transaction.kind === "mpk" && transaction.sender === attempt.selected[2]!.id);
      expect(new Set(contributions.map((transaction) => transaction.payload.join())).size).toBe(1);
    });
  }

  it("everybody restarts in every phase", async () => {
    const faults = ["contribute", "share", "publish", "wait"].map((phase) => `restart:1+2+3+4+5+6+7@${phase}`).join();
    const attempt = finished(await sevenMiners({ faults, rounds: 1 }), all);
    expect(attempt.refusals).toEqual([]);
  });
});

describe("reshare: the group key stays, whoever deals", () => {
  const reshare = (faults: string, more: Partial<RunViewChangeOptions> = {}) =>
    sevenMiners({ mode: "reshare", views: 2, rounds: 1, faults, ...more });
  const keys = ({ magicBlocks }: ViewChangeResult) =>
    new Set(magicBlocks.map((block) => block.groupPublicKey.join())).size;

  it("another constant term: refused, out, still a receiver", async () => {
    const result = await reshare("wrong-constant:3");
    const attempt = finished(result, all, without(3));
    expect(refused(attempt)).toEqual(["contribute BAD_PROOF 3"]);
    expect(attempt.removed.map(({ role, index, code }) => [role, index, code])).toEqual([["dealer", 3, "no-mpk"]]);
    expect(keys(result)).toBe(1);
  });

  it("neither MPK nor present: off the list, and what it dealt before is not missed", async () => {
    const result = await reshare("no-mpk:3#2.1,no-present:3#2.1");
    finished(result, without(3));
    expect(keys(result)).toBe(1);
  });

  it("no MPK, but present: stays a receiver", async () => {
    const result = await reshare("no-mpk:3#2.1");
    const attempt = finished(result, all, without(3));
    expect(attempt.contributed).toEqual(without(3));
    expect(keys(result)).toBe(1);
  });

  it("a dealer with fewer than t acknowledgements publishes nothing: out, still a receiver", async () => {
    const result = await reshare("no-share:3>1+2+4+5#2.1");
    const attempt = finished(result, all, without(3));
    expect(attempt.removed.map(({ role, index, code }) => [role, index, code])).toEqual([
      ["dealer", 3, "no-publication"],
    ]);
    expect(attempt.matrix[2]!.every((cell) => cell === "none")).toBe(true);
    expect(keys(result)).toBe(1);
  });

  it("more than n − t receivers away: restart, and no honest dealer has disclosed anything", async () => {
    const result = await reshare("no-ack:1+2+3+4+5#2.1", { maxAttempts: 2 });
    finished(result, all);
    expect(result.attempts.map(({ outcome, reason }) => [outcome, reason?.code])).toEqual([
      ["activated", undefined],
      ["restarted", "TOO_FEW_DEALERS"],
      ["activated", undefined],
    ]);
    expect(result.attempts[1]!.matrix.flat()).not.toContain("revealed");
    expect(keys(result)).toBe(1);
  });

  /** t = 5 of 7: f = 2 of the members in office may be corrupt. */
  for (const away of [2, 3, 4, 7]) {
    const name = away > 2 ? "more than n − t receivers away" : "n − t receivers away";
    it(`${name}, ${away} of 7: of no honest dealer t points are known, f corrupt and what is revealed`, async () => {
      const who = all.slice(0, away).join("+");
      const result = await reshare(`no-ack:${who}#2.1`, { threshold: 5, quorum: 5, maxAttempts: 2 });
      const { matrix, outcome, reason } = result.attempts[1]!;
      const f = 2;
      for (const row of matrix) {
        const revealed = row.filter((cell) => cell === "revealed").length;
        expect(revealed + f).toBeLessThan(5);
      }
      if (away > 2) expect([outcome, reason!.code]).toEqual(["restarted", "TOO_FEW_DEALERS"]);
      else expect(outcome).toBe("activated");
      expect(result.activated).toBe(true);
      expect(keys(result)).toBe(1);
    });
  }

  for (const phase of ["contribute", "share", "publish", "wait"]) {
    it(`crash and restart of a miner in ${phase}: the same polynomial and shares`, async () => {
      const result = await reshare(`restart:3@${phase}#2.1`);
      const attempt = finished(result, all);
      expect([attempt.refusals, attempt.evidence, attempt.confirmed]).toEqual([[], [], all]);
      expect(result.beacon[0]!.signers).toContain(3);
      expect(keys(result)).toBe(1);
    });

    it(`a miner silent in ${phase}: the view change succeeds`, async () => {
      const result = await reshare(`silent:3@${phase}#2.1`);
      expect([result.activated, result.agreement]).toEqual([true, true]);
      expect(keys(result)).toBe(1);
    });
  }

  it("fewer than k confirmations: dropped, the old set stays, and the next attempt keeps the key", async () => {
    const result = await reshare("no-confirm:1+2+3#2.1", { maxAttempts: 2 });
    finished(result, all);
    expect(result.attempts[1]!.outcome).toBe("dropped");
    expect(keys(result)).toBe(1);
  });

  it("up to k − t members lost, or silent, after activation: the beacon goes on", async () => {
    const result = await reshare("no-mpk:6+7#2.1,no-present:6+7#2.1,lost:1#2.1", { rounds: 3 });
    finished(result, [1, 2, 3, 4, 5]);
    expect(result.beacon.map(({ signers }) => signers)).toEqual(Array(3).fill([2, 3, 4, 5]));
  });

  it("all members replaced; the set shrinks and grows; t changes", async () => {
    const old = Array.from({ length: 7 }, (_, index) => ({ name: `old ${index}`, stake: 5, leaves: 2 }));
    const young = Array.from({ length: 9 }, (_, index) => ({ name: `new ${index}`, stake: 5, joins: 2 }));
    const result = await sevenMiners({
      ...{ mode: "reshare", views: 3, rounds: 2, candidates: [...old, ...young] },
      parametersAt: [
        { view: 2, miners: 9, threshold: 6, quorum: 7 },
        { view: 3, miners: 5, threshold: 3, quorum: 4, minMiners: 3 },
      ],
    });
    finished(result, [1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(result.magicBlocks.map(({ t, n }) => [t, n])).toEqual([
      [4, 7],
      [6, 9],
      [3, 5],
    ]);
    expect(result.attempts[1]!.selected.every(({ name }) => name.startsWith("new"))).toBe(true);
    expect(keys(result)).toBe(1);
  });
});

describe("a lot decides between equal stakes at the cut", () => {
  const tied = { candidates: candidates(12), views: 2 };

  it("drawn by the set in office, whoever of it is silent", async () => {
    const [one, two] = [await sevenMiners(tied), await sevenMiners({ ...tied, faults: "no-lot:1+2+3" })];
    expect(one.activated && two.activated).toBe(true);
    expect(two.attempts[1]!.selected.map(({ id }) => id)).toEqual(one.attempts[1]!.selected.map(({ id }) => id));
    expect(one.attempts[1]!.phases[0]!.endedBy).toBe("everybody-done");
  });

  it("without one the older registration does", async () => {
    const result = await sevenMiners({ ...tied, faults: "no-lot:*" });
    expect(result.activated).toBe(true);
    expect(result.attempts[1]!.phases[0]!.endedBy).toBe("rounds-over");
    const chosen = result.attempts.map(({ selected }) => selected.map(({ name }) => name).sort());
    expect(chosen[1]).toEqual(chosen[0]);
  });
});

describe("forged messages, any number, in anybody's name: nothing happens to anybody", () => {
  it("from a member, and from one who is not on the list", async () => {
    const clean = await sevenMiners({ candidates: stakes(9) });
    for (const who of ["3", "m8"]) {
      const result = await sevenMiners({ candidates: stakes(9), faults: `forged-frames:${who}` });
      const attempt = finished(result, all);
      expect(result.messages.sent).toBeGreaterThan(clean.messages.sent + 100);
      expect([attempt.evidence, attempt.refusals]).toEqual([[], []]);
      expect(result.magicBlock).toEqual(clean.magicBlock);
    }
  });
});

describe("up to k − t members lost after activation: the beacon goes on", () => {
  it("k members, k − t of them lost", async () => {
    const faults = "no-mpk:6+7,lost:1";
    const result = await sevenMiners({ faults, rounds: 3 });
    finished(result, [1, 2, 3, 4, 5]);
    expect(result.beacon.map(({ signers }) => signers)).toEqual(Array(3).fill([2, 3, 4, 5]));
  });

  it("k members, k − t of them corrupt, who sign wrongly", async () => {
    const result = await sevenMiners({ faults: "no-mpk:6+7,bad-partial:1", rounds: 3 });
    finished(result, [1, 2, 3, 4, 5]);
    expect(result.beacon.map(({ signers }) => signers)).toEqual(Array(3).fill([2, 3, 4, 5]));
  });

  it("one more than that: it stops with a clear error", async () => {
    const result = await sevenMiners({ faults: "no-mpk:6+7,lost:1+2", rounds: 3 });
    expect(result.activated).toBe(true);
    expect(result.beacon.length).toBe(0);
    expect(result.failure!.code).toBe("NOT_ENOUGH_SIGNATURES");
  });

  it("bad partial signatures are named where they are met, and ignored", async () => {
    const together = await sevenMiners({ faults: "bad-partial:1+5", rounds: 2, beaconMembers: "together" });
    const apart = await sevenMiners({ faults: "bad-partial:1+5", rounds: 2 });
    for (const round of together.beacon) expect(round.invalid).toEqual([1, 5]);
    for (const { signers, invalid } of apart.beacon) {
      expect(signers).toEqual([2, 3, 4, 6, 7]);
      expect([1, 5]).toEqual(expect.arrayContaining([...invalid]));
    }
    expect(apart.beacon.map(({ record }) => record)).toEqual(together.beacon.map(({ record }) => record));
  });
});

it("who is lost after the second view's activation is there until then", async () => {
  const result = await sevenMiners({ views: 2, faults: "lost:1#2.1", rounds: 1 });
  const [first, second] = result.attempts;
  expect([first!.confirmed, second!.confirmed, result.beacon[0]!.signers]).toEqual([
    all,
    all,
    expect.not.arrayContaining([1]),
  ]);
});

describe("a message of any kind, of any size, from anybody: bounded work, typed refusal, no state change", () => {
  it("spam in every phase changes nothing", async () => {
    const spam = ["contribute", "share", "publish", "wait"].map((phase) => `spam:3@${phase}`).join();
    const [result, clean] = [await sevenMiners({ faults: spam }), await sevenMiners()];
    const attempt = finished(result, all);
    // the spammer's own right transactions came a block later; apart from that it is the same block
    const { startingRound: _late, certificate: _later, ...content } = result.magicBlock!;
    const { startingRound: _early, certificate: _earlier, ...expected } = clean.magicBlock!;
    expect(content).toEqual(expected);
    const codes = new Set(attempt.refusals.map(({ code }) => code));
    for (const code of ["MALFORMED", "TOO_LARGE", "WRONG_PHASE", "WRONG_SESSION", "UNKNOWN_SENDER", "BAD_SIGNATURE"])
      expect(codes).toContain(code);
  });
});
