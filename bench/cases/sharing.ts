// What a node does in a view change: one receiver checking 100 dealings, and recovering a group signature from 67 partial ones.
import { createRequire } from "node:module";
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { minPk, minSig } from "../../src/bls/index.js";
import { G2 } from "../../src/curve/index.js";
import { batchVerifyShares, deal, decodeCommitments, verifyShare } from "../../src/dkg/index.js";
import { lagrangeAtZero, recoverSignature, split } from "../../src/threshold/index.js";
import type { Case } from "../case.js";
import { type Mcl, type MclValue, mclPoint, mclScalar } from "../peers/mcl.js";
import { digest, scalarBytes } from "../support/inputs.js";

const DEALERS = 100;
const THRESHOLD = 67;
const RECEIVER = 42;

interface BlsEthValue {
  deserialize(bytes: Uint8Array): void;
  recover(values: unknown[], ids: unknown[]): void;
  setInt(value: number): void;
}
interface BlsEth {
  init(): Promise<void>;
  verifySignatureOrder(verify: boolean): void;
  readonly Signature: new () => BlsEthValue;
  readonly PublicKey: new () => BlsEthValue;
  readonly Id: new () => BlsEthValue;
}

export async function sharingCases(mcl: Mcl): Promise<Case[]> {
  const blsEth = createRequire(import.meta.url)("bls-eth-wasm") as BlsEth;
  await blsEth.init();
  const ids = Array.from({ length: DEALERS }, (_, i) => i + 1);
  const session = digest("session", 0);

  const dealings = ids.map((dealer) => deal({ scheme: minSig, threshold: THRESHOLD, ids, session, dealer }));
  const items = dealings.map(({ commitments, shares }) => ({
    commitments: decodeCommitments(minSig, commitments),
    share: shares.get(RECEIVER) as Uint8Array,
  }));
  const mclItems = dealings.map(({ commitments, shares }) => ({
    commitments: commitments.map((bytes) => mclPoint(mcl, "G2", bytes)),
    share: mclScalar(mcl, shares.get(RECEIVER) as Uint8Array),
  }));
  const mclId = new mcl.Fr();
  mclId.setInt(RECEIVER);
  const mclBase = mclPoint(mcl, "G2", bls12_381.G2.Point.BASE.toBytes());
  const mclCheck = ({ commitments, share }: { commitments: MclValue[]; share: MclValue }) =>
    mcl.mul(mclBase, share).isEqual(mcl.shareG2(commitments, mclId));
  const mclAll = () => {
    for (const item of mclItems) if (!mclCheck(item)) throw new Error("mcl-wasm: share refused");
  };
  const firstItem = items[0] as (typeof items)[0];
  const firstMcl = mclItems[0] as (typeof mclItems)[0];

  // signatures in G2 here, since bls-eth-wasm has no others
  const message = digest("message", 1);
  // any 67 of the 100, as they happen to answer: not the first 67, whose Lagrange coefficients are small
  const partials = split(scalarBytes("secret", 0), { threshold: THRESHOLD, ids })
    .sort((a, b) => Buffer.compare(digest("order", Number(a.id)), digest("order", Number(b.id))))
    .slice(0, THRESHOLD)
    .map(({ id, value }) => ({ id, signature: minPk.sign(message, value) }));
  const partialIds = partials.map(({ id }) => id);
  const vector = G2.Vector.fromBytes(partials.map(({ signature }) => signature));
  blsEth.verifySignatureOrder(true);
  const decodeBls = () =>
    partials.map(({ signature }) => {
      const value = new blsEth.Signature();
      value.deserialize(signature);
      return value;
    });
  const blsSignatures = decodeBls();
  const blsIds = partials.map(({ id }) => {
    const value = new blsEth.Id();
    value.setInt(Number(id));
    return value;
  });
  const mclSignatures = partials.map(({ signature }) => mclPoint(mcl, "G2", signature));
  const mclIds = partials.map(({ id }) => {
    const value = new mcl.Fr();
    value.setInt(Number(id));
    return value;
  });

  return [
    {
      id: "share-check",
      group: "sharing",
      title: `check one share against ${THRESHOLD} commitments in G2`,
      contestants: {
        feldspar: () => verifyShare({ scheme: minSig, id: RECEIVER, ...firstItem }),
        "mcl-wasm": () => mclCheck(firstMcl),
      },
    },
    {
      id: "share-check-100",
      group: "sharing",
      title: `one receiver checks ${DEALERS} dealings, t = ${THRESHOLD}`,
      contestants: {
        feldspar: () => batchVerifyShares({ scheme: minSig, id: RECEIVER, items }),
        "mcl-wasm": mclAll,
      },
      goals: [{ peer: "mcl-wasm", ratio: 20, kernels: ["relaxed", "portable"] }],
    },
    {
      id: "recover-67",
      group: "sharing",
      title: `recover a signature in G2 from ${THRESHOLD} of ${DEALERS}, decoded`,
      contestants: {
        feldspar: () => G2.msm(vector, lagrangeAtZero(partialIds)),
        "bls-eth-wasm": () => new blsEth.Signature().recover(blsSignatures, blsIds),
        "mcl-wasm": () => mcl.recoverG2(mclIds, mclSignatures),
      },
      goals: [{ peer: "bls-eth-wasm", ratio: 5, kernels: ["relaxed", "portable"] }],
    },
    {
      id: "recover-67-bytes",
      group: "sharing",
      title: `recover a signature in G2 from ${THRESHOLD} of ${DEALERS}, from bytes, subgroup checked`,
      contestants: {
        feldspar: () => recoverSignature(minPk, partials),
        "bls-eth-wasm": () => new blsEth.Signature().recover(decodeBls(), blsIds),
      },
      goals: [{ peer: "bls-eth-wasm", ratio: 5, kernels: ["relaxed"] }],
    },
    {
      id: "lagrange-67",
      group: "sharing",
      title: `${THRESHOLD} Lagrange coefficients at zero`,
      contestants: { feldspar: () => lagrangeAtZero(ids.slice(0, THRESHOLD)) },
    },
  ];
}
