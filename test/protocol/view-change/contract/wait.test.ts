// The wait phase (protocol §5.5): confirm, decided; only then hand-over or `first`; certified, activated.
import { describe, expect, it } from "vitest";
import { schemeByName } from "../../../../src/bls/index.js";
import {
  confirmMessage,
  handOverMessage,
  MagicBlock,
  verifyHeaderChain,
  verifyMagicBlockChain,
} from "../../../../src/magic-block/index.js";
import { person } from "./people.js";
import { type Table, type TableOptions, table } from "./table.js";

const SEVEN: TableOptions = { miners: 7, parameters: { miners: 7, threshold: 4, quorum: 5 } };

/** The block of view 1 is made, or that of view 2. */
function waiting(options: TableOptions = SEVEN, views = 0): Table {
  const played = table(options);
  for (let view = 0; view < views; view++) played.view();
  return played.freeze().contribute().share().publish();
}

const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, at) => first + at);

describe("confirm", () => {
  it("decides with max(k, minMiners) of the members, not with t", () => {
    const played = waiting();
    played.block(range(1, 4).map((index) => played.says.confirm(index)));
    expect(played.session.decided).toBeNull();
    const decided = played.block([played.says.confirm(5)]).find(({ type }) => type === "decided");
    expect(decided).toMatchObject({ hash: played.session.magicBlockHash });
    expect(played.session.decided).toEqual({ round: played.state.round });
    const more = waiting({ ...SEVEN, parameters: { ...SEVEN.parameters, minMiners: 6 } });
    more.block(range(1, 5).map((index) => more.says.confirm(index)));
    expect(more.session.decided).toBeNull();
    more.block([more.says.confirm(6)]);
    expect(more.session.decided).not.toBeNull();
  });

  it("makes the group signature of the new view", () => {
    const played = waiting().confirm();
    const { magicBlock, magicBlockHash } = played.session;
    const { confirmation, handOver, first } = magicBlock!.certificate;
    const message = confirmMessage(magicBlockHash!);
    expect(schemeByName("min-sig").verify(confirmation!, message, magicBlock!.groupPublicKey)).toBe(true);
    expect([handOver, first]).toEqual([null, null]);
  });

  it("must be the sender's own share's signature of this block", () => {
    const played = waiting();
    const { says } = played;
    const [one, two] = [says.confirm(1), says.confirm(2)];
    expect(played.refusals([says.again(one, { payload: two.payload })])).toEqual(["BAD_CONFIRMATION"]);
    expect(played.last("refused").culprits).toEqual([one.sender]);
    expect(played.refusals([says.again(one, { payload: new Uint8Array(48) })])).toEqual(["BAD_CONFIRMATION"]);
    expect(played.refusals([says.again(one, { payload: new Uint8Array(47) })])).toEqual(["MALFORMED"]);
    const scheme = schemeByName("min-sig");
    const other = scheme.sign(handOverMessage(played.session.magicBlockHash!), played.nextShares.get(one.sender)!);
    expect(played.refusals([says.again(one, { payload: other })])).toEqual(["BAD_CONFIRMATION"]);
    expect(played.refusals([one])).toEqual([]);
    expect(played.refusals([one])).toEqual(["REPEATED"]);
  });

  it("counts in the last block of the phase, and not after it", () => {
    const played = waiting();
    played.until(({ state }) => state.round === state.phaseStart + 5);
    const late = played.fork();
    played.block(range(1, 5).map((index) => played.says.confirm(index)));
    expect(played.session.decided).not.toBeNull();
    late.block(range(1, 4).map((index) => late.says.confirm(index)));
    expect(late.last("dropped").code).toBe("TOO_FEW_CONFIRMATIONS");
    expect(late.state.session).toBeNull();
  });

  it("still comes when the block is decided", () => {
    const played = waiting();
    const { says } = played;
    const last = says.confirm(7);
    played.confirm({ noConfirmation: [7] });
    expect(played.refusals([last])).toEqual([]);
    expect(played.session.confirmations[6]).not.toBeNull();
  });
});

