// Calls of the pool beside the same calls on one thread.
import { type BatchItem, minPk, minSig } from "../../src/bls/index.js";
import { G1, G2 } from "../../src/curve/index.js";
import { batchVerifyShares, deal } from "../../src/dkg/index.js";
import type { Pool } from "../../src/pool/index.js";
import { points, scalarBytes, scalars } from "../measure/inputs.js";

/** The goal of the pool: at least so many times one thread's throughput, on two cores. */
const GOAL = 1.8;

export interface PoolCase {
  readonly title: string;
  readonly alone: () => unknown;
  readonly pooled: () => Promise<unknown>;
  readonly goal?: number;
}

function signatures(scheme: typeof minSig, count: number): BatchItem[] {
  return scalars(`pool ${scheme.name}`, count).map((secretKey, index) => {
    const message = scalarBytes("pool message", index);
    return { message, signature: scheme.sign(message, secretKey), publicKey: scheme.getPublicKey(secretKey) };
  });
}

/** Every call of the pool that cuts its work, beside the same on one thread. */
export function poolCases(pool: Pool): PoolCase[] {
  const made: PoolCase[] = [];
  for (const scheme of [minSig, minPk]) {
    const items = signatures(scheme, 512);
    made.push({
      title: `batch of 512 signatures, ${scheme.name}`,
      alone: () => scheme.batchVerify(items),
      pooled: () => pool.batchVerify(scheme, items),
      goal: GOAL,
    });
    const prepared = items.map((item) => ({ ...item, publicKey: scheme.preparePublicKey(item.publicKey) }));
    made.push({
      title: `batch of 512 signatures, prepared keys, ${scheme.name}`,
      alone: () => scheme.batchVerify(prepared),
      pooled: () => pool.batchVerify(scheme, prepared),
    });
  }
  for (const group of [G1, G2] as (typeof G1)[]) {
    const encodings = points(group.name, 2048);
    const vector = group.Vector.fromBytes(encodings);
    const factors = scalars("pool msm", 2048);
    made.push(
      {
        title: `multi-scalar multiplication, 2048 points in ${group.name}`,
        alone: () => group.msm(vector, factors),
        pooled: () => pool.msm(group, vector, factors),
      },
      {
        title: `decode 2048 points of ${group.name}`,
        alone: () => group.Vector.fromBytes(encodings),
        pooled: () => pool.decodeVector(group, encodings),
      },
    );
  }
  const ids = Array.from({ length: 48 }, (_, index) => index + 1);
  const items = ids.map((dealer) => {
    const options = { scheme: minSig, threshold: 32, ids, session: new Uint8Array(1), dealer };
    const { commitments, shares } = deal(options);
    return { commitments, share: shares.get(7) as Uint8Array };
  });
  made.push({
    title: "one receiver checks 48 dealings, t = 32, from bytes",
    alone: () => batchVerifyShares({ scheme: minSig, id: 7, items }),
    pooled: () => pool.batchVerifyShares({ scheme: minSig, id: 7, items }),
  });
  return made;
}
