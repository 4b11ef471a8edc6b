// What the magic block says (protocol §6, §7): removals with codes and counts, who is off and exposed, numbers, keys.
import { describe, expect, it } from "vitest";
import { G2 } from "../../../../src/curve/index.js";
import { chainIdHash, MagicBlock } from "../../../../src/magic-block/index.js";
import { ProtocolCache } from "../../../../src/view-change/caches.js";
import { groupPolynomialOf, makeMagicBlock, qualifiedSet } from "../../../../src/view-change/contract/outcome.js";
import { checkContext } from "../../../../src/view-change/contract/screen.js";
import { type Table, type TableOptions, table } from "./table.js";

const SEVEN: TableOptions = { miners: 7, parameters: { miners: 7, threshold: 4, quorum: 4 } };
const RESHARE: TableOptions = { ...SEVEN, genesis: { mode: "reshare" } };

/** The opposite of a point, in the encoding in which it is. */
const negated = (point: Uint8Array) =>
  G2.fromBytes(point)
    .negate()
    .toBytes(point.length === 96);

const removed = ({ session }: Table) =>
  session.removed.map(({ role, index, phase, code, count }) => `${role} ${index} ${phase} ${code} ${count}`);

/** In the wait phase. */
function made(options: TableOptions, plan: Parameters<Table["view"]>[0]): Table {
  const played = table(options);
  if (options.genesis?.mode === "reshare") played.view();
  return played.freeze().contribute(plan).share().publish(plan);
}

describe("a magic block's header", () => {
  it("follows the block in office, names its attempt, and begins after wait and hand-over", () => {
    const played = made(SEVEN, {});
    const block = played.session.magicBlock!;
    expect(block).toMatchObject({
      scheme: "min-sig",
      mode: "fresh",
      chainIdHash: chainIdHash("table"),
      number: 1,
      previousHash: played.state.genesisHash,
      startingRound: played.session.publishedAt! + 6 + 2,
      t: 4,
      k: 4,
      n: 7,
      session: played.session.id,
      groupPublicKey: block.body.groupPolynomial[0],
    });
    expect(played.session.magicBlockHash).toEqual(MagicBlock.hash(block));
    expect(block.certificate).toEqual({ handOver: null, first: null, confirmation: null });
    played.confirm().activate();
    const next = played.freeze().contribute().share().publish().session.magicBlock!;
    expect(next.previousHash).toEqual(MagicBlock.hash(block));
    expect(next.number).toBe(2);
  });

  it("has the chain's mode in block 1 too, which is dealt as fresh", () => {
    const played = table({ genesis: { mode: "reshare" } });
    expect(played.freeze().session.mode).toBe("fresh");
    expect(played.view().mode).toBe("reshare");
  });
});

describe("a magic block's body", () => {
  it("fresh: says why and when everybody went, with numbers", () => {
    const played = made(SEVEN, { noMpk: [7], noPublication: [6], revealed: { 5: [1, 2, 3, 4] } });
    expect(removed(played)).toEqual([
      "dealer 6 publish no-publication 0",
      "dealer 7 contribute no-mpk 0",
      "receiver 5 publish receiver-rule 4",
      "receiver 6 publish no-publication 0",
      "receiver 7 contribute no-mpk 0",
    ]);
    const { body, members } = played.session.magicBlock!;
    expect(body.removed).toEqual(played.session.removed);
    expect(body.off).toEqual([5, 6, 7]);
    expect(members.map(({ index }) => index)).toEqual([1, 2, 3, 4]);
    expect(body.dealings.map(({ index, qualified }) => `${index} ${qualified}`)).toEqual([
      "1 true",
      "2 true",
      "3 true",
      "4 true",
      "5 false",
    ]);
    // of 5 every qualified dealer revealed; the others' shares are not public
    expect(body.exposed).toBe(1);
    expect(body.attempt).toBe(1);
    expect(body.dealerCount).toBe(7);
  });

  it("counts as exposed only whose share is public whole", () => {
    const played = made(SEVEN, { revealed: { 7: [1, 2, 3, 4] } });
    expect(played.session.magicBlock!.body).toMatchObject({ off: [7], exposed: 0 });
  });

  it("dealer rule: out with its confirmations, its polynomial left out of the key", () => {
    const played = made(SEVEN, { revealed: { 1: [2], 3: [2], 4: [2], 5: [2] } });
    expect(removed(played)).toEqual(["dealer 2 publish dealer-rule 3"]);
    const { body, members } = played.session.magicBlock!;
    expect(members).toHaveLength(7);
    expect(body.dealings.filter(({ qualified }) => qualified).map(({ index }) => index)).toEqual([1, 3, 4, 5, 6, 7]);
    expect(body.off).toEqual([]);
    played.confirm().activate();
  });

  it("carries what dealers published, bit by bit", () => {
    const played = made(SEVEN, { revealed: { 2: [1] } });
    const { dealings } = played.session.magicBlock!.body;
    const { acknowledged, aggregate, reveals } = played.session.publications[0]!;
    expect(dealings[0]).toMatchObject({ acknowledged, aggregate, reveals });
    expect(dealings[0]!.mpkHash).toEqual(played.session.contributions[0]!.hash);
  });

  it("reshare: a receiver that is off may deal all the same; d is the current t", () => {
    const played = made(RESHARE, { revealed: { 7: [1, 2, 3, 4] } });
    expect(removed(played)).toEqual(["receiver 7 publish receiver-rule 4"]);
    const { body } = played.session.magicBlock!;
    expect(body.dealings.find(({ index }) => index === 7)!.qualified).toBe(true);
    played.confirm().activate();
  });

  it("reshare: with d other than the next t it is d that counts", () => {
    const five = { ...SEVEN.parameters, threshold: 5, quorum: 5, minMiners: 4 };
    const played = table({ ...RESHARE, parameters: five });
    played.view();
    played.authority({ type: "parameters", parameters: { ...played.state.parameters, threshold: 4, quorum: 4 } });
    played.view();
    played.freeze().contribute().share();
    expect([played.session.thresholds.t, played.session.dealerThreshold]).toEqual([4, 5]);
    const byFour = played.fork().publish({ revealed: { 7: [1, 2, 3, 4] } });
    expect(byFour.session.magicBlock!.members).toHaveLength(7);
    const byFive = played.publish({ revealed: { 7: [1, 2, 3, 4, 5] } });
    expect(byFive.session.magicBlock!.members).toHaveLength(6);
  });
});

