// The sharders of the next set (protocol §5.1): who sent `keep`, by stake, enough of them, one in office already.
import { describe, expect, it } from "vitest";
import { person } from "./people.js";
import { type Table, table } from "./table.js";

const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id);

/** A table with a third sharder that registered after the genesis, with this stake. */
function withNewcomer(stake: bigint, parameters = {}): Table {
  const played = table({ parameters });
  const newcomer = person("sharder 9");
  played.block([played.says.stake(newcomer, stake), played.says.registerSharder(newcomer)]);
  return played;
}

describe("sharders of the next set", () => {
  it("are those that sent keep, by ascending id", () => {
    const played = withNewcomer(5n);
    const block = played.view({ keeps: [person("sharder 9"), played.sharder(1)] });
    expect(ids(block.sharders)).toEqual([person("sharder 9").id, played.sharder(1).id].sort());
    expect(block.sharders.map(({ index }) => index)).toEqual([1, 2]);
  });

  it("are the best by stake, then id, at most maxSharders", () => {
    const rich = withNewcomer(11n, { maxSharders: 2 });
    const lower = [rich.sharder(1), rich.sharder(2)].sort((a, b) => (a.id < b.id ? -1 : 1))[0]!;
    const block = rich.view({ keeps: [...rich.sharders, person("sharder 9")] });
    expect(ids(block.sharders)).toEqual([lower.id, person("sharder 9").id].sort());
    const poor = withNewcomer(9n, { maxSharders: 2 });
    expect(ids(poor.view({ keeps: [person("sharder 9"), ...poor.sharders] }).sharders)).toEqual(ids(poor.sharders));
  });

  it("must be minSharders at least: else the attempt starts over, after the full rounds of publish", () => {
    const played = table({ parameters: { minSharders: 2 } });
    played.freeze().contribute({ keeps: [played.sharder(1)] });
    const begun = played.share().state.round;
    played.publish();
    expect(played.last("restarted").code).toBe("TOO_FEW_SHARDERS");
    expect(played.state.round).toBe(begun + 8);
    // one that comes while publications are there already ends the phase
    const late = table({ parameters: { minSharders: 2 } });
    late
      .freeze()
      .contribute({ keeps: [late.sharder(1)] })
      .share();
    late.block([1, 2, 3, 4, 5].map((index) => late.says.publication(index)));
    expect(late.state.phase).toBe("publish");
    late.block([late.says.keep(late.sharder(2))]);
    expect(late.state.phase).toBe("wait");
  });

  it("must have one in office among them", () => {
    const played = withNewcomer(5n);
    played
      .freeze()
      .contribute({ keeps: [person("sharder 9")] })
      .share()
      .publish();
    expect(played.last("restarted").code).toBe("TOO_FEW_SHARDERS");
  });

  it("in office are those of the block, not of the genesis, once there is one", () => {
    const played = withNewcomer(5n);
    played.view({ keeps: [played.sharder(1)] });
    played
      .freeze()
      .contribute({ keeps: [played.sharder(2), person("sharder 9")] })
      .share()
      .publish();
    expect(played.last("restarted").code).toBe("TOO_FEW_SHARDERS");
  });

  it("are not those that left, or whose stake was taken off, since their keep", () => {
    const played = withNewcomer(5n).freeze().contribute({});
    played.block([
      played.says.keep(person("sharder 9")),
      played.says.stake(person("sharder 9"), 0n),
      played.says.leave(played.sharder(2), "sharder"),
    ]);
    played.share().publish();
    expect(ids(played.session.magicBlock!.sharders)).toEqual([played.sharder(1).id]);
  });
});

describe("keep", () => {
  it("counts from the freeze to the end of publish, for this number and attempt, once, from who has stake", () => {
    const played = table().freeze();
    const [one, two] = [played.sharder(1), played.sharder(2)];
    expect(played.refusals([played.says.keep(one, { number: 2 })])).toEqual(["WRONG_SESSION"]);
    expect(played.refusals([played.says.keep(one, { attempt: 2 })])).toEqual(["WRONG_SESSION"]);
    expect(played.refusals([played.says.keep(one), played.says.keep(one)])).toEqual(["REPEATED"]);
    expect(played.refusals([played.says.stake(two, 0n), played.says.keep(two)])).toEqual(["TOO_LITTLE_STAKE"]);
    expect(played.refusals([played.says.keep(person("sharder 9"))])).toEqual(["UNKNOWN_SENDER"]);
    const left = table().freeze();
    expect(left.refusals([left.says.leave(one, "sharder"), left.says.keep(one)])).toEqual(["UNKNOWN_SENDER"]);
  });

  it("is refused outside of these phases, and with another's signature", () => {
    const played = table().freeze();
    const early = played.fork();
    const entry = played.says.keep(played.sharder(1));
    const before = table();
    expect(before.refusals([entry])).toEqual(["WRONG_PHASE"]);
    played
      .contribute({ keeps: [played.sharder(2)] })
      .share()
      .publish();
    expect(played.refusals([entry])).toEqual(["WRONG_PHASE"]);
    entry.bytes[entry.bytes.length - 40]! ^= 1;
    expect(early.refusals([entry])).toEqual(["BAD_SIGNATURE"]);
  });
});
