// What the page measures: the same work done by each library, on the same inputs. Every contestant's answer is checked
// once before anything is timed.
import { pippenger } from "@noble/curves/abstract/curve.js";
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { minPk, minSig } from "../../src/bls/index.js";
import { G1, G2, pairing } from "../../src/curve/index.js";
import { batchVerifyShares, deal, decodeCommitments, verifyShare } from "../../src/dkg/index.js";
import { bytesToInteger, equalBytes } from "../../src/encoding/index.js";
import { type Mcl, mclG1, mclG2, mclScalar } from "./mcl.js";

const OURS = "feldspar";
const MCL = "mcl-wasm";
const NOBLE = "@noble/curves";

export interface Case {
  readonly id: string;
  readonly title: string;
  /** Ours first. */
  readonly contestants: Readonly<Record<string, () => unknown>>;
}

/** A tag that mcl-wasm has built in. */
const POP = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";
/** A share phase of 100 takes mcl-wasm seconds a call; this many dealers show the same. */
const DEALERS = 20;
const THRESHOLD = 67;
/** Beyond this a call of @noble/curves takes too long for a page. */
const MOST_FOR_NOBLE = 256;

const { Point: NobleG1 } = bls12_381.G1;
const { Point: NobleG2 } = bls12_381.G2;

const scalars = (count: number) => Array.from({ length: count }, () => minSig.randomSecretKey());

function agree(what: string, results: Readonly<Record<string, boolean>>): void {
  for (const [name, good] of Object.entries(results)) if (!good) throw new Error(`${name} has another result: ${what}`);
}

function pairingCase(mcl: Mcl): Case {
  const [a, b] = scalars(2) as [Uint8Array, Uint8Array];
  const [p, q] = [G1.BASE.multiply(a), G2.BASE.multiply(b)];
  const [mclP, mclQ] = [mclG1(mcl, p.toBytes()), mclG2(mcl, q.toBytes())];
  const [nobleP, nobleQ] = [NobleG1.fromBytes(p.toBytes()), NobleG2.fromBytes(q.toBytes())];
  return {
    id: "pairing",
    title: "A pairing",
    contestants: {
      [OURS]: () => pairing(p, q),
      [MCL]: () => mcl.pairing(mclP, mclQ),
      [NOBLE]: () => bls12_381.pairing(nobleP, nobleQ),
    },
  };
}

/** Keys in G1, signatures in G2, as Ethereum has them: decoded, subgroup checked, hashed, paired. */
function verifyCase(mcl: Mcl): Case {
  const secretKey = minPk.randomSecretKey();
  const message = new TextEncoder().encode("round 1");
  const [signature, publicKey] = [minPk.sign(message, secretKey, { DST: POP }), minPk.getPublicKey(secretKey)];
  const noble = bls12_381.longSignatures;
  const minusBase = mcl.neg(mclG1(mcl, NobleG1.BASE.toBytes()));
  const verifiers = {
    [OURS]: () => minPk.verify(signature, message, publicKey, { DST: POP }),
    [MCL]: () => {
      const key = mcl.millerLoop(mclG1(mcl, publicKey), mcl.hashAndMapToG2(message));
      return mcl.finalExp(mcl.mul(key, mcl.millerLoop(minusBase, mclG2(mcl, signature)))).isOne();
    },
    [NOBLE]: () => noble.verify(signature, noble.hash(message, POP), publicKey),
  };
  agree("a good signature", Object.fromEntries(Object.entries(verifiers).map(([name, verify]) => [name, verify()])));
  return { id: "verify", title: "Verify a signature, from bytes", contestants: verifiers };
}

function sumCases(mcl: Mcl, sizes: readonly number[]): Case[] {
  const largest = Math.max(...sizes);
  const allScalars = scalars(largest);
  const encoded = scalars(largest).map((scalar) => G1.BASE.multiply(scalar).toBytes());
  const mclPoints = encoded.map((bytes) => mclG1(mcl, bytes));
  const mclScalars = allScalars.map((bytes) => mclScalar(mcl, bytes));
  return sizes.map((size) => {
    const vector = G1.Vector.fromBytes(encoded.slice(0, size));
    const own = allScalars.slice(0, size);
    const [points, factors] = [mclPoints.slice(0, size), mclScalars.slice(0, size)];
    const contestants: Record<string, () => unknown> = {
      [OURS]: () => G1.msm(vector, own),
      [MCL]: () => mcl.mulVec(points, factors),
    };
    const expected = G1.msm(vector, own).toBytes();
    agree(`a sum of ${size}`, { [MCL]: equalBytes(mcl.mulVec(points, factors).serialize(), expected) });
    if (size <= MOST_FOR_NOBLE) {
      const noblePoints = encoded.slice(0, size).map((bytes) => NobleG1.fromBytes(bytes));
      const nobleScalars = own.map(bytesToInteger);
      contestants[NOBLE] = () => pippenger(NobleG1, noblePoints, nobleScalars);
    }
    return { id: `msm-${size}`, title: `Multi-scalar multiplication in G1, ${size} points`, contestants };
  });
}

/** Feldman's check of shares against the commitments of their dealers, which are decoded already. */
function shareCases(mcl: Mcl): Case[] {
  const ids = Array.from({ length: DEALERS }, (_, index) => index + 1);
  const id = DEALERS;
  const session = new Uint8Array(32);
  const dealings = ids.map((dealer) =>
    deal({ scheme: minSig, threshold: THRESHOLD, ids: idsFor(ids), session, dealer }),
  );
  const items = dealings.map(({ commitments, shares }) => ({
    commitments: decodeCommitments(minSig, commitments),
    share: shares.get(id) as Uint8Array,
  }));
  const base = mclG2(mcl, NobleG2.BASE.toBytes());
  const mclId = new mcl.Fr();
  mclId.setInt(id);
  const mclItems = dealings.map(({ commitments, shares }) => ({
    commitments: commitments.map((bytes) => mclG2(mcl, bytes)),
    share: mclScalar(mcl, shares.get(id) as Uint8Array),
  }));
  const mclCheck = ({ commitments, share }: (typeof mclItems)[0]) =>
    mcl.mul(base, share).isEqual(mcl.shareG2(commitments, mclId));
  const [first, mclFirst] = [items[0] as (typeof items)[0], mclItems[0] as (typeof mclItems)[0]];
  agree("a good share", {
    [OURS]: batchVerifyShares({ scheme: minSig, id, items }).valid,
    [MCL]: mclItems.every(mclCheck),
  });
  return [
    {
      id: "share",
      title: `Check a share against ${THRESHOLD} commitments`,
      contestants: { [OURS]: () => verifyShare({ scheme: minSig, id, ...first }), [MCL]: () => mclCheck(mclFirst) },
    },
    {
      id: "shares",
      title: `One receiver checks ${DEALERS} dealers' shares, ${THRESHOLD} commitments each`,
      contestants: {
        [OURS]: () => batchVerifyShares({ scheme: minSig, id, items }),
        [MCL]: () => mclItems.every(mclCheck),
      },
    },
  ];
}

/** A dealing needs as many receivers as its threshold. */
const idsFor = (ids: readonly number[]) =>
  Array.from({ length: Math.max(ids.length, THRESHOLD) }, (_, index) => index + 1);

export function allCases(mcl: Mcl): Case[] {
  return [pairingCase(mcl), verifyCase(mcl), ...sumCases(mcl, [256, 1024]), ...shareCases(mcl)];
}
