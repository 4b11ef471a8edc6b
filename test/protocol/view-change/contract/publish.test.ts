// Publications (protocol §5.4): exactly one entry for every receiver left, all of it verified, the culprit named.
import { describe, expect, it } from "vitest";
import type { Publication } from "../../../../src/view-change/payloads.js";
import { bitmapOfIndices } from "../../../../src/view-change/payloads.js";
import type { Transaction } from "../../../../src/view-change/transaction.js";
import { type Table, type TableOptions, table } from "./table.js";

const RESHARE = { genesis: { mode: "reshare" } } as const;
const ZUS = { genesis: { qualification: "zus" } } as const;

/** In the publish phase of view 1, or of view 2 in a reshare. */
function publishing(options: TableOptions = {}, plan = {}): Table {
  const played = table(options);
  if (options.genesis?.mode === "reshare") played.view();
  return played.freeze().contribute(plan).share();
}

function refusal(played: Table, transaction: Transaction): string {
  const [code] = played.fork().refusals([transaction]);
  return code ?? "accepted";
}

/** Dealer 1's publication with something changed. */
const changed = (played: Table, change: Partial<Publication>, reveal: number[] = []) =>
  played.says.publication(1, reveal, change);

describe("a publication", () => {
  it("of acknowledgements alone, of some revealed shares, or of these alone is accepted", () => {
    const played = publishing();
    for (const reveal of [[], [2], [1, 5], [1, 2, 3, 4, 5]]) {
      expect(refusal(played, played.says.publication(1, reveal))).toBe("accepted");
    }
  });

  it("has an entry for every receiver left", () => {
    const played = publishing();
    const { says } = played;
    const without = says.published(1, [], [1, 2, 3, 4]);
    expect(refusal(played, changed(played, without))).toBe("MISSING_ENTRY");
    const unrevealed = { ...says.published(1, [2, 3]), reveals: says.published(1, [2]).reveals };
    expect(refusal(played, changed(played, unrevealed))).toBe("MISSING_ENTRY");
  });

  it("has one of the two for each receiver, not both", () => {
    const played = publishing();
    const both = { reveals: played.says.published(1, [2]).reveals };
    expect(refusal(played, changed(played, both))).toBe("BOTH_ENTRIES");
  });

  it("has nothing about receivers off the list", () => {
    const played = publishing({}, { noMpk: [5] });
    expect(refusal(played, played.says.publication(1))).toBe("accepted");
    expect(refusal(played, changed(played, played.says.published(1, [], [1, 2, 3, 4, 5])))).toBe("UNKNOWN_RECEIVER");
    const revealed = { reveals: [{ index: 5, share: played.says.dealing(1).shares.get(5)! }] };
    expect(refusal(played, changed(played, revealed))).toBe("UNKNOWN_RECEIVER");
  });

  it("has an aggregate of exactly those in its bitmap, over this dealer's message", () => {
    const played = publishing();
    const { says } = played;
    const one = says.published(1, [2]);
    const wrong = [
      says.published(1).aggregate, // of one more
      says.published(1, [2, 3]).aggregate, // of one less
      says.published(2, [2]).aggregate, // of another dealer's message
      says.acknowledgement(1, 1), // a single one
      Uint8Array.from(one.aggregate).fill(0), // no point
    ];
    for (const aggregate of wrong) {
      expect(refusal(played, changed(played, { ...one, aggregate }))).toBe("BAD_ACKNOWLEDGEMENT");
    }
    // a replay from another attempt
    const { acknowledged, aggregate } = one;
    const later = played
      .until(({ state }) => state.failures === 1)
      .freeze()
      .contribute()
      .share();
    const replay = { acknowledged, aggregate, reveals: later.says.published(1, [2]).reveals };
    expect(refusal(later, changed(later, replay))).toBe("BAD_ACKNOWLEDGEMENT");
  });

  it("reveals the very shares that its commitments say, to whom they belong", () => {
    const played = publishing();
    const { shares } = played.says.dealing(1);
    const other = played.says.dealing(2).shares.get(2)!;
    for (const share of [shares.get(3)!, other, new Uint8Array(32), new Uint8Array(32).fill(0xff)]) {
      const publication = changed(played, { reveals: [{ index: 2, share }] }, [2]);
      expect(refusal(played, publication)).toBe("BAD_REVEAL");
    }
    expect(played.last("accepted").kind).toBe("shared");
    const swapped = [
      { index: 2, share: shares.get(3)! },
      { index: 3, share: shares.get(2)! },
    ];
    expect(refusal(played, changed(played, { reveals: swapped }, [2, 3]))).toBe("BAD_REVEAL");
  });

  it("names the receivers of bad reveals, and its sender as culprit", () => {
    const played = publishing();
    const reveals = [4, 5].map((index) => ({ index, share: new Uint8Array(32).fill(index) }));
    played.block([changed(played, { reveals }, [4, 5])]);
    expect(played.last("refused")).toMatchObject({ code: "BAD_REVEAL", culprits: [played.says.dealer(1).id] });
    expect(played.last("refused").message).toContain("4, 5");
  });

  it("is one sequence of bytes: bitmap, aggregate and order", () => {
    const played = publishing();
    const { payload } = played.says.publication(1);
    const again = (bytes: Uint8Array) => played.says.again(played.says.publication(1), { payload: bytes });
    const spare = Uint8Array.from(payload);
    spare[0]! |= 0x80; // a sixth receiver of five, at either end of the byte
    const other = Uint8Array.from(payload);
    other[0]! |= 0x04;
    const codes = [spare, other].map((bytes) => refusal(played, again(bytes)));
    expect(codes.some((code) => code !== "accepted")).toBe(true);
    const longer = new Uint8Array(payload.length + 1);
    longer.set(payload);
    for (const bytes of [longer, payload.subarray(1), new Uint8Array(0)]) {
      expect(refusal(played, again(bytes))).toBe("MALFORMED");
    }
    const none = { acknowledged: bitmapOfIndices([], 5), aggregate: played.says.published(1).aggregate, reveals: [] };
    expect(refusal(played, changed(played, none))).toBe("MALFORMED");
    expect(refusal(played, changed(played, { aggregate: new Uint8Array(0) }))).toBe("MALFORMED");
    const { reveals } = played.says.published(1, [2, 3]);
    expect(refusal(played, changed(played, { reveals: [...reveals].reverse() }, [2, 3]))).toBe("MALFORMED");
    expect(refusal(played, changed(played, { reveals: [reveals[0]!, reveals[0]!] }, [2, 3]))).toBe("MALFORMED");
    expect(refusal(played, changed(played, { reveals: [{ index: 6, share: reveals[0]!.share }] }))).toBe("MALFORMED");
  });

  it("that is bad takes nothing from good ones in its block", () => {
    const played = publishing();
    const { says } = played;
    const codes = played.refusals([
      says.publication(1, [2]),
      says.publication(2, [], { aggregate: says.published(1).aggregate }),
      says.publication(3, [1], { reveals: [{ index: 1, share: new Uint8Array(32) }] }),
      says.publication(4),
    ]);
    expect([...codes].sort()).toEqual(["BAD_ACKNOWLEDGEMENT", "BAD_REVEAL"]);
    expect(played.session.publications.map((one) => one !== null)).toEqual([true, false, false, true, false]);
    expect(played.refusals([says.publication(2), says.publication(3), says.publication(1)])).toEqual(["REPEATED"]);
  });
});