describe("hand-over", () => {
  it("is refused before the block is decided, also in the block that decides it", () => {
    const played = waiting(SEVEN, 1);
    const [one, two] = played.state.current.magicBlock!.members;
    expect(played.refusals([played.says.handOver(one!.id)])).toEqual(["WRONG_SESSION"]);
    const codes = played.refusals([...range(1, 7).map((i) => played.says.confirm(i)), played.says.handOver(two!.id)]);
    expect(codes).toEqual(["WRONG_SESSION"]);
    expect(played.session.handOvers.every((signature) => signature === null)).toBe(true);
    expect(played.refusals([played.says.handOver(one!.id)])).toEqual([]);
    expect(played.last("accepted")).toMatchObject({ kind: "hand-over", index: null });
  });

  it("names the decided block, and is one of the members in office with its current share", () => {
    const played = waiting(SEVEN, 1).confirm();
    const { says, session } = played;
    const [one, two] = played.state.current.magicBlock!.members;
    const mine = says.handOver(one!.id);
    expect(played.refusals([says.again(mine, { session: session.id })])).toEqual(["WRONG_SESSION"]);
    expect(played.refusals([says.handOver(one!.id, new Uint8Array(32))])).toEqual(["WRONG_SESSION"]);
    expect(played.refusals([says.again(mine, { payload: says.handOver(two!.id).payload })])).toEqual(["BAD_HAND_OVER"]);
    const scheme = schemeByName("min-sig");
    const withNew = scheme.sign(handOverMessage(session.magicBlockHash!), played.nextShares.get(one!.id)!);
    expect(played.refusals([says.again(mine, { payload: withNew })])).toEqual(["BAD_HAND_OVER"]);
    const stranger = says.transaction(person("miner 9"), "hand-over", mine.payload, session.magicBlockHash!);
    expect(played.refusals([stranger])).toEqual(["UNKNOWN_SENDER"]);
    expect(
      played.refusals([says.transaction(played.sharder(1), "first", mine.payload, session.magicBlockHash!)]),
    ).toEqual(["UNKNOWN_SENDER"]);
    expect(played.refusals([mine])).toEqual([]);
    expect(played.refusals([mine])).toEqual(["REPEATED"]);
  });

  it("certifies with t of the set in office, and not with fewer", () => {
    const played = waiting(SEVEN, 1).confirm();
    const members = played.state.current.magicBlock!.members;
    played.block(members.slice(0, 3).map(({ id }) => played.says.handOver(id)));
    expect(played.session.certified).toBe(false);
    played.block([played.says.handOver(members[6]!.id)]);
    expect(played.session.certified).toBe(true);
    const { magicBlock, magicBlockHash } = played.session;
    const { handOver } = magicBlock!.certificate;
    const key = played.state.current.magicBlock!.groupPublicKey;
    expect(schemeByName("min-sig").verify(handOver!, handOverMessage(magicBlockHash!), key)).toBe(true);
    expect(played.last("certified").magicBlock).toEqual(magicBlock);
  });

  it("may take as long as it likes: a decided block is never dropped, and no attempt begins", () => {
    const played = waiting(SEVEN, 1).confirm();
    const { id } = played.session;
    const old = played.state.current;
    for (let round = 0; round < 500; round++) played.block();
    expect(played.state).toMatchObject({ phase: "wait", current: old, failures: 0 });
    expect(played.session.id).toBe(id);
    expect(played.events("restarted")).toEqual([]);
    played.activate();
    expect(verifyMagicBlockChain(played.activated, { genesis: played.genesis }).valid).toBe(true);
    // the starting round in the header stays
    expect(played.state.current.magicBlock!.startingRound).toBeLessThan(played.state.current.activatedAt);
  });
});

