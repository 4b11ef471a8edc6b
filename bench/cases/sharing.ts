// What a node does in a view change: one receiver checking 100 dealings, recovering a group signature from 67 partial
// ones, making the group's key and everybody's public share.
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { SIZES } from "../../bindings/point.js";
import { decodeVector } from "../../bindings/vector.js";
import { minPk, minSig } from "../../src/bls/index.js";
import { G2 } from "../../src/curve/index.js";
import { wrapCommitments } from "../../src/dkg/commitments.js";
import {
  aggregateCommitments,
  batchVerifyShares,
  type Commitments,
  deal,
  decodeCommitments,
  publicShares,
  verifyShare,
} from "../../src/dkg/index.js";
import { partyIdOf } from "../../src/entry/view-change.js";
import { lagrangeAtZero, recoverSignature, split } from "../../src/threshold/index.js";
import { concatenate, digest, manyPoints, scalarBytes } from "../measure/inputs.js";
import type { Peers } from "../peers/index.js";
import { type Mcl, type MclValue, mclAffine, mclPoint, mclScalar } from "../peers/mcl.js";
import type { Case } from "./case.js";

const DEALERS = 100;
const THRESHOLD = 67;
const RECEIVER = 42;

export function sharingCases(peers: Peers): Case[] {
  const smallIds = Array.from({ length: DEALERS }, (_, i) => i + 1);
  const largeIds = smallIds.map((index) =>
    partyIdOf("zus", index, Buffer.from(digest("miner", index)).toString("hex")),
  );
  return [
    ...shareChecks(peers.mcl, smallIds, "", ""),
    ...shareChecks(peers.mcl, largeIds, "-zus", ", ids as in Züs"),
    ...recoveries(peers),
    ...groupKeys(),
  ];
}

function shareChecks(mcl: Mcl, ids: readonly (number | bigint)[], suffix: string, described: string): Case[] {
  const session = digest("session", 0);
  const receiver = ids[RECEIVER - 1]!;
  const dealings = ids.map((dealer) => deal({ scheme: minSig, threshold: THRESHOLD, ids, session, dealer }));
  const items = dealings.map(({ commitments, shares }) => ({
    commitments: decodeCommitments(minSig, commitments),
    share: shares.get(receiver) as Uint8Array,
  }));
  const mclItems = dealings.map(({ commitments, shares }) => ({
    commitments: G2.Vector.fromBytes(commitments)
      .toBytes(false)
      .map((bytes) => mclAffine(mcl, "G2", bytes)),
    share: mclScalar(mcl, shares.get(receiver) as Uint8Array),
  }));
  const mclId = new mcl.Fr();
  mclId.setStr(receiver.toString(16), 16);
  const mclBase = mclPoint(mcl, "G2", bls12_381.G2.Point.BASE.toBytes());
  const mclCheck = ({ commitments, share }: { commitments: MclValue[]; share: MclValue }) => {
    if (!mcl.mul(mclBase, share).isEqual(mcl.shareG2(commitments, mclId))) throw new Error("mcl-wasm: share refused");
  };
  const [firstItem, firstMcl] = [items[0]!, mclItems[0]!];
  const note =
    suffix === ""
      ? "mcl-wasm evaluates by Horner's rule and multiplies by the receiver's small id in a few doublings"
      : "ids of 125 bits: mcl-wasm's Horner steps are multiplications of that length";
  return [
    {
      id: `share-check${suffix}`,
      group: "sharing",
      title: `check one share against ${THRESHOLD} commitments in G2${described}`,
      note,
      contestants: {
        feldspar: () => verifyShare({ scheme: minSig, id: receiver, ...firstItem }),
        "mcl-wasm": () => mclCheck(firstMcl),
      },
    },
    {
      id: `share-check-100${suffix}`,
      group: "sharing",
      title: `one receiver checks ${DEALERS} dealings, t = ${THRESHOLD}${described}`,
      note,
      contestants: {
        feldspar: () => batchVerifyShares({ scheme: minSig, id: receiver, items }),
        "mcl-wasm": () => mclItems.forEach(mclCheck),
      },
    },
  ];
}

function recoveries({ mcl, blsEth }: Peers): Case[] {
  // signatures in G2 here, since bls-eth-wasm has no others
  const message = digest("message", 1);
  const ids = Array.from({ length: DEALERS }, (_, i) => i + 1);
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
      id: "recover-67",
      group: "sharing",
      title: `recover a signature in G2 from ${THRESHOLD} of ${DEALERS}, decoded`,
      contestants: {
        feldspar: () => G2.msm(vector, lagrangeAtZero(partialIds)),
        "bls-eth-wasm": () => new blsEth.Signature().recover(blsSignatures, blsIds),
        "mcl-wasm": () => mcl.recoverG2(mclIds, mclSignatures),
      },
    },
    {
      id: "recover-67-bytes",
      group: "sharing",
      title: `recover a signature in G2 from ${THRESHOLD} of ${DEALERS}, from bytes, subgroup checked`,
      contestants: {
        feldspar: () => recoverSignature(minPk, partials),
        "bls-eth-wasm": () => new blsEth.Signature().recover(decodeBls(), blsIds),
      },
    },
    {
      id: "lagrange-67",
      group: "sharing",
      title: `${THRESHOLD} Lagrange coefficients at zero`,
      contestants: { feldspar: () => lagrangeAtZero(ids.slice(0, THRESHOLD)) },
    },
  ];
}

/**
 * n lists of t decoded commitments; list i is points i .. i + t − 1 of n + t different ones, which saves making n·t of
 * them.
 */
function overlappingCommitments(n: number, t: number): Commitments[] {
  const encoded = concatenate(manyPoints(G2, n + t).map((point) => point.toBytes()));
  const { bytes } = decodeVector("G2", encoded, SIZES.G2.compressed, true, "point");
  return Array.from({ length: n }, (_, i) => {
    const raw = { bytes: bytes.slice(SIZES.G2.affine * i, SIZES.G2.affine * (i + t)), count: t };
    return wrapCommitments("G2", raw, encoded.slice(96 * i, 96 * (i + t)));
  });
}

function groupKeys(): Case[] {
  return (
    [
      [100, 67],
      [1000, 667],
    ] as const
  ).map(([n, t]): Case => {
    const ids = Array.from({ length: n }, (_, i) => i + 1);
    const lists = overlappingCommitments(n, t);
    return {
      id: `group-key-${n}`,
      group: "sharing",
      title: `group key and all public shares, n = ${n}, t = ${t}`,
      note: "the dealers' commitments are decoded already, as they are since the contribute phase",
      contestants: {
        feldspar: () => publicShares({ scheme: minSig, commitments: aggregateCommitments(minSig, lists), ids }),
      },
    };
  });
}