describe("a publication in a reshare", () => {
  it("with fewer than t acknowledgements is refused before its shares are looked at", () => {
    const played = publishing(RESHARE);
    expect(played.session.thresholds.t).toBe(4);
    expect(refusal(played, played.says.publication(1, [5]))).toBe("accepted");
    expect(refusal(played, played.says.publication(1, [4, 5]))).toBe("TOO_FEW_ACKNOWLEDGEMENTS");
    // also when the shares and the aggregate in it are nonsense
    const reveals = [4, 5].map((index) => ({ index, share: new Uint8Array(32).fill(0xff) }));
    expect(refusal(played, changed(played, { reveals }, [4, 5]))).toBe("TOO_FEW_ACKNOWLEDGEMENTS");
    played.publish({ revealed: { 4: [1], 5: [1, 2] }, noPublication: [1] });
    expect(played.session.removed.map(({ role, index, code }) => `${role} ${index} ${code}`)).toEqual([
      "dealer 1 no-publication",
    ]);
  });

  it("counts the next view's t, not the current one", () => {
    const played = table({ ...RESHARE, parameters: { minMiners: 1 } });
    played.view();
    played.authority({ type: "parameters", parameters: { ...played.state.parameters, threshold: 3, quorum: 3 } });
    played.until(({ state }) => state.failures === 1 || state.phase === "contribute");
    played
      .until(({ state }) => state.failures === 1)
      .freeze()
      .contribute()
      .share();
    expect([played.session.thresholds.t, played.session.dealerThreshold]).toEqual([3, 4]);
    expect(refusal(played, played.says.publication(1, [4, 5]))).toBe("accepted");
    expect(refusal(played, played.says.publication(1, [3, 4, 5]))).toBe("TOO_FEW_ACKNOWLEDGEMENTS");
  });
});