describe("first", () => {
  it("is refused before block 1 is decided; then more than half of the genesis' sharders certify it", () => {
    const played = waiting({ ...SEVEN, sharders: 4 });
    const [one, two, three, four] = played.sharders;
    expect(played.refusals([played.says.first(one!)])).toEqual(["WRONG_SESSION"]);
    played.confirm();
    expect(played.refusals([played.says.first(one!), played.says.first(two!)])).toEqual([]);
    expect(played.session.certified).toBe(false);
    const { says } = played;
    const wrong = says.again(says.first(three!), { payload: says.first(four!).payload });
    expect(played.refusals([wrong])).toEqual(["BAD_HAND_OVER"]);
    const payload = says.first(three!).payload;
    const stranger = says.transaction(person("sharder 9"), "first", payload, played.session.magicBlockHash!);
    expect(played.refusals([stranger])).toEqual(["UNKNOWN_SENDER"]);
    const member = says.transaction(played.miner(1), "hand-over", payload, played.session.magicBlockHash!);
    expect(played.refusals([member])).toEqual(["UNKNOWN_SENDER"]);
    expect(played.refusals([says.first(three!)])).toEqual([]);
    expect(played.session.certified).toBe(true);
    played.until(({ state }) => state.current.number === 1);
    expect(verifyHeaderChain(played.activated, { genesis: played.genesis })).toMatchObject({ valid: true });
  });

  it("of one sharder is enough where the genesis has one", () => {
    const played = table({ ...SEVEN, sharders: 1 });
    played.view();
    expect(verifyMagicBlockChain(played.activated, { genesis: played.genesis }).valid).toBe(true);
  });
});

describe("a block that was dropped (A2)", () => {
  it("can have no certificate: nobody was asked for a hand-over or `first` of it", () => {
    for (const views of [0, 1]) {
      const played = waiting(SEVEN, views);
      const { magicBlock, magicBlockHash: hash } = played.session;
      const office = played.state.current.magicBlock;
      const signed =
        office === null
          ? played.sharders.map((one) => played.says.first(one, hash!))
          : office.members.map(({ id }) => played.says.handOver(id, hash!));
      // all of them are there in every block, and none is taken while it is not decided
      while (played.state.phase === "wait") {
        expect(new Set(played.refusals(signed))).toEqual(new Set(["WRONG_SESSION"]));
      }
      const dropped = played.last("dropped");
      expect(dropped.session!.magicBlock!.certificate).toEqual({ handOver: null, first: null, confirmation: null });
      expect(new Set(played.refusals(signed))).toEqual(new Set(["WRONG_PHASE"]));
      played.view();
      expect(MagicBlock.hash(played.state.current.magicBlock!)).not.toEqual(hash);
      expect(played.state.current.magicBlock!.number).toBe(magicBlock!.number);
    }
  });
});

describe("activation", () => {
  it("is at the starting round when certified before, at the certification otherwise", () => {
    const early = waiting(SEVEN, 1).confirm();
    const { startingRound } = early.session.magicBlock!;
    const late = early.fork();
    early.activate();
    expect(early.state.current.activatedAt).toBe(startingRound);
    late.until(({ state }) => state.round === startingRound + 5);
    late.activate();
    expect(late.state.current).toMatchObject({ activatedAt: startingRound + 6, number: 2 });
    expect(late.state.current.magicBlock!.startingRound).toBe(startingRound);
  });

  it("brings the block with both certificates into office and begins anew", () => {
    const played = waiting(SEVEN, 1).confirm().activate();
    const { magicBlock, hash } = played.state.current;
    expect(hash).toEqual(MagicBlock.hash(magicBlock!));
    expect(magicBlock!.certificate.confirmation).not.toBeNull();
    expect(magicBlock!.certificate.handOver).not.toBeNull();
    expect(played.state).toMatchObject({ phase: "start", attempt: 0, failures: 0, session: null, opened: false });
    expect(played.events("phase-ended").at(-1)).toMatchObject({ phase: "wait", why: "everybody-done" });
  });
});
