// Repair of a lost share: t helpers give one party its share again, and nobody learns anything else ("enrolment", after
// Nojoumian, Stinson and Grainger, IET Information Security 4, 2010, in the survey of Laing and Stinson, "A survey and
// refinement of repairable threshold schemes", J. Mathematical Cryptology 12, 2018, eprint 2017/1155; what FROST's
// implementations have as "repairable"). With commitments, so that whoever sends something wrong is named.
//
//   z_i  the Lagrange coefficients at the lost id x of the helpers, so that  f(x) = sum of z_i S_i
//   1. helper i cuts z_i S_i into random parts d_ij, one for each helper, that add up to it; publishes D_ij = d_ij G,
//      and sends d_ij to helper j alone. Everybody checks: sum over j of D_ij = z_i P_i (P_i its public share).
//   2. helper j adds up what it got, and sends s_j = sum over i of d_ij to the party. It checks: d_ij G = D_ij.
//   3. the party adds up: f(x) = sum of s_j. It checks: s_j G = sum over i of D_ij, and its own public share.
//
// A helper sees the parts that were sent to it, the party the sums, the rest of the world the commitments: of each z_i
// S_i a part is missing unless all helpers work together. Who is given a share is for the helpers to decide: for an id
// that nobody had so far the same makes a new member.
import { listOf, optionsOf, recordsOf } from "../../bindings/arguments.js";
import { concatBytes, equalBytes } from "../../bindings/bytes.js";
import { type Culprit, FeldsparError, fail } from "../../bindings/errors.js";
import type { RandomBytes } from "../../bindings/random.js";
import { checkSecretScalar, isNonZero, multiplyScalars, subtractScalars } from "../../bindings/scalar.js";
import { secretly } from "../../bindings/scope.js";
import { sumScalars } from "../../bindings/sharing.js";
import { encodeVector, multiplyGeneratorMany } from "../../bindings/vector.js";
import type { BlsScheme, PublicKey } from "../bls/index.js";
import { checkScheme } from "../bls/scheme-argument.js";
import { type CurveGroup, G1, G2, type GroupName, type Vector } from "../curve/index.js";
import { Encoder, TAG } from "../encoding/index.js";
import { checkThreshold, type Id, idKey, idName, idToScalar, scalarsOf, valuesByKey } from "../threshold/ids.js";
import { lagrangeWeights } from "../threshold/lagrange.js";
import { checkSession, concatShares, pieces } from "../threshold/shares.js";
import { hedgedScalar } from "./hedge.js";
import { isKey } from "./reshare-keys.js";

/** What everybody who takes part in a repair agrees on. */
export interface RepairPlan {
  readonly scheme: BlsScheme;
  /** The party whose share is lost. */
  readonly lost: Id;
  /** Who helps, at least `threshold` of the other parties; all take the same list, in one order. */
  readonly helpers: readonly Id[];
  /** The threshold of the sharing. */
  readonly threshold: number;
}

/** What a helper makes: a part of its share for every helper, itself included. */
export interface RepairDealing {
  /** To the parts, in the order of the helpers, compressed: public. */
  readonly commitments: Uint8Array<ArrayBuffer>[];
  /** The part of each helper, 32 bytes, as ids were given: secret, each for that helper alone. */
  readonly parts: Map<Id, Uint8Array<ArrayBuffer>>;
}

export interface DealRepairOptions extends RepairPlan {
  /** This helper. */
  readonly helper: Id;
  /** Its share, 32 bytes, 0 < share < r: secret. */
  readonly share: Uint8Array;
  /** What this repair is called; at least one byte, never used twice. */
  readonly session: Uint8Array;
  /** Goes into the parts; the platform's CSPRNG by default. */
  readonly random?: RandomBytes | undefined;
}

const PLAN = ["scheme", "lost", "helpers", "threshold"] as const;

interface OpenedPlan extends RepairPlan {
  /** z_i, 32 bytes each, end to end. */
  readonly weights: Uint8Array;
  /** The helpers' scalars, and the lost party's. */
  readonly points: Uint8Array;
  readonly at: Uint8Array;
}

/** Throws BAD_TYPE, BAD_ID, DUPLICATE_ID, EMPTY, BAD_THRESHOLD, THRESHOLD. */
function openPlan({ scheme, lost, helpers: given, threshold }: RepairPlan): OpenedPlan {
  checkScheme(scheme);
  const helpers = listOf<Id>(given, "helpers");
  const points = scalarsOf(helpers, "helpers");
  const at = idToScalar(lost, "lost");
  checkThreshold(threshold, Number.MAX_SAFE_INTEGER, "any");
  const own = helpers.filter((helper) => idKey(helper) === idKey(lost));
  if (own.length > 0) fail("DUPLICATE_ID", "lost: the party cannot be one of its helpers", own.map(idName));
  if (helpers.length < threshold)
    fail("THRESHOLD", `${threshold} helpers are needed (the threshold), got ${helpers.length}`);
  // seen from the lost id the value there is the one at zero
  const shifted = pieces(points, 32).map((point) => subtractScalars(point, at));
  return { scheme, lost, helpers, threshold, points, at, weights: lagrangeWeights(concatBytes(...shifted)) };
}

