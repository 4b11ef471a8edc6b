// Who of the members in office may be suspended (protocol §3), and that dead candidates do not stop view changes (A4).
import { describe, expect, it } from "vitest";
import { absent, byIndex, fail, RESHARE, SEVEN, suspended } from "./absences.js";
import { type Table, table } from "./table.js";

describe("members in office", () => {
  it("reshare: are never suspended", () => {
    const played = table({ ...RESHARE, parameters: { ...SEVEN.parameters, absences: 1 } });
    played.view();
    fail(played, { noConfirmation: [1, 2, 3, 4] }, "wait");
    expect(absent(played)).toBe("1111000");
    expect(suspended(played)).toEqual([]);
    expect(played.freeze().session.receivers).toHaveLength(7);
  });

  it("reshare: who left office with its absence is suspended then", () => {
    const played = table({ ...RESHARE, parameters: { ...SEVEN.parameters, absences: 2 } });
    played.view();
    const who = byIndex(played, 2);
    played.view({ noMpk: [2], absent: [2] });
    expect(suspended(played)).toEqual([]);
    played.view({ absent: [2] });
    expect(suspended(played)).toEqual([who.id]);
  });

  it("are those of the block that comes into office with the attempt's end", () => {
    const played = table({ ...RESHARE, parameters: { ...SEVEN.parameters, absences: 1 } });
    played.view();
    const who = byIndex(played, 2);
    const block = played.view({ noMpk: [2], absent: [2] });
    expect(block.members.some(({ id }) => id === who.id)).toBe(false);
    expect(suspended(played)).toEqual([who.id]);
  });

  it("fresh: at most n − t of the block in office at a time, the longest absent first, then by id", () => {
    const played = table({ ...SEVEN, parameters: { ...SEVEN.parameters, absences: 2 } });
    played.view();
    // 4 to 7 are absent once, then 1, 2, 3 and 6 beside them: n − t = 3
    fail(played, { noMpk: [6, 4, 5, 7] }, "contribute");
    fail(played, { noMpk: [4, 5, 6, 7, 1] }, "contribute");
    expect(suspended(played)).toEqual([4, 5, 6].map((index) => byIndex(played, index).id));
    expect(absent(played)).toBe("1002222");
    // nobody more while these are suspended, however long it is absent
    fail(played, { noMpk: [1, 2, 3, 4] }, "contribute");
    expect(suspended(played)).toHaveLength(3);
  });

  it("fresh: the longest absent come first", () => {
    const played = table({ ...SEVEN, parameters: { ...SEVEN.parameters, absences: 3 } });
    played.view();
    for (const noMpk of [
      [7, 6, 5, 4],
      [7, 6, 5, 4],
    ])
      fail(played, { noMpk }, "contribute");
    const parameters = { ...played.state.parameters, absences: 2 };
    const quick = { ...parameters, absences: 5 };
    played.authority({ type: "parameters", parameters: quick });
    fail(played, { noMpk: [7, 6, 5, 1] }, "contribute");
    fail(played, { noMpk: [7, 6, 2, 1] }, "contribute");
    played.authority({ type: "parameters", parameters: { ...parameters, absences: 1 } });
    fail(played, { noMpk: [7, 6, 2, 1] }, "contribute");
    fail(played, { noMpk: [7, 6, 2, 1] }, "contribute");
    expect(suspended(played)).toEqual([1, 6, 7].map((index) => byIndex(played, index).id));
  });
});

describe("dead candidates with stake (A4)", () => {
  it("fresh: 3 of 8 candidates are dead, and view changes go on", () => {
    const played = table({ miners: 8, parameters: { miners: 8, minMiners: 1 } });
    const dead = [1, 2, 3].map((miner) => played.miner(miner).id);
    live(played, dead, 3);
    expect(played.state.current.number).toBe(3);
    expect(suspended(played)).toEqual([...dead].sort());
  });

  it("reshare: the same, with dead ones that outbid all members", () => {
    const played = table({ genesis: { mode: "reshare" }, parameters: { miners: 8, incumbency: 0, minMiners: 1 } });
    played.view();
    const dead = [6, 7, 8].map((miner) => played.miner(miner));
    played.block([...dead.map((one) => played.says.stake(one, 900n)), ...dead.map((one) => played.says.register(one))]);
    const ids = dead.map(({ id }) => id);
    live(played, ids, 3);
    expect(played.state.current.number).toBe(3);
    expect(suspended(played)).toEqual([...ids].sort());
  });

  /** Everybody but the dead does everything until that view is in office. */
  function live(played: Table, dead: readonly string[], number: number): void {
    for (let attempt = 0; played.state.current.number < number; attempt++) {
      expect(attempt).toBeLessThan(12);
      played.freeze();
      const { dealers, receivers, mode } = played.session;
      const { says } = played;
      played.block([
        ...dealers.filter(({ id }) => !dead.includes(id)).map(({ index }) => says.mpk(index)),
        ...(mode === "fresh"
          ? []
          : receivers.filter(({ id }) => !dead.includes(id)).map(({ index }) => says.present(index))),
        ...played.sharders.map((one) => says.keep(one)),
      ]);
      played.until(({ state }) => state.phase !== "contribute");
      if (played.state.session === null) continue;
      played.share().publish();
      if (played.state.session !== null) played.confirm().activate();
    }
  }
});
