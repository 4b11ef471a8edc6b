// dkg.js: a whole Joint-Feldman key generation, and every fault of a dealer that arithmetic can find.
import { describe, expect, it } from "vitest";
import { minPk, minSig } from "../../../src/bls/index.js";
import {
  aggregateCommitments,
  batchVerifyRevealed,
  batchVerifyShares,
  deal,
  decodeCommitments,
  finalize,
  publicShares,
  verifyCommitments,
  verifyShare,
} from "../../../src/dkg/index.js";
import { type Id, recoverSecret, recoverSignature } from "../../../src/threshold/index.js";
import { bigEndian, hex, integer, scalarBytes, utf8 } from "../../support/bytes.js";
import { ORDER, seededRandom } from "../../support/generators.js";

const session = utf8("session 1");

const failure = (action: () => unknown): { code?: string; culprits?: unknown; message: string } => {
  try {
    action();
  } catch (error) {
    return error as { code?: string; culprits?: unknown; message: string };
  }
  throw new Error("expected an error");
};

const plusOne = (share: Uint8Array) => scalarBytes((integer(share) + 1n) % ORDER);

describe.each([minSig, minPk])("key generation with $name", (scheme) => {
  const threshold = 3;
  const ids: Id[] = [1, 2, 3, 4, 5];
  const dealings = ids.map((dealer, index) =>
    deal({ scheme, threshold, ids, session, dealer, random: seededRandom(2 * index) }),
  );
  const decoded = dealings.map(({ commitments }) => decodeCommitments(scheme, commitments));
  const itemsOf = (id: Id) =>
    dealings.map(({ shares }, dealer) => ({ commitments: decoded[dealer]!, share: shares.get(id)! as Uint8Array }));

  it("makes a key that any t parties can use and nobody holds", () => {
    const keys = ids.map((id) => finalize({ scheme, id, ids, dealings: itemsOf(id) }));
    const first = keys[0]!;
    for (const key of keys) {
      expect(hex(key.groupPublicKey)).toBe(hex(first.groupPublicKey));
      expect(key.publicShares.map(hex)).toEqual(first.publicShares.map(hex));
    }
    expect(hex(first.commitments[0]!)).toBe(hex(first.groupPublicKey));
    expect(aggregateCommitments(scheme, decoded).map(hex)).toEqual(first.commitments.map(hex));
    expect(publicShares({ scheme, commitments: first.commitments, ids }).map(hex)).toEqual(first.publicShares.map(hex));
    keys.forEach((key, index) => {
      expect(hex(scheme.getPublicKey(key.secretShare))).toBe(hex(first.publicShares[index]!));
    });
    const message = utf8("hello");
    for (const chosen of [
      [0, 1, 2],
      [4, 2, 1],
    ]) {
      const signature = recoverSignature(
        scheme,
        chosen.map((index) => ({ id: ids[index]!, signature: scheme.sign(message, keys[index]!.secretShare) })),
      );
      expect(scheme.verify(signature, message, first.groupPublicKey)).toBe(true);
    }
    const secret = recoverSecret(
      keys.slice(1, 4).map(({ secretShare }, index) => ({ id: ids[index + 1]!, value: secretShare })),
    );
    expect(hex(scheme.getPublicKey(secret))).toBe(hex(first.groupPublicKey));
  });

  it("deals the same from the same randomness, something else otherwise", () => {
    const again = deal({ scheme, threshold, ids, session, dealer: 1, random: seededRandom(0) });
    expect(again.commitments.map(hex)).toEqual(dealings[0]!.commitments.map(hex));
    expect(hex(again.proof)).toBe(hex(dealings[0]!.proof));
    const fresh = deal({ scheme, threshold, ids, session, dealer: 1 });
    expect(hex(fresh.commitments[0]!)).not.toBe(hex(again.commitments[0]!));
    expect(fresh.commitments.length).toBe(threshold);
    expect([...fresh.shares.keys()]).toEqual(ids);
  });

  it("accepts a proof of knowledge only for its scheme, session, dealer and commitments", () => {
    const { commitments, proof } = dealings[0]!;
    const claim = { scheme, threshold, session, dealer: 1 as Id, commitments, proof };
    expect(verifyCommitments(claim)).toBe(true);
    expect(verifyCommitments({ ...claim, commitments: decoded[0]! })).toBe(true);
    expect(verifyCommitments({ ...claim, dealer: scalarBytes(1n) })).toBe(true);
    expect(verifyCommitments({ ...claim, dealer: 2 })).toBe(false);
    expect(verifyCommitments({ ...claim, session: utf8("session 2") })).toBe(false);
    expect(verifyCommitments({ ...claim, proof: dealings[1]!.proof })).toBe(false);
    expect(verifyCommitments({ ...claim, commitments: dealings[1]!.commitments })).toBe(false);
    const swapped = [commitments[0]!, commitments[2]!, commitments[1]!];
    expect(verifyCommitments({ ...claim, commitments: swapped })).toBe(false);
    for (let byte = 1; byte < 64; byte += 9) {
      const changed = proof.slice();
      changed[byte]! ^= 1;
      expect(verifyCommitments({ ...claim, proof: changed })).toBe(false);
    }
  });

  it("refuses malformed commitments and proofs", () => {
    const { commitments, proof } = dealings[0]!;
    const claim = { scheme, threshold, session, dealer: 1 as Id, commitments, proof };
    const identity = new Uint8Array(scheme.publicKeyLength);
    identity[0] = 0xc0;
    const withItem = (index: number, item: Uint8Array) => commitments.map((old, at) => (at === index ? item : old));
    const notOnCurve = commitments[1]!.slice();
    while (
      (() => {
        notOnCurve[notOnCurve.length - 1]!++;
        try {
          decodeCommitments(scheme, [commitments[0]!, notOnCurve]);
          return true;
        } catch (error) {
          return (error as { code: string }).code !== "NOT_ON_CURVE";
        }
      })()
    );
    const refusals: [object, object][] = [
      [{ commitments: commitments.slice(1) }, { code: "BAD_LENGTH" }],
      [{ commitments: [...commitments, commitments[0]!] }, { code: "BAD_LENGTH" }],
      [{ commitments: [] }, { code: "BAD_LENGTH" }],
      [{ commitments: undefined }, { code: "BAD_TYPE" }],
      [{ commitments: withItem(0, identity) }, { code: "IS_IDENTITY", culprits: [0] }],
      [{ commitments: withItem(1, notOnCurve) }, { code: "NOT_ON_CURVE", culprits: [1] }],
      [{ commitments: withItem(2, commitments[2]!.subarray(1)) }, { code: "BAD_LENGTH", culprits: [2] }],
      [{ commitments: withItem(2, new Uint8Array(scheme.publicKeyLength)) }, { code: "BAD_FLAGS", culprits: [2] }],
      [{ proof: proof.subarray(1) }, { code: "BAD_LENGTH" }],
      [{ proof: new Uint8Array(64).fill(0xff) }, { code: "BAD_SCALAR" }],
      [{ session: new Uint8Array(0) }, { code: "BAD_LENGTH" }],
      [{ dealer: 0 }, { code: "BAD_ID" }],
      [{ threshold: 0 }, { code: "BAD_THRESHOLD" }],
      [{ threshold: 2 }, { code: "BAD_LENGTH" }],
    ];
    for (const [change, expected] of refusals) {
      expect(failure(() => verifyCommitments({ ...claim, ...change } as never))).toMatchObject(expected);
    }
    const other = scheme === minSig ? minPk : minSig;
    expect(failure(() => decodeCommitments(other, decoded[0]!)).code).toBe("BAD_TYPE");
    expect(verifyCommitments(claim)).toBe(true);
  });

  it("checks single shares", () => {
    const { commitments, shares } = dealings[2]!;
    const share = shares.get(4)!;
    expect(verifyShare({ scheme, commitments, id: 4, share })).toBe(true);
    expect(verifyShare({ scheme, commitments: decoded[2]!, id: 4n, share })).toBe(true);
    expect(verifyShare({ scheme, commitments, id: 3, share })).toBe(false);
    expect(verifyShare({ scheme, commitments, id: 4, share: plusOne(share) })).toBe(false);
    expect(failure(() => verifyShare({ scheme, commitments, id: 0, share })).code).toBe("BAD_ID");
    expect(failure(() => verifyShare({ scheme, commitments, id: 4, share: bigEndian(ORDER, 32) })).code).toBe(
      "BAD_SCALAR",
    );
    expect(failure(() => verifyShare({ scheme, commitments, id: 4, share: share.subarray(1) })).code).toBe(
      "BAD_LENGTH",
    );
  });

  it("names the dealers of wrong shares", () => {
    const items = itemsOf(2);
    expect(batchVerifyShares({ scheme, id: 2, items })).toEqual({ valid: true, invalid: [] });
    expect(batchVerifyShares({ scheme, id: 2, items: [] })).toEqual({ valid: true, invalid: [] });
    const wrong = items.map((item, index) =>
      index === 1 || index === 4 ? { ...item, share: plusOne(item.share) } : item,
    );
    expect(batchVerifyShares({ scheme, id: 2, items: wrong })).toEqual({ valid: false, invalid: [1, 4] });
    expect(batchVerifyShares({ scheme, id: 3, items })).toEqual({ valid: false, invalid: [0, 1, 2, 3, 4] });
    const malformed = items.map((item, index) => (index === 3 ? { ...item, share: bigEndian(ORDER, 32) } : item));
    expect(failure(() => batchVerifyShares({ scheme, id: 2, items: malformed }))).toMatchObject({
      code: "BAD_SCALAR",
      culprits: [3],
    });
    const shorter = items.map((item, index) =>
      index === 2 ? { ...item, commitments: dealings[2]!.commitments.slice(0, 2) } : item,
    );
    expect(failure(() => batchVerifyShares({ scheme, id: 2, items: shorter }))).toMatchObject({
      code: "BAD_LENGTH",
      culprits: [2],
    });
  });

  it("checks revealed shares of many dealers and receivers in one go", () => {
    const items = dealings.flatMap(({ shares, commitments }, dealer) =>
      ids.map((id) => ({
        commitments: dealer === 0 ? commitments : decoded[dealer]!,
        id,
        share: shares.get(id)! as Uint8Array,
      })),
    );
    // in any order
    items.reverse();
    expect(batchVerifyRevealed({ scheme, items })).toEqual({ valid: true, invalid: [] });
    const wrong = items.map((item, index) => (index === 7 || index === 19 ? { ...item, id: 77 } : item));
    const verdict = { valid: false, invalid: [7, 19] };
    expect(batchVerifyRevealed({ scheme, items: wrong })).toEqual(verdict);
    expect(batchVerifyRevealed({ scheme, items: wrong, transcript: utf8("block 5") })).toEqual(verdict);
    // a source that a caller chose badly cannot make weights predictable: the items are hashed with it
    const random = (length: number) => new Uint8Array(length);
    expect(batchVerifyRevealed({ scheme, items: wrong, random })).toEqual(verdict);
    expect(batchVerifyRevealed({ scheme, items: [] })).toEqual({ valid: true, invalid: [] });
    expect(failure(() => batchVerifyRevealed({ scheme, items: [{ ...items[0]!, id: 0 }] })).code).toBe("BAD_ID");
  });

  it("does not finish with a wrong share, a missing id, or secrets that cancel", () => {
    const items = itemsOf(2);
    const wrong = items.map((item, index) => (index === 1 ? { ...item, share: plusOne(item.share) } : item));
    expect(failure(() => finalize({ scheme, id: 2, ids, dealings: wrong }))).toMatchObject({
      code: "BAD_SHARE",
      culprits: [1],
    });
    expect(failure(() => finalize({ scheme, id: 9, ids, dealings: items })).code).toBe("UNKNOWN_ID");
    expect(failure(() => finalize({ scheme, id: 2, ids, dealings: [] })).code).toBe("EMPTY");
    expect(failure(() => finalize({ scheme, id: 2, ids: [2, 2n], dealings: items })).code).toBe("DUPLICATE_ID");
    // f and -f
    const negated = dealings[0]!.commitments.map((bytes) =>
      bytes.map((byte, index) => (index === 0 ? byte ^ 0x20 : byte)),
    );
    const share = dealings[0]!.shares.get(2)!;
    const cancelling = [
      { commitments: decoded[0]!, share },
      { commitments: negated, share: scalarBytes(ORDER - integer(share)) },
    ];
    expect(failure(() => finalize({ scheme, id: 2, ids, dealings: cancelling })).code).toBe("IS_IDENTITY");
  });

  it("refuses bad dealings", () => {
    const options = { scheme, threshold, ids, session, dealer: 1 as Id };
    const refusals: [object, object][] = [
      [{ threshold: 0 }, { code: "BAD_THRESHOLD" }],
      [{ threshold: 6 }, { code: "BAD_THRESHOLD" }],
      [{ ids: [1, 2, 2] }, { code: "DUPLICATE_ID", culprits: [2] }],
      [{ ids: [0, 1, 2] }, { code: "BAD_ID" }],
      [{ dealer: 0 }, { code: "BAD_ID" }],
      [{ session: "s" }, { code: "BAD_TYPE" }],
      [{ random: () => new Uint8Array(3) }, { code: "BAD_LENGTH" }],
    ];
    for (const [change, expected] of refusals) {
      expect(failure(() => deal({ ...options, ...change } as never))).toMatchObject(expected);
    }
  });
});

describe("sizes and ids", () => {
  it("works with one party, with t = 1, and with ids of any length", () => {
    const cases: [number, Id[]][] = [
      [1, [7]],
      [1, [1, 2]],
      [2, [2n ** 124n + 1n, scalarBytes(9n), 70000]],
      [12, Array.from({ length: 30 }, (_, index) => index + 1)],
    ];
    for (const [threshold, ids] of cases) {
      const dealings = ids.slice(0, 3).map((dealer) => deal({ scheme: minSig, threshold, ids, session, dealer }));
      const id = ids.at(-1)!;
      const items = dealings.map(({ commitments, shares }) => ({ commitments, share: shares.get(id)! }));
      expect(batchVerifyShares({ scheme: minSig, id, items }).valid).toBe(true);
      const key = finalize({ scheme: minSig, id, ids, dealings: items });
      expect(hex(minSig.getPublicKey(key.secretShare))).toBe(hex(key.publicShares.at(-1)!));
    }
  });
});
