// curve.js, bls.js, threshold.js and dkg.js: see ../arguments.test.ts.
import { shake128 } from "@noble/hashes/sha3.js";
import * as bls from "../../../src/bls/index.js";
import * as curve from "../../../src/curve/index.js";
import * as dkg from "../../../src/dkg/index.js";
import * as threshold from "../../../src/threshold/index.js";
import { utf8 } from "../../support/bytes.js";
import { seededRandom } from "../../support/generators.js";
import { ids, materials, message, session, threshold as t } from "../material.js";
import { type Any, type Case, call, construct, refused } from "./call.js";

const at = <Item>(list: readonly Item[], index: number): Item => list[index]!;
const [m] = materials as [(typeof materials)[number]];
const { scheme } = m;
const { G1, G2, Fr, Gt } = curve;
const [p, q] = [G1.BASE, G2.BASE];
const vector = G1.Vector.fromPoints([p, p.double()]);
const gt = curve.pairing(p, q);
const DST = "TAG";
const secretKey = m.secretKey;
const items = [{ signature: m.signature, message, publicKey: m.publicKey }];
const { commitments, proof, shares } = at(m.dealings, 0);
const share = shares.get(1)!;
const claim = { scheme, threshold: t, session, dealer: 1, commitments, proof };
const parties = { scheme, id: 1, ids };
const dealings = m.dealings.map((dealing) => ({ commitments: dealing.commitments, share: dealing.shares.get(1)! }));
const publication = { acknowledgement: at(items, 0), reveals: [{ commitments, id: 1, share }] };
const combining = {
  ...{ message, threshold: t, groupPublicKey: m.groupPublicKey, publicShares: m.publicShares },
  ...{ partials: m.partials, DST: scheme.DST },
};
const reshared = dkg.dealReshare({
  ...{ scheme, share: secretKey, threshold: 2, ids: [11, 12], session, dealer: 1, currentPublicShare: m.publicKey },
  random: seededRandom(5),
});
const resharing = {
  ...{ scheme, id: 11, ids: [11, 12], threshold: 2, currentThreshold: 1, groupPublicKey: m.publicKey },
  dealings: [{ dealer: 1, commitments: reshared.commitments, share: reshared.shares.get(11)! }],
  currentPublicShares: new Map([[1, m.publicKey]]),
};

const mending = { scheme, lost: 3, helpers: [1, 2], threshold: 2 };
const shared = threshold.split(secretKey, { threshold: 2, ids: [1, 2, 3], random: seededRandom(7) });
const sharedKeys = new Map(shared.map(({ id, value }) => [id, scheme.getPublicKey(value)]));
const mended = [1, 2].map((helper) => ({
  helper,
  ...dkg.dealRepair({ ...mending, helper, share: at(shared, helper - 1).value, session, random: seededRandom(helper) }),
}));
const partsOf = (helper: number) =>
  mended.map(({ helper: from, commitments: made, parts }) => ({
    ...{ helper: from, commitments: made, part: parts.get(helper)! },
  }));
const sumOf = (helper: number) => dkg.addRepairParts({ ...mending, helper, dealings: partsOf(helper) });

const GROUP = Object.fromEntries(
  Object.entries({
    fromBytes: call(G1.fromBytes.bind(G1), p.toBytes(false)),
    fromAffine: call(G1.fromAffine.bind(G1), p.toAffine()),
    hashToCurve: call(G1.hashToCurve.bind(G1), message, { DST }),
    encodeToCurve: call(G1.encodeToCurve.bind(G1), message, { DST }),
    mapToCurve: call(G1.mapToCurve.bind(G1), 5n),
    msm: call(G1.msm.bind(G1), G1.Vector.fromPoints([p, p]), [1n, 2n]),
  }).map(([name, entry]) => [`curve.CurveGroup#${name}`, entry]),
);
const GROUP_VECTOR = {
  "curve.CurveGroup.Vector.fromBytes": call(G1.Vector.fromBytes, p.toBytes(), { subgroupCheck: true }),
  "curve.CurveGroup.Vector.fromPoints": call(G1.Vector.fromPoints, [p]),
};

function methodsOf(own: bls.BlsScheme): [string, Case][] {
  const publicKey = own.getPublicKey(secretKey);
  const signature = own.sign(message, secretKey);
  const batch = [{ signature, message, publicKey }];
  const options = { DST: own.DST };
  return Object.entries({
    keygen: call(own.keygen, new Uint8Array(32), utf8("info")),
    randomSecretKey: call(() => own.randomSecretKey()),
    getPublicKey: call(own.getPublicKey, secretKey),
    sign: call(own.sign, message, secretKey, options),
    verify: call(own.verify, signature, message, publicKey, options),
    aggregateSignatures: call(own.aggregateSignatures, [signature]),
    aggregatePublicKeys: call(own.aggregatePublicKeys, [publicKey]),
    aggregateVerify: call(own.aggregateVerify, signature, [message], [publicKey], options),
    fastAggregateVerify: call(own.fastAggregateVerify, signature, message, [publicKey], options),
    batchVerify: call(own.batchVerify, batch, { ...options, transcript: message }),
    popProve: call(own.popProve, secretKey),
    popVerify: call(own.popVerify, own.popProve(secretKey), publicKey),
    preparePublicKey: call(own.preparePublicKey, publicKey),
  });
}

