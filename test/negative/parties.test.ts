// Ids that are zero, repeated or no ids at all, and thresholds that no number of parties has: through every path that
// takes one.
import { describe, expect, it } from "vitest";
import {
  batchVerifyRevealed,
  batchVerifyShares,
  deal,
  finalize,
  publicShares,
  verifyCommitments,
  verifyShare,
} from "../../src/dkg/index.js";
import {
  combine,
  type Id,
  idToScalar,
  lagrangeAtZero,
  recoverSecret,
  recoverSignature,
  split,
} from "../../src/threshold/index.js";
import { hex, scalarBytes } from "../support/bytes.js";
import { ORDER } from "../support/generators.js";
import { refusal } from "../support/verdict.js";
import { ids, type Material, materials, message, session, threshold } from "./material.js";
import { type Entry, expectRefusals, expectStillWorking, malformedIds, malformedThresholds } from "./support.js";

const secret = scalarBytes(123n);

/** Entries for one id, which stands among the good ids 1 and 2. */
function idEntries(m: Material): Entry[] {
  const { scheme } = m;
  const { commitments, proof, shares } = m.dealings[0]!;
  const share = shares.get(1)!;
  const { groupPublicKey, partials } = m;
  const others = m.publicShares;
  return [
    { name: "idToScalar", call: (bad) => idToScalar(bad) },
    { name: "split", call: (bad) => split(secret, { threshold: 2, ids: [1, 2, bad] }) },
    { name: "lagrangeAtZero", call: (bad) => lagrangeAtZero([1, 2, bad]) },
    {
      name: "recoverSecret",
      call: (bad) => recoverSecret([1, 2, bad].map((id) => ({ id: id as Id, value: secret }))),
    },
    {
      name: "recoverSignature",
      call: (bad) =>
        recoverSignature(
          scheme,
          [1, 2, bad].map((id) => ({ id: id as Id, signature: m.signature })),
        ),
    },
    {
      name: "combine, partial signature",
      call: (bad) =>
        combine(scheme, {
          message,
          threshold,
          groupPublicKey,
          publicShares: others,
          partials: [...partials, { id: bad, signature: m.signature }],
        }),
    },
    {
      name: "combine, public share",
      call: (bad) =>
        combine(scheme, {
          message,
          threshold,
          groupPublicKey,
          publicShares: new Map<Id, Uint8Array>([...others, [bad, m.publicKey]]),
          partials,
        }),
    },
    { name: "deal, receiver", call: (bad) => deal({ scheme, threshold: 2, ids: [1, 2, bad], session, dealer: 1 }) },
    { name: "deal, dealer", call: (bad) => deal({ scheme, threshold: 2, ids: [1, 2, 3], session, dealer: bad }) },
    {
      name: "verifyCommitments, dealer",
      call: (bad) => verifyCommitments({ scheme, threshold, session, dealer: bad, commitments, proof }),
    },
    { name: "verifyShare", call: (bad) => verifyShare({ scheme, commitments, id: bad, share }) },
    {
      name: "batchVerifyShares",
      call: (bad) => batchVerifyShares({ scheme, id: bad, items: [{ commitments, share }] }),
    },
    {
      name: "batchVerifyRevealed",
      call: (bad) =>
        batchVerifyRevealed({
          scheme,
          items: [
            { commitments, id: 1, share },
            { commitments, id: bad, share },
          ],
        }),
    },
    { name: "publicShares", call: (bad) => publicShares({ scheme, commitments, ids: [1, 2, bad] }) },
    { name: "finalize, own", call: (bad) => finalize({ scheme, id: bad, ids, dealings: [{ commitments, share }] }) },
    {
      name: "finalize, another",
      call: (bad) => finalize({ scheme, id: 1, ids: [1, 2, bad], dealings: [{ commitments, share }] }),
    },
  ];
}

/** Entries for a list of ids in which one is given twice. */
function listEntries(m: Material): { name: string; call: (list: Id[]) => unknown }[] {
  const { scheme } = m;
  const { commitments, shares } = m.dealings[0]!;
  return [
    { name: "split", call: (list) => split(secret, { threshold: 2, ids: list }) },
    { name: "lagrangeAtZero", call: (list) => lagrangeAtZero(list) },
    { name: "recoverSecret", call: (list) => recoverSecret(list.map((id) => ({ id, value: secret }))) },
    {
      name: "recoverSignature",
      call: (list) =>
        recoverSignature(
          scheme,
          list.map((id) => ({ id, signature: m.signature })),
        ),
    },
    { name: "deal", call: (list) => deal({ scheme, threshold: 2, ids: list, session, dealer: 1 }) },
    { name: "publicShares", call: (list) => publicShares({ scheme, commitments, ids: list }) },
    {
      name: "finalize",
      call: (list) => finalize({ scheme, id: 1, ids: list, dealings: [{ commitments, share: shares.get(1)! }] }),
    },
  ];
}