const weightOf = ({ weights }: OpenedPlan, position: number) => weights.subarray(32 * position, 32 * position + 32);

/** Throws UNKNOWN_ID. */
function positionOf({ helpers }: OpenedPlan, helper: Id): number {
  const key = idKey(helper, "helper");
  const position = helpers.findIndex((other) => idKey(other) === key);
  return position >= 0 ? position : fail("UNKNOWN_ID", `helper: ${key} is not one of the helpers`);
}

/**
 * The first step, of a helper: its share, weighted and cut into parts. All parts but the helper's own are hashes of
 * random bytes, the share and all options, as in `dealReshare`. Constant-sequence in the share; what is made on the
 * way is wiped. Throws BAD_SCALAR for a share that is zero or not below r, THRESHOLD for fewer helpers than the
 * threshold, DUPLICATE_ID for ids that are given twice and a party among its own helpers, UNKNOWN_ID for a helper that
 * is none, NO_RANDOM, BAD_THRESHOLD, BAD_ID, EMPTY, BAD_TYPE, BAD_LENGTH, UNKNOWN_OPTION.
 *
 * Source: Laing and Stinson 2018, section 4.
 *
 * @example
 * // party 2 has lost its share; 1 and 3 help. Each cuts its own into parts, one for each helper
 * const plan = { scheme: minSig, lost: 2, helpers: [1, 3], threshold: 2 };
 * const { commitments, parts } = dealRepair({ ...plan, helper: 1, share: parties[0].secretShare, session });
 * parts.size; //=> 2
 * verifyRepair({ ...plan, helper: 1, commitments, publicShare: parties[0].publicShares[0] }); //=> true
 */
export function dealRepair(options: DealRepairOptions): RepairDealing {
  return secretly(() => cutShare(options));
}

function cutShare(options: DealRepairOptions): RepairDealing {
  const read = optionsOf<DealRepairOptions>(options, [...PLAN, "helper", "share", "session", "random"]);
  const plan = openPlan(read);
  const { scheme, helpers } = plan;
  const own = positionOf(plan, read.helper);
  checkSession(read.session);
  checkSecretScalar(read.share, "share");
  // a plan, session or helper that differs in anything is other parts
  const dealing = new Encoder(TAG.repair)
    .text(scheme.name)
    .bytes(read.session)
    .fixed(idToScalar(read.helper), 32)
    .fixed(plan.at, 32)
    .u32(plan.threshold)
    .bytes(plan.points)
    .digest();
  const parts = new Uint8Array(32 * helpers.length);
  let rest = multiplyScalars(weightOf(plan, own), read.share);
  for (let position = 0; position < helpers.length; position++) {
    if (position === own) continue;
    const statement = new Encoder(TAG.repairPart).fixed(dealing, 32).u32(position).finish();
    const part = hedgedScalar(statement, read.share, read.random);
    parts.set(part, 32 * position);
    const less = subtractScalars(rest, part);
    rest.fill(0);
    part.fill(0);
    rest = less;
  }
  parts.set(rest, 32 * own);
  rest.fill(0);
  const group = scheme.publicKeyGroup;
  const commitments = pieces(encodeVector(group, multiplyGeneratorMany(group, parts), true), scheme.publicKeyLength);
  const byHelper = new Map(pieces(parts, 32).map((part, position) => [helpers[position]!, part] as const));
  parts.fill(0);
  return { commitments, parts: byHelper };
}

const groupOf = ({ publicKeyGroup }: BlsScheme): CurveGroup<GroupName> =>
  (publicKeyGroup === "G1" ? G1 : G2) as unknown as CurveGroup<GroupName>;

/** The commitments of one dealing. Throws BAD_LENGTH and what decoding points throws, with the dealing's position. */
function openCommitments({ scheme, helpers }: OpenedPlan, commitments: unknown, position?: number): Vector {
  const culprits = position === undefined ? undefined : [position];
  const list = listOf<Uint8Array>(commitments, "commitments");
  if (list.length !== helpers.length) {
    const got = `got ${list.length}`;
    fail("BAD_LENGTH", `commitments: expected one for each of ${helpers.length} helpers, ${got}`, culprits);
  }
  try {
    return groupOf(scheme).Vector.fromBytes(list);
  } catch (error) {
    if (error instanceof FeldsparError && culprits !== undefined) fail(error.code, error.message, culprits);
    throw error;
  }
}

