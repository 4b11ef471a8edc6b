// Commitments in a pool: decoded with the verdicts and errors of the single-threaded call, and evaluated ahead, after
// which checks come to the same verdicts.
import { describe, expect, it } from "vitest";
import { FeldsparError } from "../../../bindings/errors.js";
import { type BlsScheme, minPk, minSig } from "../../../src/bls/index.js";
import { openCommitments } from "../../../src/dkg/commitments.js";
import {
  batchVerifyRevealed,
  batchVerifyShares,
  type Commitments,
  type CommitmentsInput,
  deal,
  decodeCommitmentLists,
  decodeCommitments,
  publicShares,
} from "../../../src/dkg/index.js";
import { keepValues, missingValues } from "../../../src/dkg/values.js";
import { idToScalar } from "../../../src/threshold/ids.js";
import { scalarBytes, utf8 } from "../../support/bytes.js";
import { codeOf, makePool } from "./support.js";

const THRESHOLD = 12;
const LONG = 2n ** 120n + 5n;
const ids = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 200, LONG];

for (const scheme of [minSig, minPk] as BlsScheme[]) {
  const dealings = Array.from({ length: 20 }, (_, dealer) =>
    deal({ scheme, threshold: THRESHOLD, ids, session: utf8("pool"), dealer: dealer + 1 }),
  );
  const lists = dealings.map(({ commitments }) => commitments);
  const told = (results: readonly (Commitments | FeldsparError)[]) =>
    results.map((result) => (result instanceof FeldsparError ? result.toJSON() : result.toBytes()));

  describe(`${scheme.name} commitments in a pool`, () => {
    it("are decoded or refused as on one thread, whatever they are", async () => {
      const pool = await makePool({ workers: 2 });
      const uncompressed = decodeCommitments(scheme, lists[0]!).toBytes({ encoding: "uncompressed" });
      const broken = lists[1]!.map((bytes, index) => (index === 3 ? bytes.map((byte) => byte ^ 9) : bytes));
      const identity = new Uint8Array(scheme.publicKeyLength);
      identity[0] = 0xc0;
      const cases: CommitmentsInput[] = [
        ...lists,
        uncompressed,
        broken,
        [identity, ...lists[2]!.slice(1)],
        [],
        [new Uint8Array(5)],
        [lists[0]![0]!, uncompressed[1]!],
        decodeCommitments(scheme, lists[3]!),
        lists[4]!.slice(0, 3),
        Object.assign(new Array(3), [lists[0]![0]!]),
        new Array(2 ** 27),
      ];
      for (const options of [{}, { transcript: utf8("block 9") }, { encoding: "compressed" } as const]) {
        const expected = decodeCommitmentLists(scheme, cases, options);
        expect(told(await pool.decodeCommitmentLists(scheme, cases, options))).toEqual(told(expected));
      }
      expect(await pool.decodeCommitmentLists(scheme, [])).toEqual([]);
      expect(await codeOf(pool.decodeCommitmentLists(scheme, "lists" as never))).toBe("BAD_TYPE");
      expect(await codeOf(pool.decodeCommitmentLists(scheme, lists, { encoding: "short" as never }))).toBe("BAD_TYPE");
    });

    it("many points come in parts", async () => {
      const pool = await makePool({ workers: 2 });
      const many = Array.from({ length: 200 }, (_, index) => lists[index % 20]!);
      const parts: number[] = [];
      const found = await pool.decodeCommitmentLists(scheme, many, { onProgress: ({ done }) => parts.push(done) });
      expect(parts.length).toBe(2);
      expect(told(found)).toEqual(many);
    });

    it("that were evaluated give the values, and the same verdicts about shares, secret and revealed", async () => {
      const pool = await makePool({ workers: 2 });
      const decoded = decodeCommitmentLists(scheme, lists) as Commitments[];
      await pool.evaluateAhead(
        scheme,
        decoded.flatMap((commitments, index) => [5, ...(index < 10 ? [LONG] : [])].map((id) => ({ commitments, id }))),
      );
      const { values, vector, group } = openCommitments(scheme, decoded[2]!);
      expect(values.size).toBe(2);
      expect(group).toBe(scheme.publicKeyGroup);
      expect(vector.count).toBe(THRESHOLD);
      const wrong = scalarBytes(77n);
      for (const id of [5, LONG, 3]) {
        const items = dealings.map(({ shares }, index) => ({
          commitments: decoded[index]!,
          share: index % 7 === 3 ? wrong : shares.get(id)!,
          id,
        }));
        expect(batchVerifyShares({ scheme, id, items: items.map(({ id: _, ...item }) => item) }).invalid).toEqual([
          3, 10, 17,
        ]);
        expect(batchVerifyRevealed({ scheme, items, transcript: utf8("block") }).invalid).toEqual([3, 10, 17]);
        const plain = items.map((item, index) => ({ ...item, commitments: lists[index]! }));
        expect(batchVerifyRevealed({ scheme, items: plain, transcript: utf8("block") }).invalid).toEqual([3, 10, 17]);
      }
    });

    it("keep no more values than an eighth of the threshold, or four, and each once", async () => {
      const pool = await makePool({ workers: 1 });
      const commitments = decodeCommitments(scheme, lists[0]!);
      const { values } = openCommitments(scheme, commitments);
      await pool.evaluateAhead(
        scheme,
        [1, 1, 2, 1].map((id) => ({ commitments, id })),
      );
      expect(values.size).toBe(2);
      await pool.evaluateAhead(
        scheme,
        ids.map((id) => ({ commitments, id })),
      );
      expect(values.size).toBe(4);
      const asked = decodeCommitments(scheme, lists[3]!);
      const calls = ids.map((id) => pool.evaluateAhead(scheme, [{ commitments: asked, id }]));
      await Promise.all(calls);
      expect(openCommitments(scheme, asked).values.size).toBe(4);
      expect(missingValues(scheme, [{ commitments, id: idToScalar(200) }])).toEqual([]);
      const short = decodeCommitments(scheme, lists[1]!.slice(0, 3));
      await pool.evaluateAhead(scheme, [
        { commitments: short, id: 7 },
        { commitments: decodeCommitments(scheme, lists[2]!), id: 7 },
      ]);
      expect(openCommitments(scheme, short).values.size).toBe(1);
    });

    it("what is known is what is believed: a value that is wrong makes a right share wrong", () => {
      const commitments = decodeCommitments(scheme, lists[0]!);
      const other = decodeCommitments(scheme, lists[1]!);
      const { vector } = openCommitments(scheme, other);
      keepValues(scheme, [{ commitments, id: idToScalar(1) }], vector.bytes.slice(0, vector.bytes.length / THRESHOLD));
      const item = { commitments, share: dealings[0]!.shares.get(1)! };
      expect(batchVerifyShares({ scheme, id: 1, items: [item] }).invalid).toEqual([0]);
      expect(publicShares({ scheme, commitments, ids: [1] })[0]).toEqual(scheme.getPublicKey(item.share));
    });

    it("refuses what is not decoded, and ids that are none", async () => {
      const pool = await makePool({ workers: 1 });
      const commitments = decodeCommitments(scheme, lists[0]!);
      expect(await codeOf(pool.evaluateAhead(scheme, [{ commitments: lists[0] as never, id: 1 }]))).toBe("BAD_TYPE");
      expect(await codeOf(pool.evaluateAhead(scheme, [{ commitments, id: 0 }]))).toBe("BAD_ID");
      const other = scheme === minSig ? minPk : minSig;
      expect(await codeOf(pool.evaluateAhead(other, [{ commitments, id: 1 }]))).toBe("BAD_TYPE");
    });
  });
}