describe.each(materials)("$scheme.name", (m) => {
  it.each(idEntries(m))("id: $name", (entry) => expectRefusals(entry, malformedIds));

  it.each(listEntries(m))("repeated ids: $name", ({ call }) => {
    const repetitions: Id[][] = [
      [1, 2, 2],
      [1, 2, 1n],
      [1, scalarBytes(2n), 2],
      [ORDER - 1n, 1, scalarBytes(ORDER - 1n)],
      [1, 1],
    ];
    for (const list of repetitions) {
      expect(refusal(() => call(list))).toBe("DUPLICATE_ID");
      expectStillWorking();
    }
  });

  it.each(listEntries(m))("no ids, or no list: $name", ({ call }) => {
    expect(refusal(() => call([]))).toBe("EMPTY");
    expectStillWorking();
  });

  it("a public share given twice under two forms of one id", () => {
    const shares = new Map<Id, Uint8Array>([...m.publicShares, [1n, m.publicKey]]);
    const options = {
      message,
      threshold,
      groupPublicKey: m.groupPublicKey,
      publicShares: shares,
      partials: m.partials,
    };
    expect(refusal(() => combine(m.scheme, options))).toBe("DUPLICATE_ID");
    expectStillWorking();
  });

  it("all forms of an id are one id", () => {
    const { scheme } = m;
    const { commitments, shares } = m.dealings[0]!;
    for (const id of [2, 2n, scalarBytes(2n)]) {
      expect(verifyShare({ scheme, commitments, id, share: shares.get(2)! })).toBe(true);
      expect(hex(idToScalar(id))).toBe(hex(scalarBytes(2n)));
    }
  });

  it("finalize by somebody who is not in the group", () => {
    const { commitments, shares } = m.dealings[0]!;
    const dealings = [{ commitments, share: shares.get(1)! }];
    expect(refusal(() => finalize({ scheme: m.scheme, id: 9, ids, dealings }))).toBe("UNKNOWN_ID");
    expectStillWorking();
  });

  it("combine with partial signatures of strangers, of one party only, too few, repeated", () => {
    const { scheme, groupPublicKey, publicShares: shares, partials } = m;
    const call = (list: typeof partials) =>
      combine(scheme, { message, threshold, groupPublicKey, publicShares: shares, partials: list });
    const stranger = { id: 9, signature: partials[0]!.signature };
    expect(call([stranger, ...partials]).invalid).toEqual([9]);
    expect(refusal(() => call([stranger, ...partials.slice(0, threshold - 1)]))).toBe("THRESHOLD");
    expect(refusal(() => call([]))).toBe("THRESHOLD");
    expect(refusal(() => call([partials[0]!, partials[0]!, partials[0]!]))).toBe("THRESHOLD");
    expect(refusal(() => call(partials.slice(0, threshold - 1)))).toBe("THRESHOLD");
    // two different signatures of one party: one of them is bad, the other counts once
    const double = { id: 1, signature: partials[1]!.signature };
    expect(call([double, ...partials]).invalid).toEqual([1]);
    expect(refusal(() => call([double, ...partials.slice(0, 2)]))).toBe("THRESHOLD");
    // all of them on another message
    const wrong = partials.map((partial, index) => ({
      ...partial,
      signature: scheme.sign(session, m.keys[index]!.secretShare),
    }));
    expect(refusal(() => call(wrong))).toBe("THRESHOLD");
    expectStillWorking();
  });

  const thresholdEntries: (Entry & { most: number })[] = [
    { name: "split", most: 3, call: (bad) => split(secret, { threshold: bad, ids: [1, 2, 3] }) },
    {
      name: "deal",
      most: 3,
      call: (bad) => deal({ scheme: m.scheme, threshold: bad, ids: [1, 2, 3], session, dealer: 1 }),
    },
    {
      name: "verifyCommitments",
      most: Number.MAX_SAFE_INTEGER,
      call: (bad) => {
        const { commitments, proof } = m.dealings[0]!;
        return verifyCommitments({ scheme: m.scheme, threshold: bad, session, dealer: 1, commitments, proof });
      },
    },
    {
      name: "combine",
      most: Number.MAX_SAFE_INTEGER,
      call: (bad) => {
        const { groupPublicKey, publicShares: shares, partials } = m;
        return combine(m.scheme, { message, threshold: bad, groupPublicKey, publicShares: shares, partials });
      },
    },
  ];
  it.each(thresholdEntries)("threshold: $name", (entry) => expectRefusals(entry, malformedThresholds(entry.most)));

  it("a random source that gives something else", () => {
    const sources = [() => new Uint8Array(47), () => new Uint8Array(49), () => "bytes", () => undefined, () => [1, 2]];
    for (const random of sources as never[]) {
      expect(["BAD_LENGTH", "BAD_TYPE"]).toContain(refusal(() => split(secret, { threshold: 2, ids, random })));
      expect(["BAD_LENGTH", "BAD_TYPE"]).toContain(
        refusal(() => deal({ scheme: m.scheme, threshold: 2, ids, session, dealer: 1, random })),
      );
      expectStillWorking();
    }
  });

  it("a session that is none", () => {
    const call = (bad: unknown) => deal({ scheme: m.scheme, threshold: 2, ids, session: bad as Uint8Array, dealer: 1 });
    expect(refusal(() => call(new Uint8Array(0)))).toBe("BAD_LENGTH");
    for (const bad of [undefined, null, "session", 5]) expect(refusal(() => call(bad))).toBe("BAD_TYPE");
    expectStillWorking();
  });
});
