// What the functions of a resharing refuse, with which code, and whom they name.
import { describe, expect, it } from "vitest";
import {
  batchVerifyShares,
  dealReshare,
  decodeCommitments,
  type FinalizeReshareOptions,
  finalizeReshare,
  verifyCommitments,
  verifyReshareCommitments,
  verifyShare,
} from "../../../src/dkg/index.js";
import type { Id } from "../../../src/threshold/index.js";
import { bigEndian, hex, integer, scalarBytes, utf8 } from "../../support/bytes.js";
import { ORDER } from "../../support/generators.js";
import { refusal } from "../../support/verdict.js";
import { failure, interpolateAt, invert, mod, type Plan, play, schemes, session, valueAt } from "./support.js";

const without = <T extends object>(options: T, name: string) => ({ ...options, [name]: undefined }) as T;

describe.each(schemes)("refusals with $name", (scheme) => {
  const plan: Plan = {
    old: { ids: [1n, 2n, 3n, 4n], threshold: 3 },
    next: { ids: [11n, 12n, 13n], threshold: 2 },
    dealers: [0, 1, 3],
    seed: 7,
  };
  const played = play(scheme, plan);
  const { groupPublicKey, currentPublicShares, oldShares } = played;
  const options = played.optionsOf(12n);
  const identity = new Uint8Array(scheme.publicKeyLength);
  identity[0] = 0xc0;
  const notCanonical = new Uint8Array(scheme.publicKeyLength).fill(0xff);
  notCanonical[0] = 0x9f;
  const withDealing = (position: number, change: object) => ({
    ...options,
    dealings: options.dealings.map((dealing, at) => (at === position ? { ...dealing, ...change } : dealing)),
  });
  const dealing: Parameters<typeof dealReshare>[0] = {
    scheme,
    share: scalarBytes(oldShares[0]!),
    threshold: 2,
    ids: [11, 12, 13],
    session,
    dealer: 1,
    currentPublicShare: currentPublicShares.get(1n)!,
  };

  it("another constant term: named where public shares are given, seen in any case", () => {
    const foreign = dealReshare({ ...dealing, share: scalarBytes(5n), dealer: 2, currentPublicShare: undefined });
    const swapped = withDealing(1, { commitments: foreign.commitments, share: foreign.shares.get(12) });
    expect(failure(() => finalizeReshare(swapped))).toMatchObject({ code: "INCONSISTENT_KEYS", culprits: [1] });
    const unnamed = failure(() => finalizeReshare({ ...swapped, currentPublicShares: undefined }));
    expect(unnamed).toMatchObject({ code: "INCONSISTENT_KEYS" });
    expect(unnamed.culprits).toBeUndefined();
    const { commitments, proof } = foreign;
    const claim = { scheme, threshold: 2, session, dealer: 2, commitments, proof };
    const currentPublicShare = currentPublicShares.get(2n)!;
    expect(verifyCommitments(claim)).toBe(true);
    expect(verifyReshareCommitments({ ...claim, currentPublicShare })).toBe(false);
    // two dealings whose deviations cancel make the same key; with public shares both are named
    const [one, two] = [options.dealings[0]!, options.dealings[1]!];
    const ids = plan.dealers.map((dealer) => plan.old.ids[dealer]!);
    const unit = (at: number) =>
      interpolateAt(
        0n,
        ids.map((id, index) => [id, index === at ? 1n : 0n] as const),
      );
    const shift = mod(-unit(0) * invert(unit(1)));
    const shifted = [oldShares[0]! + 1n, oldShares[1]! + shift].map((share, index) => {
      const dealt = dealReshare({
        ...dealing,
        share: scalarBytes(mod(share)),
        dealer: index + 1,
        currentPublicShare: undefined,
      });
      return { ...[one, two][index]!, commitments: dealt.commitments, share: dealt.shares.get(12)! };
    });
    const cancelling = { ...options, dealings: [...shifted, options.dealings[2]!] };
    expect(hex(finalizeReshare({ ...cancelling, currentPublicShares: undefined }).groupPublicKey)).toBe(
      hex(groupPublicKey),
    );
    expect(failure(() => finalizeReshare(cancelling))).toMatchObject({ code: "INCONSISTENT_KEYS", culprits: [0, 1] });
  });

  it("too few dealers, whatever the caller says the threshold is", () => {
    const fewer = { ...options, dealings: options.dealings.slice(0, 2) };
    expect(failure(() => finalizeReshare(fewer)).code).toBe("THRESHOLD");
    expect(failure(() => finalizeReshare({ ...fewer, currentThreshold: 2 })).code).toBe("INCONSISTENT_KEYS");
    expect(failure(() => finalizeReshare({ ...options, dealings: [] })).code).toBe("EMPTY");
  });

  it("a dealer twice in any form, a dealer that is none, a receiver that is none", () => {
    for (const dealer of [1, 1n, scalarBytes(1n)]) {
      const twice = { ...options, dealings: [...options.dealings, { ...options.dealings[1]!, dealer }] };
      expect(failure(() => finalizeReshare(twice))).toMatchObject({
        code: "DUPLICATE_ID",
        culprits: [typeof dealer === "number" ? 1 : "1"],
      });
    }
    expect(failure(() => finalizeReshare(withDealing(1, { dealer: 9 })))).toMatchObject({
      code: "UNKNOWN_ID",
      culprits: [1],
    });
    const twoForms = new Map<Id, Uint8Array>([...currentPublicShares, [1, groupPublicKey]]);
    expect(failure(() => finalizeReshare({ ...options, currentPublicShares: twoForms }))).toMatchObject({
      code: "DUPLICATE_ID",
    });
    expect(refusal(() => finalizeReshare({ ...options, id: 1 }))).toBe("UNKNOWN_ID");
    expect(refusal(() => finalizeReshare({ ...options, ids: [12, 12n] }))).toBe("DUPLICATE_ID");
    for (const bad of [0, -1, 1.5, ORDER, new Uint8Array(31), "1", undefined]) {
      expect(refusal(() => finalizeReshare({ ...options, id: bad as never }))).toBe("BAD_ID");
      expect(refusal(() => finalizeReshare(withDealing(0, { dealer: bad })))).toBe("BAD_ID");
      expect(refusal(() => dealReshare({ ...dealing, dealer: bad as never }))).toBe("BAD_ID");
    }
  });

  it("lengths, points, the identity", () => {
    const { commitments } = options.dealings[1]!;
    const points = commitments as Uint8Array[];
    const refusals: [object, string][] = [
      [{ commitments: points.slice(1) }, "BAD_LENGTH"],
      [{ commitments: [...points, points[0]!] }, "BAD_LENGTH"],
      [{ commitments: [] }, "BAD_LENGTH"],
      [{ commitments: decodeCommitments(scheme, points.slice(0, 1)) }, "BAD_LENGTH"],
      [{ commitments: [points[0]!, points[1]!.subarray(1)] }, "BAD_LENGTH"],
      [{ commitments: [identity, points[1]!] }, "IS_IDENTITY"],
      [{ commitments: [points[0]!, notCanonical] }, "NOT_CANONICAL"],
      [{ commitments: [points[0]!, new Uint8Array(scheme.publicKeyLength)] }, "BAD_FLAGS"],
      [{ commitments: undefined }, "BAD_TYPE"],
      [{ commitments: "points" }, "BAD_TYPE"],
    ];
    for (const [change, code] of refusals) {
      expect(
        failure(() => finalizeReshare(withDealing(1, change))),
        JSON.stringify(change),
      ).toMatchObject({
        code,
        culprits: [1],
      });
    }
    expect(failure(() => finalizeReshare({ ...options, dealings: [null as never] }))).toMatchObject({
      code: "BAD_TYPE",
      culprits: [0],
    });
    const keys: [unknown, string][] = [
      [identity, "IS_IDENTITY"],
      [notCanonical, "NOT_CANONICAL"],
      [groupPublicKey.subarray(1), "BAD_LENGTH"],
      [hex(groupPublicKey), "BAD_TYPE"],
      [currentPublicShares.get(3n)!, "INCONSISTENT_KEYS"],
    ];
    for (const [key, code] of keys) {
      expect(refusal(() => finalizeReshare({ ...options, groupPublicKey: key as never }))).toBe(code);
      const changed = new Map<Id, Uint8Array>([...currentPublicShares, [2n, key as Uint8Array]]);
      expect(refusal(() => finalizeReshare({ ...options, currentPublicShares: changed }))).toBe(code);
      const expected = code === "INCONSISTENT_KEYS" ? "BAD_SHARE" : code;
      expect(refusal(() => dealReshare({ ...dealing, currentPublicShare: key as never }))).toBe(expected);
    }
    expect(refusal(() => finalizeReshare({ ...options, currentPublicShares: {} as never }))).toBe("BAD_TYPE");
  });

  it("a key or share that would be the identity", () => {
    // one dealer, f(x) = s - (s / 12) x: the share of 12 is zero
    const secret = 5n;
    const slope = mod(-secret * invert(12n));
    const commitments = [secret, slope].map((value) => scheme.getPublicKey(scalarBytes(value)));
    const single = (id: bigint): FinalizeReshareOptions => ({
      ...options,
      id,
      currentThreshold: 1,
      groupPublicKey: commitments[0]!,
      currentPublicShares: undefined,
      dealings: [{ dealer: 1, commitments, share: scalarBytes(valueAt([secret, slope], id)) }],
    });
    for (const id of [11n, 12n]) {
      expect(failure(() => finalizeReshare(single(id)))).toMatchObject({ code: "IS_IDENTITY", culprits: ["12"] });
    }
    // a coefficient that is zero is no fault: its commitment is the identity
    const constant = [commitments[0]!, identity];
    const flat = { ...single(11n), dealings: [{ dealer: 1, commitments: constant, share: scalarBytes(secret) }] };
    expect(integer(finalizeReshare(flat).secretShare)).toBe(secret);
  });

  it("wrong shares: the verifications name them, and so does the last step", () => {
    const wrong = scalarBytes(mod(integer(options.dealings[2]!.share) + 1n));
    const changed = withDealing(2, { share: wrong });
    const items = changed.dealings.map(({ commitments, share }) => ({ commitments, share }));
    expect(batchVerifyShares({ scheme, id: 12, items })).toEqual({ valid: false, invalid: [2] });
    expect(verifyShare({ scheme, id: 12, ...items[2]! })).toBe(false);
    expect(failure(() => finalizeReshare(changed))).toMatchObject({ code: "BAD_SHARE", culprits: [2] });
    expect(failure(() => finalizeReshare(withDealing(2, { share: new Uint8Array(32) })))).toMatchObject({
      code: "BAD_SHARE",
      culprits: [2],
    });
    const malformed: [unknown, string][] = [
      [bigEndian(ORDER, 32), "BAD_SCALAR"],
      [new Uint8Array(32).fill(0xff), "BAD_SCALAR"],
      [new Uint8Array(31), "BAD_LENGTH"],
      [5n, "BAD_TYPE"],
      [undefined, "BAD_TYPE"],
    ];
    for (const [share, code] of malformed) {
      const error = failure(() => finalizeReshare(withDealing(1, { share })));
      expect(error).toMatchObject({ code, culprits: [1] });
      expect(refusal(() => dealReshare({ ...dealing, share: share as never }))).toBe(code);
    }
    expect(refusal(() => dealReshare({ ...dealing, share: new Uint8Array(32) }))).toBe("BAD_SCALAR");
    // not the secret of the dealer's public share; the message does not show it
    const other = failure(() => dealReshare({ ...dealing, share: scalarBytes(77n) }));
    expect(other.code).toBe("BAD_SHARE");
    expect(other.message).not.toMatch(/77|4d/);
  });

  it("a proof of another dealer, session or commitments", () => {
    const { commitments, proof } = dealReshare(dealing);
    const currentPublicShare = currentPublicShares.get(1n)!;
    const claim = { scheme, threshold: 2, session, dealer: 1 as Id, commitments, proof, currentPublicShare };
    expect(verifyReshareCommitments(claim)).toBe(true);
    expect(verifyReshareCommitments({ ...claim, commitments: decodeCommitments(scheme, commitments) })).toBe(true);
    const prepared = scheme.preparePublicKey(currentPublicShare);
    expect(verifyReshareCommitments({ ...claim, currentPublicShare: prepared })).toBe(true);
    const again = dealReshare(dealing);
    const changes: object[] = [
      { dealer: 2 },
      { session: utf8("resharing 2") },
      { proof: again.proof },
      { commitments: again.commitments },
      { currentPublicShare: currentPublicShares.get(2n)! },
    ];
    for (const change of changes) expect(verifyReshareCommitments({ ...claim, ...change })).toBe(false);
    const refusals: [object, string][] = [
      [{ currentPublicShare: undefined }, "BAD_TYPE"],
      [{ currentPublicShare: identity }, "IS_IDENTITY"],
      [{ currentPublicShare: notCanonical }, "NOT_CANONICAL"],
      [{ commitments: commitments.slice(1) }, "BAD_LENGTH"],
      [{ commitments: [identity, commitments[1]!] }, "IS_IDENTITY"],
      [{ commitments: undefined }, "BAD_TYPE"],
      [{ proof: proof.subarray(1) }, "BAD_LENGTH"],
      [{ proof: new Uint8Array(64).fill(0xff) }, "BAD_SCALAR"],
      [{ proof: undefined }, "BAD_TYPE"],
      [{ session: new Uint8Array(0) }, "BAD_LENGTH"],
      [{ threshold: 0 }, "BAD_THRESHOLD"],
      [{ dealer: 0 }, "BAD_ID"],
      [{ scheme: undefined }, "BAD_TYPE"],
    ];
    for (const [change, code] of refusals) {
      expect(
        refusal(() => verifyReshareCommitments({ ...claim, ...change } as never)),
        Object.keys(change)[0],
      ).toBe(code);
    }
  });

  it("options that are missing or out of range", () => {
    const missing: Record<string, string> = {
      scheme: "BAD_TYPE",
      ids: "BAD_TYPE",
      threshold: "BAD_THRESHOLD",
    };
    const ofDealing = { ...missing, share: "BAD_TYPE", session: "BAD_TYPE", dealer: "BAD_ID" };
    for (const [name, code] of Object.entries(ofDealing)) {
      expect(
        refusal(() => dealReshare(without(dealing, name))),
        name,
      ).toBe(code);
    }
    const ofKey = {
      ...missing,
      id: "BAD_ID",
      dealings: "BAD_TYPE",
      currentThreshold: "BAD_THRESHOLD",
      groupPublicKey: "BAD_TYPE",
    };
    for (const [name, code] of Object.entries(ofKey)) {
      expect(
        refusal(() => finalizeReshare(without(options, name))),
        name,
      ).toBe(code);
    }
    for (const call of [dealReshare, finalizeReshare, verifyReshareCommitments] as ((o: never) => unknown)[]) {
      for (const bad of [undefined, null, 5, {}]) expect(refusal(() => call(bad as never))).toBe("BAD_TYPE");
    }
    for (const bad of [0, -1, 1.5, 4, "2", Number.NaN]) {
      expect(refusal(() => dealReshare({ ...dealing, threshold: bad as never }))).toBe("BAD_THRESHOLD");
      expect(refusal(() => finalizeReshare({ ...options, threshold: bad as never }))).toBe("BAD_THRESHOLD");
    }
    expect(refusal(() => dealReshare({ ...dealing, session: new Uint8Array(0) }))).toBe("BAD_LENGTH");
    expect(refusal(() => dealReshare({ ...dealing, ids: [] }))).toBe("EMPTY");
    expect(refusal(() => dealReshare({ ...dealing, ids: [11, 12n, scalarBytes(11n)] }))).toBe("DUPLICATE_ID");
    // and goes on working
    expect(hex(finalizeReshare(options).groupPublicKey)).toBe(hex(groupPublicKey));
  });
});
