// Calls of the pool beside the same calls on one thread.
import { type BatchItem, minPk, minSig } from "../../src/bls/index.js";
import { G1, G2 } from "../../src/curve/index.js";
import { batchVerifyShares, deal, decodeCommitmentLists, decodeCommitments } from "../../src/dkg/index.js";
import type { Pool } from "../../src/pool/index.js";
import { points, scalarBytes, scalars } from "../measure/inputs.js";

/** The goal of the pool: at least so many times one thread's throughput, on two cores. */
const GOAL = 1.8;

const DEALING = { scheme: minSig, session: new Uint8Array(1), dealer: 1 };

export interface PoolCase {
  readonly title: string;
  readonly alone: () => unknown;
  readonly pooled: () => Promise<unknown>;
  readonly goal: number;
}

function signatures(scheme: typeof minSig, count: number): BatchItem[] {
  return scalars(`pool ${scheme.name}`, count).map((secretKey, index) => {
    const message = scalarBytes("pool message", index);
    return { message, signature: scheme.sign(message, secretKey), publicKey: scheme.getPublicKey(secretKey) };
  });
}

/** Every call of the pool that cuts its work, beside the same on one thread. */
export function poolCases(pool: Pool): PoolCase[] {
  const made: Omit<PoolCase, "goal">[] = [];
  for (const scheme of [minSig, minPk]) {
    const items = signatures(scheme, 512);
    made.push({
      title: `batch of 512 signatures, ${scheme.name}`,
      alone: () => scheme.batchVerify(items),
      pooled: () => pool.batchVerify(scheme, items),
    });
    const prepared = items.map((item) => ({ ...item, publicKey: scheme.preparePublicKey(item.publicKey) }));
    made.push({
      title: `batch of 512 signatures, prepared keys, ${scheme.name}`,
      alone: () => scheme.batchVerify(prepared),
      pooled: () => pool.batchVerify(scheme, prepared),
    });
  }
  const streamed = signatures(minSig, 1000);
  made.push({
    title: "stream of 1000 signatures, min-sig",
    alone: () => minSig.batchVerify(streamed),
    pooled: async () => {
      let wrong = 0;
      for await (const right of pool.verifyStream(minSig, streamed)) wrong += right ? 0 : 1;
      if (wrong > 0) throw new Error("a good signature was refused");
    },
  });
  for (const group of [G1, G2] as (typeof G1)[]) {
    const encodings = points(group.name, 4096);
    const vector = group.Vector.fromBytes(encodings);
    const factors = scalars("pool msm", 4096);
    made.push(
      {
        title: `multi-scalar multiplication, 4096 points in ${group.name}`,
        alone: () => group.msm(vector, factors),
        pooled: () => pool.msm(group, vector, factors),
      },
      {
        title: `decode 4096 points of ${group.name}`,
        alone: () => group.Vector.fromBytes(encodings),
        pooled: () => pool.decodeVector(group, encodings),
      },
    );
  }
  const dealt = decodeCommitments(minSig, deal({ ...DEALING, ids: [1], threshold: 1 }).commitments);
  const [point] = dealt.toBytes({ encoding: "uncompressed" });
  const lists = Array.from({ length: 20 }, () => Array.from({ length: 667 }, () => point as Uint8Array));
  made.push({
    title: "decode 20 lists of 667 commitments, uncompressed",
    alone: () => decodeCommitmentLists(minSig, lists),
    pooled: () => pool.decodeCommitmentLists(minSig, lists),
  });
  const ids = Array.from({ length: 48 }, (_, index) => index + 1);
  const items = ids.map((dealer) => {
    const { commitments, shares } = deal({ ...DEALING, threshold: 32, ids, dealer });
    return { commitments, share: shares.get(7) as Uint8Array };
  });
  made.push({
    title: "one receiver checks 48 dealings, t = 32, from bytes",
    alone: () => batchVerifyShares({ scheme: minSig, id: 7, items }),
    pooled: () => pool.batchVerifyShares({ scheme: minSig, id: 7, items }),
  });
  return made.map((one) => ({ ...one, goal: GOAL }));
}