/** Whether the commitments add up to the helper's weighted share. */
function addUp(plan: OpenedPlan, own: number, vector: Vector, publicShare: PublicKey): boolean {
  const { scheme } = plan;
  const key = scheme.preparePublicKey(publicShare).toBytes();
  const point = groupOf(scheme).fromBytes(key);
  return equalBytes(vector.sum().toBytes(), point.multiplyVartime(weightOf(plan, own)).toBytes());
}

export interface VerifyRepairOptions extends RepairPlan {
  /** Whose dealing it is. */
  readonly helper: Id;
  readonly commitments: readonly Uint8Array[];
  /** The public key of that helper's share. */
  readonly publicShare: PublicKey;
}

/**
 * Whether a helper has cut its own share: its commitments add up to its public share, weighted. Everything is public;
 * variable-time. Throws BAD_LENGTH for another number of commitments than helpers, what decoding malformed points
 * throws, UNKNOWN_ID, and what is said of the plan at `dealRepair`.
 *
 * @example
 * const plan = { scheme: minSig, lost: 2, helpers: [1, 3], threshold: 2 };
 * const { commitments } = dealRepair({ ...plan, helper: 3, share: parties[2].secretShare, session });
 * const [first, , third] = parties[0].publicShares;
 * verifyRepair({ ...plan, helper: 3, commitments, publicShare: third }); //=> true
 * verifyRepair({ ...plan, helper: 3, commitments, publicShare: first }); //=> false
 */
export function verifyRepair(options: VerifyRepairOptions): boolean {
  const read = optionsOf<VerifyRepairOptions>(options, [...PLAN, "helper", "commitments", "publicShare"]);
  const plan = openPlan(read);
  return addUp(plan, positionOf(plan, read.helper), openCommitments(plan, read.commitments), read.publicShare);
}

/** Public part of what one helper made. */
export interface RepairCommitments {
  readonly helper: Id;
  readonly commitments: readonly Uint8Array[];
}

/** The dealings in the order of the helpers, one of each. Throws DUPLICATE_ID, UNKNOWN_ID, THRESHOLD. */
function inOrder<Item extends { readonly helper: Id }>(plan: OpenedPlan, items: readonly Item[], subject: string) {
  scalarsOf(
    items.map(({ helper }) => helper),
    subject,
  );
  const places = items.map(({ helper }) => positionOf(plan, helper));
  const missing: Culprit[] = plan.helpers.filter((_, position) => !places.includes(position)).map(idName);
  if (missing.length > 0) fail("THRESHOLD", `${subject}: there is none of the helpers ${missing.join(", ")}`, missing);
  return places;
}

export interface AddRepairPartsOptions extends RepairPlan {
  /** This helper. */
  readonly helper: Id;
  /** Of every helper, this one included: its commitments, and the part that it gave to this helper. */
  readonly dealings: readonly (RepairCommitments & {
    /** 32 bytes below r: secret. */
    readonly part: Uint8Array;
  })[];
}

const WRONG = "do not fit their commitments";

/** Positions of the scalars that are not the secrets of these points. Constant-sequence in the scalars. */
function misfits(scheme: BlsScheme, scalars: Uint8Array, points: readonly Uint8Array[]): number[] {
  const own = encodeVector(scheme.publicKeyGroup, multiplyGeneratorMany(scheme.publicKeyGroup, scalars), true);
  return points.flatMap((point, position) => {
    const length = scheme.publicKeyLength;
    return equalBytes(point, own.subarray(position * length, (position + 1) * length)) ? [] : [position];
  });
}

/**
 * The second step, of a helper: the sum of the parts that it got, 32 bytes, for the lost party alone.
 * Constant-sequence in the parts. Throws BAD_SHARE with the positions of the dealings whose parts do not fit their
 * commitments, BAD_SCALAR for parts that are not below r, THRESHOLD when a helper's dealing is missing (naming it),
 * and what `verifyRepair` throws.
 *
 * @example
 * const plan = { scheme: minSig, lost: 2, helpers: [1, 3], threshold: 2 };
 * const dealt = plan.helpers.map((helper) => {
 *   const { commitments, parts } = dealRepair({ ...plan, helper, share: parties[helper - 1].secretShare, session });
 *   return { helper, commitments, part: parts.get(1)! }; // what helper 1 gets
 * });
 * addRepairParts({ ...plan, helper: 1, dealings: dealt }).length; //=> 32
 */
