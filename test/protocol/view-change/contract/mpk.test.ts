// The contribute phase (protocol §5.2): what an MPK must be, in both modes, and who goes on.
import { describe, expect, it } from "vitest";
import { G2 } from "../../../../src/curve/index.js";
import type { Transaction } from "../../../../src/view-change/transaction.js";
import { makeDealing } from "./shares.js";
import { type Table, table } from "./table.js";

const fresh = () => table().freeze();

function reshare(options: object = {}): Table {
  const played = table({ genesis: { mode: "reshare" }, ...options });
  played.view();
  return played.freeze();
}

/** The code with which it is refused, its sender blamed. */
function refusal(played: Table, transaction: Transaction): string {
  const [code] = played.refusals([transaction]);
  if (code !== undefined) expect(played.last("refused").culprits).toEqual([transaction.sender]);
  return code ?? "accepted";
}

/** An uncompressed encoding with one point in another's place. */
const replaced = (list: readonly Uint8Array[], at: number, point: Uint8Array) =>
  list.map((one, position) => (position === at ? point : one));

const IDENTITY = new Uint8Array(192);
IDENTITY[0] = 0x40;

/** A point of the curve that is not in the subgroup: found by its compressed x. */
function outsideSubgroup(): Uint8Array {
  for (let x = 1; x < 256; x++) {
    const bytes = new Uint8Array(96);
    bytes[0] = 0x80;
    bytes[95] = x;
    try {
      G2.fromBytes(bytes, { subgroupCheck: false });
    } catch {
      continue;
    }
    return bytes;
  }
  throw new Error("none found");
}

for (const [mode, start] of [
  ["fresh", fresh],
  ["reshare", reshare],
] as const) {
  describe(`an MPK in mode ${mode}`, () => {
    it("has exactly t commitments, the next view's t", () => {
      const played = start();
      const { commitments } = played.says.dealing(1);
      expect(commitments).toHaveLength(played.session.thresholds.t);
      expect(refusal(played, played.says.mpk(1, { commitments: commitments.slice(1) }))).toBe("MALFORMED");
      expect(refusal(played, played.says.mpk(1, { commitments: [...commitments, commitments[0]!] }))).toBe("MALFORMED");
      expect(refusal(played, played.says.mpk(1, { commitments: [] }))).toBe("MALFORMED");
      expect(refusal(played, played.says.mpk(1))).toBe("accepted");
    });

    it("has them in the chain's encoding, each the one encoding of its point", () => {
      const played = start();
      const { commitments } = played.says.dealing(1);
      const compressed = commitments.map((one) => G2.fromBytes(one).toBytes(true));
      expect(refusal(played, played.says.mpk(1, { commitments: compressed }))).toBe("MALFORMED");
      const flagged = Uint8Array.from(commitments[1]!);
      flagged[0]! |= 0x20;
      const bad = played.says.mpk(1, { commitments: replaced(commitments, 1, flagged) });
      expect(["BAD_FLAGS", "NOT_CANONICAL"]).toContain(refusal(played, bad));
      const wide = Uint8Array.from(commitments[1]!).fill(0xff, 96, 192);
      expect(refusal(played, played.says.mpk(1, { commitments: replaced(commitments, 1, wide) }))).toBe(
        "NOT_CANONICAL",
      );
    });

    it("has points on the curve, in the subgroup, the first not the identity", () => {
      const played = start();
      const { commitments } = played.says.dealing(1);
      const off = Uint8Array.from(commitments[1]!);
      off[191]! ^= 1;
      const withPoint = (at: number, point: Uint8Array) => {
        return refusal(played, played.says.mpk(1, { commitments: replaced(commitments, at, point) }));
      };
      expect(withPoint(1, off)).toBe("NOT_ON_CURVE");
      expect(withPoint(0, IDENTITY)).toBe("IS_IDENTITY");
      // as any other coefficient the identity is a point like others; the proof does not cover it
      expect(withPoint(1, IDENTITY)).toBe("BAD_PROOF");
    });

    it("has a proof by this dealer for this session and these commitments", () => {
      const played = start();
      const [mine, other] = [played.says.dealing(1), played.says.dealing(2)];
      const changed = Uint8Array.from(mine.proof);
      changed[40]! ^= 1;
      expect(refusal(played, played.says.mpk(1, { proof: changed }))).toBe("BAD_PROOF");
      expect(refusal(played, played.says.mpk(1, { proof: other.proof }))).toBe("BAD_PROOF");
      // another's MPK whole, under one's own name
      expect(refusal(played, played.says.mpk(1, { ...other }))).toBe("BAD_PROOF");
      expect(
        refusal(played, played.says.mpk(1, { commitments: replaced(mine.commitments, 1, other.commitments[1]!) })),
      ).toBe("BAD_PROOF");
      const scalar = new Uint8Array(64).fill(0xff);
      expect(["BAD_SCALAR", "BAD_PROOF"]).toContain(refusal(played, played.says.mpk(1, { proof: scalar })));
      expect(refusal(played, played.says.mpk(1))).toBe("accepted");
    });

    it("brings an X25519 key that is not zero", () => {
      const played = start();
      expect(refusal(played, played.says.mpk(1, { encryptionKey: new Uint8Array(32) }))).toBe("MALFORMED");
    });

    it("of another attempt is bound to that one, its proof too", () => {
      const played = start();
      const old = played.says.dealing(1);
      played.until(({ state }) => state.failures === 1).freeze();
      expect(refusal(played, played.says.mpk(1, { commitments: old.commitments, proof: old.proof }))).toBe("BAD_PROOF");
    });

    it("bad ones beside good ones in one block take nothing from these", () => {
      const played = start();
      const { commitments } = played.says.dealing(2);
      const off = Uint8Array.from(commitments[1]!);
      off[191]! ^= 1;
      const codes = played.refusals([
        played.says.mpk(1),
        played.says.mpk(2, { commitments: replaced(commitments, 1, off) }),
        played.says.mpk(3, { proof: new Uint8Array(64) }),
        played.says.mpk(4),
      ]);
      expect([...codes].sort()).toEqual(["BAD_PROOF", "NOT_ON_CURVE"]);
      expect(played.session.contributions.map((one) => one !== null)).toEqual([true, false, false, true, false]);
    });
  });
}