describe("a failed outcome", () => {
  it("too few receivers are left: no block", () => {
    const played = made({ ...SEVEN, parameters: { ...SEVEN.parameters, quorum: 6 } }, { noPublication: [1, 2] });
    expect(played.last("restarted").code).toBe("TOO_FEW_MEMBERS");
    expect(played.events("made")).toEqual([]);
    const bounded = made({ ...SEVEN, parameters: { ...SEVEN.parameters, minMiners: 6 } }, { noPublication: [1, 2] });
    expect(bounded.last("restarted").code).toBe("TOO_FEW_MEMBERS");
  });

  it("fresh: fewer than t dealers are qualified", () => {
    const everybody = { 1: [1, 2, 3, 4], 2: [1, 2, 3, 4], 3: [1, 2, 3, 4], 4: [1, 2, 3, 4] };
    expect(made(SEVEN, { revealed: everybody }).last("restarted").code).toBe("TOO_FEW_DEALERS");
  });

  it("reshare: fewer than the current t dealers are qualified", () => {
    const played = made(RESHARE, { noPublication: [1, 2, 3, 4] });
    expect(played.last("restarted").code).toBe("TOO_FEW_DEALERS");
    expect(made(RESHARE, { noPublication: [1, 2, 3] }).session.magicBlock).not.toBeNull();
  });

  it("reshare: another constant term than the group key makes no block", () => {
    const played = table(RESHARE);
    played.view();
    played.freeze().contribute().share();
    played.block([1, 2, 3, 4, 5, 6].map((dealer) => played.says.publication(dealer)));
    const { state } = played;
    const magicBlock = {
      ...state.current.magicBlock!,
      groupPublicKey: state.current.magicBlock!.members[0]!.publicShare,
    };
    const other = checkContext({ ...state, current: { ...state.current, magicBlock } }, new ProtocolCache());
    expect(groupPolynomialOf(other, { ...qualifiedSet(other), qualified: [1, 2, 3, 4] })).toMatchObject({
      code: "BAD_GROUP_KEY",
    });
    const right = checkContext(state, new ProtocolCache());
    expect(groupPolynomialOf(right, { ...qualifiedSet(right), qualified: [1, 2, 3, 4] })).toHaveLength(4);
  });

  it("a group key that is the identity makes no block", () => {
    const played = table({ miners: 2, parameters: { miners: 2 } })
      .freeze()
      .contribute()
      .share();
    const { session, state } = played;
    // the second dealing is the first's opposite: only both together could deal so
    const [first] = session.contributions;
    const opposite = first!.commitments.map((point) => negated(point));
    const contributions = [first!, { ...first!, commitments: opposite, hash: new Uint8Array(32).fill(9) }];
    const context = checkContext({ ...state, session: { ...session, contributions } }, new ProtocolCache());
    const result = { members: [1, 2], qualified: [1, 2], out: [], off: [] };
    expect(groupPolynomialOf(context, result)).toMatchObject({ code: "BAD_GROUP_KEY" });
  });

  it("a public share that is the identity makes no block", () => {
    const played = table({ miners: 3, parameters: { miners: 3, threshold: 2, quorum: 2 } });
    played.freeze().contribute().share().publish();
    const { state, session } = played;
    const context = checkContext({ ...state, session: { ...session, magicBlock: null } }, new ProtocolCache());
    const [constant] = session.magicBlock!.body.groupPolynomial;
    // f(X) = c − cX is zero at receiver 1
    const polynomial = [constant!, negated(constant!)];
    const result = { members: [1, 2, 3], qualified: [1, 2, 3], out: [], off: [] };
    expect(makeMagicBlock(context, [1, 2, 3], result, polynomial)).toMatchObject({ code: "BAD_GROUP_KEY" });
  });
});
