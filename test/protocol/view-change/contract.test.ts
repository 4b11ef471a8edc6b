// The contract, driven by hand: what it refuses, what it takes, and that refusals change nothing.
import { describe, expect, it } from "vitest";
import { minSig } from "../../../src/bls/index.js";
import { Fr } from "../../../src/curve/index.js";
import {
  bitmapOfIndices,
  type ContractState,
  decodeContribution,
  encodeContribution,
  encodePublication,
  encodeWait,
  MagicBlock,
  type MinerIdentity,
  type MinerRecord,
  registrationOf,
  signTransaction,
  type Transaction,
  ViewChangeContract,
  verifyMagicBlockChain,
} from "../../../src/entry/view-change.js";
import { minerIdOf } from "../../../src/view-change/identity.js";
import { codeOf, HandDriven, identities, refusalCodes, refusals } from "./support.js";

const sign = (driven: HandDriven, position: number, content: Partial<Transaction>): Transaction =>
  signTransaction("min-sig", driven.people[position]!, {
    session: driven.session.id,
    phase: "contribute",
    payload: new Uint8Array(0),
    ...content,
  });

/** The transactions that the miners want to send in this phase. */
async function wanted(driven: HandDriven): Promise<Transaction[]> {
  await driven.everybody();
  const list = driven.pool;
  driven.pool = [];
  return list;
}

const withoutRound = ({ round: _, ...state }: ContractState) => state;

describe("an honest view change", () => {
  for (const scheme of ["min-sig", "min-pk"] as const) {
    it(`ends in an active magic block (${scheme})`, async () => {
      const driven = await HandDriven.create({ scheme });
      const events = await driven.until("wait");
      events.push(...(await driven.until("start")));
      const types = events.map((event) => event.type).filter((type) => type !== "accepted");
      const turn = ["phase-ended", "phase-began"];
      expect(types).toEqual([
        "frozen",
        ...turn,
        ...turn,
        ...turn,
        ...turn,
        "made",
        "phase-ended",
        "certified",
        "activated",
      ]);
      const block = driven.state.current.magicBlock!;
      expect(block.miners.map((miner) => miner.id)).toEqual(driven.people.map((identity) => identity.id));
      expect(driven.state.current.hash).toEqual(MagicBlock.hash(block));
      expect(verifyMagicBlockChain([block]).valid).toBe(true);
    });
  }

  it("gives the same states to everybody who applies the same blocks", async () => {
    const driven = await HandDriven.create();
    await driven.until("wait");
    await driven.until("start");
    const other = new ViewChangeContract();
    let state = driven.genesis;
    for (const block of driven.blocks) state = other.apply(state, block).state;
    expect(state).toEqual(driven.state);
  });

  it("takes as long as its rounds without the fast path", async () => {
    const driven = await HandDriven.create({ fastPath: false, phaseRounds: 3 });
    const rounds: number[] = [];
    for (const phase of ["contribute", "share", "publish", "wait", "start"] as const) {
      await driven.until(phase);
      rounds.push(driven.state.round);
    }
    expect(rounds).toEqual([4, 7, 10, 13, 16]);
  });

  it("activates at the starting round, not before", async () => {
    const driven = await HandDriven.create({ phaseRounds: { wait: 20 } });
    await driven.until("wait");
    const start = driven.session.magicBlock!.startingRound;
    await driven.until("start");
    expect(driven.state.round).toBe(start);
    expect(driven.state.current.startingRound).toBe(start);
  });
});