describe("an MPK in a reshare", () => {
  it("deals the member's own share of the key and nothing else", () => {
    const played = reshare();
    const { dealers } = played.session;
    const [mine, other] = [dealers[0]!, dealers[1]!];
    // another share than its own, well proven
    const foreign = makeDealing(played.state, mine, played.shares.get(other.id)!, "foreign");
    expect(refusal(played, played.says.mpk(1, foreign))).toBe("BAD_PROOF");
    const unrelated = makeDealing(played.state, mine, new Uint8Array(32).fill(3), "unrelated");
    expect(refusal(played, played.says.mpk(1, unrelated))).toBe("BAD_PROOF");
    const again = makeDealing(played.state, mine, played.shares.get(mine.id)!, "again");
    expect(refusal(played, played.says.mpk(1, again))).toBe("accepted");
  });

  it("present is a key of 32 bytes that is not zero", () => {
    const played = reshare();
    expect(refusal(played, played.says.present(1, new Uint8Array(32)))).toBe("MALFORMED");
    expect(refusal(played, played.says.present(1, new Uint8Array(31)))).toBe("MALFORMED");
    expect(refusal(played, played.says.present(1, new Uint8Array(33).fill(1)))).toBe("MALFORMED");
    expect(refusal(played, played.says.present(1))).toBe("accepted");
    expect(played.last("accepted")).toMatchObject({ kind: "present", index: 1 });
  });
});

describe("points outside of the subgroup", () => {
  it("are refused, on a chain with compressed commitments", () => {
    const played = table({ genesis: { commitmentEncoding: "compressed" } }).freeze();
    const { commitments } = played.says.dealing(1);
    for (const at of [0, 1]) {
      const bad = played.says.mpk(1, { commitments: replaced(commitments, at, outsideSubgroup()) });
      expect(refusal(played, bad)).toBe("NOT_IN_SUBGROUP");
    }
  });
});

describe("the end of contribute", () => {
  it("fresh: who sent no MPK is out and off the list", () => {
    const played = fresh().contribute({ noMpk: [2] });
    expect(played.session.removed.map(({ role, index, code, phase }) => `${role} ${index} ${code} ${phase}`)).toEqual([
      "dealer 2 no-mpk contribute",
      "receiver 2 no-mpk contribute",
    ]);
    expect(played.last("phase-ended")).toMatchObject({ phase: "contribute", why: "rounds-over" });
  });

  it("reshare: who sent no MPK is out; who sent neither is off the list too", () => {
    const played = reshare().contribute({ noMpk: [2, 3].slice(0, 1), absent: [] });
    expect(played.session.removed.map(({ role, index }) => `${role} ${index}`)).toEqual(["dealer 2"]);
    const both = reshare().contribute({ noMpk: [2], absent: [2] });
    expect(both.session.removed.map(({ role, index }) => `${role} ${index}`)).toEqual(["dealer 2", "receiver 2"]);
  });

  it("fails with fewer than max(k, minMiners) receivers", () => {
    const few = fresh();
    few.block([1, 2, 3].map((index) => few.says.mpk(index)));
    few.until(({ state }) => state.failures === 1);
    expect(few.last("restarted").code).toBe("TOO_FEW_MPKS");
    const away = reshare({ miners: 7, parameters: { miners: 7, threshold: 4, quorum: 6, incumbency: 0 } });
    const { says } = away;
    away.block([1, 2, 3, 4, 5].map((index) => says.mpk(index)));
    away.until(({ state }) => state.failures === 1);
    expect(away.last("restarted").code).toBe("TOO_FEW_PRESENT");
  });

  it("reshare: fails with fewer dealers than the current t, however many are present", () => {
    const played = reshare();
    played.block([
      ...[1, 2, 3].map((index) => played.says.mpk(index)),
      ...[4, 5].map((index) => played.says.present(index)),
    ]);
    played.until(({ state }) => state.failures === 1);
    expect(played.last("restarted").code).toBe("TOO_FEW_MPKS");
  });

  it("ends at once when every dealer dealt and every receiver is there, and not before", () => {
    const played = reshare();
    played.block([1, 2, 3, 4].map((index) => played.says.mpk(index)));
    const last = played.fork();
    played.block([played.says.present(5)]);
    expect(played.state.phase).toBe("contribute");
    last.block([last.says.mpk(5)]);
    expect(last.state.phase).toBe("share");
    // a newcomer deals nothing, and is waited for
    const joined = table({ genesis: { mode: "reshare" } });
    joined.view();
    joined.block([joined.says.stake(joined.miner(6), 500n), joined.says.register(joined.miner(6))]);
    joined.freeze();
    const newcomer = joined.session.receivers.find(({ id }) => id === joined.miner(6).id)!;
    joined.block(joined.session.dealers.map(({ index }) => joined.says.mpk(index)));
    expect(joined.state.phase).toBe("contribute");
    joined.block([joined.says.present(newcomer.index)]);
    expect(joined.state.phase).toBe("share");
  });

  it("takes its full rounds without the fast path", () => {
    const played = table({ parameters: { fastPath: false } }).freeze();
    const begun = played.state.round;
    played.contribute();
    expect(played.state.round).toBe(begun + 8);
  });
});