describe('a publication under the rules "zus"', () => {
  it("may lack entries, down to k − 1 about others", () => {
    const played = publishing(ZUS);
    expect(played.session.thresholds.k).toBe(4);
    const about = (...indices: number[]) => changed(played, played.says.published(1, [], indices));
    expect(refusal(played, about(1, 2, 3, 4, 5))).toBe("accepted");
    expect(refusal(played, about(2, 3, 4))).toBe("accepted");
    expect(refusal(played, about(1, 2, 3, 4))).toBe("accepted");
    expect(refusal(played, about(1, 2, 3))).toBe("MISSING_ENTRY");
    expect(refusal(played, about(2, 3))).toBe("MISSING_ENTRY");
    // an empty one of three receivers and t = 1 is refused for the same reason, never thrown
    expect(refusal(played, about())).toBe("MISSING_ENTRY");
  });

  it("counts revealed shares as entries", () => {
    const played = publishing(ZUS);
    const content = played.says.published(1, [2, 3], [1, 2, 3, 4]);
    expect(refusal(played, changed(played, content))).toBe("accepted");
  });
});

describe("the dealer rule", () => {
  it('is for the rules "seed" alone', () => {
    for (const [options, qualified] of [
      [{} as TableOptions, false],
      [ZUS, true],
    ] as const) {
      const played = publishing(options).publish({ revealed: { 1: [2], 3: [2] } });
      const { dealings } = played.session.magicBlock!.body;
      expect(dealings.find(({ index }) => index === 2)!.qualified).toBe(qualified);
      expect(played.session.magicBlock!.body.qualification).toBe(options.genesis?.qualification ?? "seed");
      played.confirm().activate();
    }
  });
});

describe("the end of publish", () => {
  it("comes when all dealers left have published and sharders are enough, or after its rounds", () => {
    const played = publishing({}, { noMpk: [5] });
    played.block([1, 2, 3].map((index) => played.says.publication(index)));
    expect(played.state.phase).toBe("publish");
    const slow = played.fork();
    played.block([played.says.publication(4)]);
    expect(played.state.phase).toBe("wait");
    const begun = slow.state.phaseStart;
    slow.until(({ state }) => state.phase !== "publish");
    expect(slow.state.round).toBe(begun + 8);
  });

  it("fresh: who published nothing valid is out and off the list; reshare: only out", () => {
    const fresh = publishing();
    fresh.publish({ noPublication: [3] });
    expect(fresh.session.magicBlock!.members.map(({ index }) => index)).toEqual([1, 2, 4, 5]);
    expect(fresh.session.removed.map(({ role, index, code }) => `${role} ${index} ${code}`)).toEqual([
      "dealer 3 no-publication",
      "receiver 3 no-publication",
    ]);
    const reshare = publishing(RESHARE);
    reshare.publish({ noPublication: [3] });
    expect(reshare.session.magicBlock!.members).toHaveLength(5);
    expect(reshare.session.magicBlock!.body.dealings.map(({ index }) => index)).toEqual([1, 2, 4, 5]);
  });

  it("share: ends when all dealers left have sent shared, which decides nothing else", () => {
    const played = table()
      .freeze()
      .contribute({ noMpk: [5] });
    const slow = played.fork();
    played.block([1, 2, 3, 4].map((index) => played.says.shared(index)));
    expect(played.state.phase).toBe("publish");
    slow.block([1, 2, 3].map((index) => slow.says.shared(index)));
    const begun = slow.state.phaseStart;
    slow.to("publish");
    expect(slow.state.round).toBe(begun + 4);
    expect(slow.publish().session.magicBlock!.members).toHaveLength(4);
  });

  it("start, contribute, share and publish last their full rounds without the fast path", () => {
    const played = publishing({ parameters: { fastPath: false } });
    const begun = played.state.round;
    played.publish();
    expect(played.state.round).toBe(begun + 8);
    expect(new Set(played.events("phase-ended").map(({ why }) => why))).toEqual(new Set(["rounds-over"]));
  });
});