describe("transactions", () => {
  it("are refused by shape, size, session, phase, sender and signature, and change nothing", async () => {
    const driven = await HandDriven.create({ phaseRounds: 1000 });
    await driven.until("contribute");
    const [stranger] = (await identities(5)).filter(
      (identity) => !driven.people.includes(identity) && !driven.people.some(({ id }) => id === identity.id),
    );
    const good = sign(driven, 0, {});
    const before = withoutRound(driven.state);
    const cases: [unknown, string][] = [
      [null, "MALFORMED"],
      [undefined, "MALFORMED"],
      [17, "MALFORMED"],
      [{}, "MALFORMED"],
      [{ ...good, sender: good.sender.toUpperCase() }, "MALFORMED"],
      [{ ...good, sender: 5 }, "MALFORMED"],
      [{ ...good, session: new Uint8Array(31) }, "MALFORMED"],
      [{ ...good, phase: "start" }, "MALFORMED"],
      [{ ...good, phase: "toString" }, "MALFORMED"],
      [{ ...good, payload: "00" }, "MALFORMED"],
      [{ ...good, signature: new Uint8Array(97) }, "MALFORMED"],
      [{ ...good, payload: new Uint8Array(10_000_000) }, "TOO_LARGE"],
      [sign(driven, 0, { session: new Uint8Array(32) }), "WRONG_SESSION"],
      [sign(driven, 0, { phase: "publish" }), "WRONG_PHASE"],
      [
        signTransaction("min-sig", stranger!, {
          session: driven.session.id,
          phase: "contribute",
          payload: new Uint8Array(0),
        }),
        "UNKNOWN_SENDER",
      ],
      [{ ...good, signature: new Uint8Array(0) }, "BAD_SIGNATURE"],
      [{ ...good, signature: new Uint8Array(48) }, "BAD_SIGNATURE"],
      [{ ...good, signature: sign(driven, 1, {}).signature }, "BAD_SIGNATURE"],
      [{ ...good, sender: driven.people[1]!.id }, "BAD_SIGNATURE"],
      [good, "MALFORMED"], // signed, but an empty payload
    ];
    for (const [transaction, code] of cases) {
      const events = driven.block([transaction]);
      expect(refusalCodes(events), code).toEqual([code]);
      expect(withoutRound(driven.state)).toEqual(before);
    }
    // all of them together: the same refusals
    const events = driven.block(cases.map(([transaction]) => transaction));
    expect(refusalCodes(events).sort()).toEqual(cases.map(([, code]) => code).sort());
  });

  it("blame nobody for what he has not signed", async () => {
    const driven = await HandDriven.create();
    await driven.until("contribute");
    const forged = { ...sign(driven, 0, {}), sender: driven.people[1]!.id };
    const [event] = refusals(driven.block([forged, sign(driven, 2, {})]));
    expect(event).toMatchObject({ code: "BAD_SIGNATURE", index: 2, culprits: [] });
    const [second] = refusals(driven.block([sign(driven, 2, {})]));
    expect(second).toMatchObject({ code: "MALFORMED", index: 3, culprits: [3] });
  });

  it("in another's name do not crowd out the right one, however many", async () => {
    const driven = await HandDriven.create();
    await driven.until("contribute");
    const [right] = await wanted(driven);
    const forged = Array.from({ length: 20 }, (_, value) => ({ ...right!, payload: Uint8Array.of(value) }));
    const events = driven.block([...forged, right]);
    expect(refusalCodes(events)).toEqual(Array(20).fill("BAD_SIGNATURE"));
    expect(driven.session.contributions[0]).not.toBe(null);
  });

  it("count once: in a block and on the chain", async () => {
    const driven = await HandDriven.create();
    await driven.until("contribute");
    const [right] = await wanted(driven);
    expect(refusalCodes(driven.block([right, right]))).toEqual(["REPEATED"]);
    expect(refusalCodes(driven.block([right]))).toEqual(["REPEATED"]);
  });

  it("of one attempt are worth nothing in the next, nor on another chain", async () => {
    const driven = await HandDriven.create({ backOff: { base: 0, cap: 0 } });
    const other = await HandDriven.create({}, "another chain");
    await driven.until("contribute");
    await other.until("contribute");
    const transactions = await wanted(driven);
    expect(refusalCodes(other.block(transactions))).toEqual(Array(4).fill("WRONG_SESSION"));
    const first = driven.session.id;
    while (driven.state.session?.attempt !== 2) driven.block([]);
    expect(driven.session.id).not.toEqual(first);
    expect(refusalCodes(driven.block(transactions))).toEqual(Array(4).fill("WRONG_SESSION"));
    // not even with the session changed by hand
    const moved = transactions.map((transaction) => ({ ...transaction, session: driven.session.id }));
    expect(refusalCodes(driven.block(moved))).toEqual(Array(4).fill("BAD_SIGNATURE"));
    // and a contribution signed anew, but proved for the first session, fails on its proof
    const resigned = sign(driven, 0, { payload: transactions[0]!.payload });
    expect(refusalCodes(driven.block([resigned]))).toEqual(["BAD_PROOF"]);
  });

  it("from miners that are off the list are refused", async () => {
    const driven = await HandDriven.create();
    await driven.until("share", [0, 1, 2]);
    expect(driven.session.removed.map((removal) => removal.code)).toEqual(["no-mpk"]);
    expect(refusalCodes(driven.block([sign(driven, 3, { phase: "share" })]))).toEqual(["REMOVED"]);
  });
});