export const MATHEMATICS: Record<string, Case> = {
  "curve.expandMessageXmd": call(curve.expandMessageXmd, message, DST, 64),
  "curve.expandMessageXof": call(curve.expandMessageXof, message, DST, 64, shake128),
  "curve.hashToScalar": call(curve.hashToScalar, message, { DST }),
  "curve.pairing": call(curve.pairing, p, q),
  "curve.pairingProduct": call(curve.pairingProduct, [[p, q]]),
  "curve.pairingCheck": call(curve.pairingCheck, [
    [p, q],
    [p.negate(), q],
  ]),
  "new curve.Point": refused(
    "BAD_TYPE",
    construct(curve.Point, Symbol("token"), "G1", new Uint8Array(384), { torsionFree: true }),
  ),
  "new curve.Vector": refused(
    "BAD_TYPE",
    construct(curve.Vector, Symbol("token"), "G1", { bytes: new Uint8Array(0), count: 0 }, true),
  ),
  "new curve.Gt": refused("BAD_TYPE", construct(curve.Gt, Symbol("token"), new Uint8Array(768))),
  "curve.Gt.fromBytes": call(Gt.fromBytes.bind(Gt), gt.toBytes("blst"), "blst"),
  "curve.Gt#toBytes": call(gt.toBytes.bind(gt), "kilic"),
  "curve.Gt#multiply": call(gt.multiply.bind(gt), gt),
  "curve.Gt#pow": call(gt.pow.bind(gt), 5n),
  "curve.Gt#inverse": call(() => gt.inverse()),
  "curve.Gt#equals": call(gt.equals.bind(gt), gt),
  "curve.Gt#isOne": call(() => gt.isOne()),
  ...Object.fromEntries(
    (["add", "subtract", "equals"] as const).map((name) => [`curve.Point#${name}`, call(p[name].bind(p), p)]),
  ),
  ...Object.fromEntries(
    (["double", "negate", "toAffine", "clearCofactor", "is0", "isTorsionFree"] as const).map((name) => [
      `curve.Point#${name}`,
      call(() => p[name]()),
    ]),
  ),
  "curve.Point#toBytes": call(p.toBytes.bind(p), true),
  "curve.Point#multiply": call(p.multiply.bind(p), 5n),
  "curve.Point#multiplyVartime": call(p.multiplyVartime.bind(p), 5n),
  "curve.Vector#at": call(vector.at.bind(vector), 0),
  "curve.Vector#toPoints": call(() => vector.toPoints()),
  "curve.Vector#toBytes": call(vector.toBytes.bind(vector), true),
  "curve.Vector#sum": call(() => vector.sum()),
  "curve.Vector#slice": call(vector.slice.bind(vector), 0, 1),
  "curve.Vector#select": call(vector.select.bind(vector), [1, 0]),
  "curve.G1.fromBytes": call(G1.fromBytes.bind(G1), p.toBytes(), { subgroupCheck: true }),
  "curve.G1.fromAffine": call(G1.fromAffine.bind(G1), p.toAffine(), { subgroupCheck: true }),
  "curve.G1.hashToCurve": call(G1.hashToCurve.bind(G1), message, { DST }),
  "curve.G1.encodeToCurve": call(G1.encodeToCurve.bind(G1), message, { DST }),
  "curve.G1.mapToCurve": call(G1.mapToCurve.bind(G1), 5n),
  "curve.G1.msm": call(G1.msm.bind(G1), [p, p], [1n, 2n]),
  "curve.G2.fromBytes": call(G2.fromBytes.bind(G2), q.toBytes(), { subgroupCheck: true }),
  "curve.G2.fromAffine": call(G2.fromAffine.bind(G2), q.toAffine(), { subgroupCheck: true }),
  "curve.G2.hashToCurve": call(G2.hashToCurve.bind(G2), message, { DST }),
  "curve.G2.encodeToCurve": call(G2.encodeToCurve.bind(G2), message, { DST }),
  "curve.G2.mapToCurve": call(G2.mapToCurve.bind(G2), [5n, 6n]),
  "curve.G2.msm": call(G2.msm.bind(G2), [q, q], [1n, 2n]),
  "curve.G1.Vector.fromBytes": call(G1.Vector.fromBytes, [p.toBytes()], { subgroupCheck: true, transcript: message }),
  "curve.G1.Vector.fromPoints": call(G1.Vector.fromPoints, [p, p]),
  "curve.G2.Vector.fromBytes": call(G2.Vector.fromBytes, [q.toBytes()], { subgroupCheck: true, transcript: message }),
  "curve.G2.Vector.fromPoints": call(G2.Vector.fromPoints, [q, q]),
  ...Object.fromEntries(
    (["add", "sub", "mul", "div", "equals", "pow"] as const).map((name) => [
      `curve.Fr.${name}`,
      call(Fr[name], 5n, 6n),
    ]),
  ),
  ...Object.fromEntries(
    (["create", "toBytes", "isValid", "sqr", "neg", "inv", "is0"] as const).map((name) => [
      `curve.Fr.${name}`,
      call(Fr[name], 5n),
    ]),
  ),
  "curve.Fr.fromBytes": call(Fr.fromBytes, secretKey),
  "curve.Fr.invMany": call(Fr.invMany, [5n, 6n]),

  ...GROUP,
  ...GROUP_VECTOR,
  ...Object.fromEntries(
    Object.entries(bls)
      .filter((entry): entry is [string, bls.BlsScheme] => typeof (entry[1] as Any).batchVerify === "function")
      .flatMap(([name, own]) => methodsOf(own).map(([method, entry]) => [`bls.${name}.${method}`, entry])),
  ),
  // by the names of the interfaces, which functions return
  ...Object.fromEntries(methodsOf(bls.schemeByName("min-pk")).map(([name, entry]) => [`bls.BlsScheme#${name}`, entry])),
  "bls.schemeByName": call(bls.schemeByName, "min-sig"),
  "new bls.PreparedPublicKey": refused("BAD_TYPE", construct(bls.PreparedPublicKey, Symbol("token"), {})),
  "bls.PreparedPublicKey#toBytes": call(() => scheme.preparePublicKey(m.publicKey).toBytes()),

  "threshold.idToScalar": call(threshold.idToScalar, 5, "id"),
  "threshold.lagrangeAtZero": call(threshold.lagrangeAtZero, ids),
  "threshold.recoverSecret": call(threshold.recoverSecret, [{ id: 1, value: share }]),
  "threshold.split": call(threshold.split, secretKey, { threshold: 2, ids, random: seededRandom(1) }),
  "threshold.combine": call(threshold.combine, scheme, combining),
  "threshold.recoverSignature": call(threshold.recoverSignature, scheme, m.partials),

  "new dkg.Commitments": refused("BAD_TYPE", construct(dkg.Commitments, Symbol("token"), {})),
  "dkg.Commitments#toBytes": call(() => dkg.decodeCommitments(scheme, commitments).toBytes()),
  "dkg.decodeCommitments": call(dkg.decodeCommitments, scheme, commitments, { transcript: message }),
  "dkg.decodeCommitmentLists": call(dkg.decodeCommitmentLists, scheme, [commitments], { transcript: message }),
  "dkg.deal": call(dkg.deal, { scheme, threshold: 2, ids, session, dealer: 1, random: seededRandom(2) }),
  "dkg.verifyCommitments": call(dkg.verifyCommitments, claim),
  "dkg.aggregateCommitments": call(dkg.aggregateCommitments, scheme, [commitments]),
  "dkg.interpolateCommitments": call(dkg.interpolateCommitments, {
    ...{ scheme, dealers: [1], commitments: [commitments] },
  }),
  "dkg.publicShares": call(dkg.publicShares, { scheme, commitments, ids }),
  "dkg.finalize": call(dkg.finalize, { ...parties, dealings }),
  "dkg.verifyPublications": call(dkg.verifyPublications, {
    ...{ scheme, threshold: t, publications: [publication], transcript: message, DST },
  }),
  "dkg.dealReshare": call(dkg.dealReshare, {
    ...{ scheme, share: secretKey, threshold: 2, ids, session, dealer: 1, currentPublicShare: m.publicKey },
    random: seededRandom(3),
  }),
  "dkg.verifyReshareCommitments": call(dkg.verifyReshareCommitments, { ...claim, currentPublicShare: m.publicKey }),
  "dkg.finalizeReshare": call(dkg.finalizeReshare, resharing),
  "dkg.dealRepair": call(dkg.dealRepair, {
    ...{ ...mending, helper: 1, share: at(shared, 0).value, session, random: seededRandom(6) },
  }),
  "dkg.verifyRepair": call(dkg.verifyRepair, {
    ...{ ...mending, helper: 1, commitments: at(mended, 0).commitments, publicShare: sharedKeys.get(1)! },
  }),
  "dkg.addRepairParts": call(dkg.addRepairParts, { ...mending, helper: 1, dealings: partsOf(1) }),
  "dkg.finishRepair": call(dkg.finishRepair, {
    ...{ ...mending, publicShares: sharedKeys },
    dealings: mended.map(({ helper, commitments: made }) => ({ helper, commitments: made })),
    sums: [1, 2].map((helper) => ({ helper, sum: sumOf(helper) })),
  }),
  "dkg.verifyShare": call(dkg.verifyShare, { scheme, commitments, id: 1, share }),
  "dkg.batchVerifyShares": call(dkg.batchVerifyShares, {
    ...{ scheme, id: 1, items: dealings, transcript: message, random: seededRandom(4) },
  }),
  "dkg.batchVerifyRevealed": call(dkg.batchVerifyRevealed, {
    ...{ scheme, items: [{ commitments, id: 1, share }], transcript: message, random: seededRandom(4) },
  }),
};
