// "feldspar-dkg" itself and pool.js: see ../arguments.test.ts.

import { FeldsparError } from "../../../bindings/errors.js";
import { coreInfo, coreModule, init } from "../../../bindings/instance.js";
import * as curve from "../../../src/curve/index.js";
import { decodeCommitments } from "../../../src/dkg/index.js";
import { startPool } from "../../../src/pool/pool.js";
import { openWorker } from "../../library/pool/platform.js";
import { ids, materials, message, threshold } from "../material.js";
import { type Any, type Case, call, method } from "./call.js";

const [m] = materials as [(typeof materials)[number]];
const { G1 } = curve;
const { scheme } = m;
const { commitments, shares } = m.dealings[0]!;
const share = shares.get(1)!;
const signal = new AbortController().signal;
const onProgress = () => {};
const decoded = decodeCommitments(scheme, commitments);
const item = { signature: m.signature, message, publicKey: m.publicKey };
const items = m.dealings.map((dealing) => ({ commitments: dealing.commitments, share: dealing.shares.get(1)! }));
const publications = [{ acknowledgement: item, reveals: [{ commitments, id: ids[0]!, share }] }];

const pool = await startPool(openWorker, 1, { workers: 1, maxGathered: 1 });
const other = await startPool(openWorker, 1, { workers: 1 });

export const POOL: Record<string, Case> = {
  "index.FeldsparError#toJSON": method(new FeldsparError("BAD_TYPE", "text", [1]), "toJSON"),
  "index.coreInfo": call(coreInfo),
  "index.coreModule": call(coreModule),
  "index.init": call(init, { kernel: "auto", module: coreModule() }),

  "pool.createPool": call(
    async (options: Any) => {
      const made = await startPool(openWorker, 1, options);
      await made.close();
    },
    { workers: 1, maxPending: 5, maxGathered: 1, maxDelay: 0 },
  ),
  "pool.Pool#batchVerify": method(pool, "batchVerify", scheme, [item], {
    DST: scheme.DST,
    transcript: message,
    signal,
  }),
  "pool.Pool#verifyStream": call(
    async (...args: Any[]) => {
      for await (const _ of pool.verifyStream(...(args as Parameters<typeof pool.verifyStream>)));
    },
    ...[scheme, [item], { DST: scheme.DST, signal }],
  ),
  "pool.Pool#decodeCommitmentLists": method(pool, "decodeCommitmentLists", scheme, [commitments], {
    ...{ transcript: message, encoding: "compressed", signal, onProgress },
  }),
  "pool.Pool#evaluateAhead": method(pool, "evaluateAhead", scheme, [{ commitments: decoded, id: 1 }], {
    ...{ signal, onProgress },
  }),
  "pool.Pool#msm": method(pool, "msm", G1, [G1.BASE], [2n], { signal }),
  "pool.Pool#decodeVector": method(pool, "decodeVector", G1, [G1.BASE.toBytes()], {
    ...{ subgroupCheck: true, transcript: message, signal },
  }),
  "pool.Pool#batchVerifyShares": method(pool, "batchVerifyShares", {
    ...{ scheme, id: 1, items, transcript: message, signal },
  }),
  "pool.Pool#batchVerifyRevealed": method(pool, "batchVerifyRevealed", {
    ...{ scheme, items: [{ commitments, id: 1, share }], transcript: message, signal },
  }),
  "pool.Pool#verifyPublications": method(pool, "verifyPublications", {
    ...{ scheme, threshold, publications, transcript: message, DST: scheme.DST, signal },
  }),
  "pool.Pool#canAcceptWork": method(pool, "canAcceptWork"),
  "pool.Pool#close": method(other, "close"),
};

export async function endPool(): Promise<void> {
  await pool.close();
}