describe("contributions", () => {
  it("must be exactly t commitments, each a point of the group, the first not the identity", async () => {
    const driven = await HandDriven.create({ phaseRounds: 1000 });
    await driven.until("contribute");
    const [right] = await wanted(driven);
    const { commitments, proof } = decodeContribution(right!.payload, 3, 96);
    const identity = new Uint8Array(96);
    identity[0] = 0xc0;
    const uncompressed = commitments[0]!.slice();
    uncompressed[0]! &= 0x7f;
    const change = (list: readonly Uint8Array[], otherProof = proof) =>
      encodeContribution({ commitments: list, proof: otherProof });
    const cases: [Uint8Array, RegExp][] = [
      [change(commitments.slice(1)), /^MALFORMED$/],
      [change([...commitments, commitments[0]!]), /^MALFORMED$/],
      [change([commitments[0]!.slice(1), ...commitments.slice(1)]), /^MALFORMED$/],
      [change([]), /^MALFORMED$/],
      [right!.payload.slice(0, -1), /^MALFORMED$/],
      [Uint8Array.of(...right!.payload, 0), /^MALFORMED$/],
      [change([identity, ...commitments.slice(1)]), /^IS_IDENTITY$/],
      [change([uncompressed, ...commitments.slice(1)]), /^BAD_FLAGS$/],
      [change([new Uint8Array(96).fill(0x9f), ...commitments.slice(1)]), /^NOT_/],
      [change([commitments[1]!, commitments[0]!, commitments[2]!]), /^BAD_PROOF$/],
      [change(commitments, new Uint8Array(64)), /./],
      [change(commitments, new Uint8Array(0)), /./],
      [change(commitments, new Uint8Array(64).fill(255)), /./],
    ];
    for (const [payload, code] of cases) {
      const events = driven.block([sign(driven, 0, { payload })]);
      expect(refusalCodes(events)[0]).toMatch(code);
      expect(refusals(events)[0]!.culprits).toEqual([1]);
      expect(driven.session.contributions[0]).toBe(null);
    }
    expect(refusalCodes(driven.block([right]))).toEqual([]);
  });
});

