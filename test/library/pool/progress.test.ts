// Work in parts of a few hundredths of a second: how far it has come, and threads that are free soon after an abort.
import { describe, expect, it } from "vitest";
import { type BatchItem, minSig } from "../../../src/bls/index.js";
import { G1 } from "../../../src/curve/index.js";
import { type Commitments, decodeCommitmentLists } from "../../../src/dkg/index.js";
import type { Progress } from "../../../src/pool/index.js";
import { scalarBytes, utf8 } from "../../support/bytes.js";
import { nonZeroScalars, sample } from "../../support/generators.js";
import { codeOf, endingLater, makePool } from "./support.js";

const secrets = sample(nonZeroScalars, 4, 43).map(scalarBytes);
const publicKeys = secrets.map(minSig.getPublicKey);
const signed = Array.from({ length: 16 }, (_, index): BatchItem => {
  const message = utf8(`message ${index}`);
  return { message, signature: minSig.sign(message, secrets[index % 4]!), publicKey: publicKeys[index % 4]! };
});
const itemsOf = (count: number) => Array.from({ length: count }, (_, index) => signed[index % 16]!);
const malformed: BatchItem = { ...signed[0]!, signature: new Uint8Array(48).fill(0x9f) };

describe("progress", () => {
  it("is told after each part of about 64 signatures, up to all", async () => {
    const pool = await makePool({ workers: 2 });
    const told: Progress[] = [];
    await pool.batchVerify(minSig, itemsOf(300), { onProgress: (progress) => told.push(progress) });
    expect(told.length).toBe(6);
    expect(told.every(({ total }) => total === 300)).toBe(true);
    expect(told.at(-1)!.done).toBe(300);
    expect(told.map(({ done }) => done)).toEqual(told.map(({ done }) => done).sort((a, b) => a - b));
  });

  it("never goes back where malformed items have the work done again", async () => {
    const pool = await makePool({ workers: 2 });
    const items = itemsOf(200).map((item, index) => (index === 3 ? malformed : item));
    const told: number[] = [];
    const call = pool.batchVerify(minSig, items, { onProgress: ({ done }) => told.push(done) });
    expect(await endingLater(call)).toMatchObject({ culprits: [3] });
    expect(told).toEqual([...told].sort((a, b) => a - b));
  });

  it("is told for points and sums", async () => {
    const pool = await makePool({ workers: 2 });
    const told: Progress[] = [];
    const onProgress = (progress: Progress) => told.push(progress);
    const encodings = Array.from({ length: 130 }, () => G1.BASE.toBytes());
    await pool.decodeVector(G1, encodings, { onProgress });
    expect(told.at(-1)).toEqual({ done: 130, total: 130 });
    await pool.msm(G1, [G1.BASE, G1.BASE], [1n, 2n], { onProgress });
    expect(told.at(-1)).toEqual({ done: 2, total: 2 });
  });

  it("what it throws rejects the call; what is no function is refused", async () => {
    const pool = await makePool({ workers: 1 });
    const onProgress = () => {
      throw new Error("no more");
    };
    const refused = { code: "BAD_TYPE", cause: new Error("no more") };
    await expect(pool.batchVerify(minSig, itemsOf(64), { onProgress })).rejects.toMatchObject(refused);
    expect(await codeOf(pool.batchVerify(minSig, itemsOf(64), { onProgress: 5 as never }))).toBe("BAD_TYPE");
    expect((await pool.batchVerify(minSig, itemsOf(64))).valid).toBe(true);
  });

  it("rejects the call by one throw, or one rejection, among many parts", async () => {
    const pool = await makePool({ workers: 1 });
    let told = 0;
    const throwing = () => {
      if (told++ === 0) throw new Error("no more");
    };
    const refused = { code: "BAD_TYPE", cause: new Error("no more") };
    await expect(pool.batchVerify(minSig, itemsOf(200), { onProgress: throwing })).rejects.toMatchObject(refused);
    told = 0;
    const rejecting = async () => throwing();
    await expect(pool.batchVerify(minSig, itemsOf(200), { onProgress: rejecting })).rejects.toMatchObject(refused);
    expect((await pool.batchVerify(minSig, itemsOf(64))).valid).toBe(true);
  });

  it("is told for small batches, and for all of a call whatever it has", async () => {
    const pool = await makePool({ workers: 1, maxDelay: 0 });
    const told: Progress[] = [];
    const onProgress = (progress: Progress) => told.push(progress);
    await pool.batchVerify(minSig, itemsOf(3), { onProgress });
    expect(told.splice(0)).toEqual([{ done: 3, total: 3 }]);
    const lists = [publicKeys.slice(0, 2), publicKeys.slice(1)];
    const [pair, triple] = decodeCommitmentLists(minSig, lists) as [Commitments, Commitments];
    await pool.decodeCommitmentLists(minSig, [pair, [], ...lists], { onProgress });
    expect(told.splice(0)).toEqual([{ done: 4, total: 4 }]);
    const wanted = [pair, triple, pair].map((commitments, index) => ({ commitments, id: index + 1 }));
    await pool.evaluateAhead(minSig, wanted, { onProgress });
    expect(told).toEqual([
      { done: 2, total: 3 },
      { done: 3, total: 3 },
    ]);
  });
});

it("an abort leaves at most one part for each thread", async () => {
  const pool = await makePool({ workers: 1 });
  const controller = new AbortController();
  let parts = 0;
  const onProgress = ({ done, total }: Progress) => {
    expect(total).toBe(1000);
    if (done < total) parts++;
    controller.abort();
  };
  await expect(
    pool.batchVerify(minSig, itemsOf(1000), { signal: controller.signal, onProgress }),
  ).rejects.toMatchObject({ name: "AbortError" });
  // behind the one part that runs, not behind fifteen
  expect((await pool.batchVerify(minSig, itemsOf(64))).valid).toBe(true);
  expect(parts).toBe(1);
});