export function addRepairParts(options: AddRepairPartsOptions): Uint8Array<ArrayBuffer> {
  return secretly(() => {
    const read = optionsOf<AddRepairPartsOptions>(options, [...PLAN, "helper", "dealings"]);
    const plan = openPlan(read);
    const own = positionOf(plan, read.helper);
    const names = ["helper", "commitments", "part"] as const;
    const dealings = recordsOf<AddRepairPartsOptions["dealings"][number]>(read.dealings, "dealings", "item", names);
    inOrder(plan, dealings, "dealings");
    const points = dealings.map(({ commitments }, position) =>
      openCommitments(plan, commitments, position).at(own).toBytes(),
    );
    const parts = concatShares(
      dealings.map(({ part }) => part),
      "part",
    );
    const wrong = misfits(plan.scheme, parts, points);
    const sum = sumScalars(parts);
    parts.fill(0);
    if (wrong.length === 0) return sum;
    sum.fill(0);
    return fail("BAD_SHARE", `the parts of dealings ${wrong.join(", ")} ${WRONG}`, wrong);
  });
}

export interface FinishRepairOptions extends RepairPlan {
  /** The public shares of the lost party and of every helper, by id. */
  readonly publicShares: ReadonlyMap<Id, PublicKey>;
  /** Of every helper. */
  readonly dealings: readonly RepairCommitments[];
  /** From every helper: what `addRepairParts` gave it, 32 bytes below r, secret. */
  readonly sums: readonly { readonly helper: Id; readonly sum: Uint8Array }[];
}

/**
 * The third step, of the party: its share, 32 bytes, secret, checked against its public share. Constant-sequence in the
 * sums. Throws INCONSISTENT_KEYS with the positions of the dealings that are of another share than the helper's, and
 * without culprits when the public shares are not of one sharing; BAD_SHARE with the positions of the sums that do not
 * fit the commitments, BAD_SCALAR for sums that are not below r, THRESHOLD when something of a helper is missing
 * (naming it), UNKNOWN_ID for a party of which there is no public share, and what `verifyRepair` throws.
 *
 * @example
 * const plan = { scheme: minSig, lost: 2, helpers: [1, 3], threshold: 2 };
 * const dealt = plan.helpers.map((helper) => {
 *   return { helper, ...dealRepair({ ...plan, helper, share: parties[helper - 1].secretShare, session }) };
 * });
 * const sums = plan.helpers.map((helper) => {
 *   const dealings = dealt.map((one) => ({ ...one, part: one.parts.get(helper)! }));
 *   return { helper, sum: addRepairParts({ ...plan, helper, dealings }) };
 * });
 * const publicShares = new Map(parties[0].publicShares.map((share, at) => [at + 1, share]));
 * const dealings = dealt.map(({ helper, commitments }) => ({ helper, commitments }));
 * finishRepair({ ...plan, publicShares, dealings, sums }); //=> parties[1].secretShare
 */
export function finishRepair(options: FinishRepairOptions): Uint8Array<ArrayBuffer> {
  return secretly(() => {
    const read = optionsOf<FinishRepairOptions>(options, [...PLAN, "publicShares", "dealings", "sums"]);
    const plan = openPlan(read);
    const { scheme, helpers, lost } = plan;
    const keyOf = valuesByKey(read.publicShares, "publicShares");
    const publicShareOf = (id: Id): PublicKey =>
      keyOf.get(idKey(id)) ?? fail("UNKNOWN_ID", `publicShares: there is none of ${idName(id)}`, [idName(id)]);
    const dealings = recordsOf<RepairCommitments>(read.dealings, "dealings", "item", ["helper", "commitments"]);
    const places = inOrder(plan, dealings, "dealings");
    const vectors = dealings.map(({ commitments }, position) => openCommitments(plan, commitments, position));
    const foreign = vectors.flatMap((vector, position) => {
      const place = places[position]!;
      return addUp(plan, place, vector, publicShareOf(helpers[place]!)) ? [] : [position];
    });
    if (foreign.length > 0)
      fail("INCONSISTENT_KEYS", `dealings ${foreign.join(", ")} are not of their helpers' shares`, foreign);
    const given = recordsOf<FinishRepairOptions["sums"][number]>(read.sums, "sums", "item", ["helper", "sum"]);
    const owners = inOrder(plan, given, "sums");
    const expected = owners.map((place) =>
      groupOf(scheme)
        .Vector.fromPoints(vectors.map((vector) => vector.at(place)))
        .sum()
        .toBytes(),
    );
    const sums = concatShares(
      given.map(({ sum }) => sum),
      "sum",
    );
    const wrong = misfits(scheme, sums, expected);
    const share = sumScalars(sums);
    sums.fill(0);
    try {
      if (wrong.length > 0) fail("BAD_SHARE", `the sums ${wrong.join(", ")} ${WRONG}`, wrong);
      const isOwn =
        isNonZero(share) === 1 && isKey(scheme, scheme.getPublicKey(share), publicShareOf(lost), "public share");
      if (!isOwn) fail("INCONSISTENT_KEYS", "the helpers' public shares and the lost party's are not of one sharing");
      return share;
    } catch (error) {
      share.fill(0);
      throw error;
    }
  });
}