describe("publications", () => {
  it("by members whose keys cancel are refused one by one: everybody else's in the block count", async () => {
    const people = await identities(4);
    const secretKey = Fr.toBytes(Fr.neg(Fr.fromBytes(people[0]!.secretKey)));
    const publicKey = minSig.getPublicKey(secretKey);
    const proofOfPossession = minSig.popProve(secretKey);
    people[1] = { ...people[1]!, id: minerIdOf(publicKey), secretKey, publicKey, proofOfPossession };
    const pair = [people[0]!.id, people[1].id];
    people.sort((a, b) => (a.id < b.id ? -1 : 1));
    const driven = await HandDriven.create({}, "test chain", people);
    await driven.until("publish");
    const { list } = driven.session;
    const acknowledged = list.filter((member) => pair.includes(member.id)).map((member) => member.index);
    expect(acknowledged).toHaveLength(2);
    const others = list.filter((member) => !acknowledged.includes(member.index));
    const publication = {
      acknowledged: bitmapOfIndices(acknowledged, list.length),
      aggregate: new Uint8Array(48).fill(0xc0, 0, 1),
      reveals: others.map(({ index }) => ({ index, share: new Uint8Array(32).fill(1) })),
    };
    const payload = encodePublication(publication, list.length);
    const [first, ...rest] = await wanted(driven);
    const position = driven.people.findIndex((one) => one.id === first!.sender);
    const events = driven.block([sign(driven, position, { phase: "publish", payload }), ...rest]);
    expect(refusalCodes(events)).toEqual(["IS_IDENTITY"]);
    expect(driven.session.publications.filter((entry) => entry !== null)).toHaveLength(3);
  });
});

describe("wait", () => {
  it("refuses partial signatures under another share, of another message, and from who has nothing to sign", async () => {
    const driven = await HandDriven.create({ phaseRounds: 1000 });
    await driven.until("wait");
    const [first, second] = await wanted(driven);
    const swapped = sign(driven, 0, { phase: "wait", payload: second!.payload });
    const none = sign(driven, 0, { phase: "wait", payload: encodeWait({ confirmation: null, handOver: null }) });
    const handOver = sign(driven, 0, {
      phase: "wait",
      payload: encodeWait({ confirmation: null, handOver: new Uint8Array(48) }),
    });
    const point = sign(driven, 0, {
      phase: "wait",
      payload: encodeWait({ confirmation: new Uint8Array(48).fill(0x99), handOver: null }),
    });
    for (const [transaction, code] of [
      [swapped, "BAD_CONFIRMATION"],
      [none, "MALFORMED"],
      [handOver, "NOT_A_MEMBER"],
      [point, "BAD_CONFIRMATION"],
    ] as const) {
      expect(refusalCodes(driven.block([transaction]))).toEqual([code]);
    }
    expect(refusalCodes(driven.block([first, second]))).toEqual([]);
  });
});

describe("candidates", () => {
  it("register with a proof of possession; shapes are checked whenever something changes", async () => {
    const driven = await HandDriven.create();
    const [extra] = (await identities(5)).filter((identity) => !driven.people.some(({ id }) => id === identity.id));
    const record = registrationOf("min-sig", extra!, { chainId: "test chain" });
    const known = registrationOf("min-sig", driven.people[0]!, { chainId: "test chain" });
    const registrations = [
      record,
      { ...record, proofOfPossession: known.proofOfPossession },
      { ...record, id: known.id },
      { ...record, stake: -1n },
      { ...known, encryptionKey: new Uint8Array(31) },
      { ...known, stake: 1n << 64n },
      { ...known, url: "x".repeat(5000) },
      null,
      { ...known, stake: 77n }, // the chain's figure
    ];
    const events = driven.block([], { registrations: registrations as never });
    expect(events.filter((event) => event.type === "registered").length).toBe(2);
    expect(refusalCodes(events)).toEqual(Array(7).fill("BAD_REGISTRATION"));
    expect(driven.state.candidates.length).toBe(5);
    expect(driven.state.candidates.find((candidate) => candidate.id === known.id)!.stake).toBe(77n);
  });

  it("cannot be given another X25519 key or address by anybody else, nor an old one again", async () => {
    const driven = await HandDriven.create();
    const [victim, attacker] = driven.people as [MinerIdentity, MinerIdentity];
    const chainId = "test chain";
    const sign = (one: MinerIdentity, serial: number) => registrationOf("min-sig", one, { chainId, serial });
    const first = sign(victim, 1);
    const moved = sign({ ...victim, url: "https://moved.example", encryptionKey: attacker.encryptionKey }, 3);
    const current = () => driven.state.candidates.find(({ id }) => id === victim.id)!;
    const outcome = (registration: MinerRecord) => {
      const events = driven.block([], { registrations: [registration] });
      return events.some(({ type }) => type === "registered") ? "registered" : refusalCodes(events)[0];
    };
    const forged = registrationOf("min-sig", { ...victim, secretKey: attacker.secretKey }, { chainId, serial: 2 });
    for (const bad of [
      { ...first, encryptionKey: attacker.encryptionKey },
      { ...first, encryptionKey: attacker.encryptionKey, serial: 2 },
      { ...first, url: "https://attacker.example", serial: 2 },
      { ...first, serial: 2 },
      forged,
      registrationOf("min-sig", victim, { chainId: "another chain", serial: 2 }),
      ...[0, -1, 1.5, Number.NaN, 2 ** 53, "2"].map((serial) => ({ ...first, serial: serial as number })),
    ]) {
      expect(outcome(bad)).toBe("BAD_REGISTRATION");
      expect(current()).toEqual(first);
    }
    expect(outcome(moved)).toBe("registered");
    expect(current()).toEqual(moved);
    for (const old of [first, sign(victim, 2), { ...sign(victim, 3) }]) {
      expect(outcome(old)).toBe("BAD_REGISTRATION");
      expect(current()).toEqual(moved);
    }
    expect(outcome({ ...moved, stake: 5n })).toBe("registered");
    expect(current().stake).toBe(5n);
  });

  it("are refused at genesis when a proof is wrong or one stands there twice", async () => {
    const driven = await HandDriven.create();
    const records = driven.people.map((one) => registrationOf("min-sig", one, { chainId: "x" }));
    const genesis = (candidates: typeof records) => () =>
      driven.contract.genesis({ chainId: "x", parameters: driven.state.parameters, candidates });
    expect(codeOf(genesis([...records, records[0]!]))).toBe("BAD_REGISTRATION");
    expect(codeOf(genesis([{ ...records[0]!, proofOfPossession: records[1]!.proofOfPossession }]))).toBe(
      "BAD_REGISTRATION",
    );
  });

  it("too few: every attempt's number is used up, with pauses, until the contract stops and is resumed", async () => {
    const driven = await HandDriven.create({ minMiners: 4, maxAttempts: 3, backOff: { base: 2, cap: 100 } });
    driven.state = { ...driven.state, candidates: driven.state.candidates.slice(1) };
    const restarts: number[] = [];
    for (let blocks = 0; blocks < 40; blocks++) {
      for (const event of driven.block([]))
        if (event.type === "restarted") restarts.push(event.until - driven.state.round - 1);
    }
    expect(restarts).toEqual([2, 4, 8]);
    expect(driven.state).toMatchObject({ phase: "stopped", attempt: 3, failures: 3 });
    expect(
      refusalCodes(
        driven.block([
          signTransaction("min-sig", driven.people[0]!, {
            session: new Uint8Array(32),
            phase: "wait",
            payload: new Uint8Array(0),
          }),
        ]),
      ),
    ).toEqual(["WRONG_PHASE"]);
    driven.state = { ...driven.state, candidates: driven.genesis.candidates };
    driven.block([], { resume: true });
    expect(driven.state).toMatchObject({ phase: "contribute", attempt: 4 });
    expect(driven.session.attempt).toBe(4);
  });
});

describe("blocks", () => {
  it("must rise in round; that is the caller's fault and throws", async () => {
    const driven = await HandDriven.create();
    driven.block([]);
    for (const round of [1, 0, -1, 1.5, Number.NaN]) {
      expect(codeOf(() => driven.contract.apply(driven.state, { round, transactions: [] }))).toBe("BAD_BLOCK");
    }
  });
});
