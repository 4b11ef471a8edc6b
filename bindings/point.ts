// Points, as opaque bytes: the core's projective form (384 bytes in both groups), in the representation of the kernel
// in use. They may be kept and handed back, never stored, sent or looked into. Every function copies in, computes,
// copies out.
import type { Arena } from "./arena.js";
import type { Core } from "./core.js";
import { checkStatus, fail } from "./errors.js";
import type { GroupExports, Pointer } from "./exports.gen.js";
import { secretly, withArena, withSecretArena } from "./scope.js";

export type GroupName = "G1" | "G2";

/** Sizes of a group's encodings in bytes. */
export interface GroupSizes {
  readonly compressed: number;
  readonly uncompressed: number;
  /** One packed affine point of a vector. */
  readonly affine: number;
  /** One element of the coordinate field, canonical big-endian (G2: c1 first, as in the point encoding). */
  readonly fieldElement: number;
  /** expand_message output for the random oracle; half of it for the non-uniform encoding. */
  readonly uniform: number;
}

export const SIZES: Record<GroupName, GroupSizes> = {
  G1: { compressed: 48, uncompressed: 96, affine: 128, fieldElement: 48, uniform: 128 },
  G2: { compressed: 96, uncompressed: 192, affine: 256, fieldElement: 96, uniform: 256 },
};

/** Size of a raw point. */
export const POINT_SIZE = 384;
/** Size of a scalar: 32 bytes, big-endian. */
export const SCALAR_SIZE = 32;

/** 384 bytes, a projective point in the kernel's representation. */
export type RawPoint = Uint8Array<ArrayBuffer>;

/** The exports of one group. */
export function groupExports(owner: Core, group: GroupName): GroupExports {
  return group === "G1" ? owner.g1 : owner.g2;
}

type Operation = (wasm: GroupExports, out: Pointer, arena: Arena) => void;

/** Runs an operation that writes one point. */
export function makePoint(group: GroupName, operation: Operation): RawPoint {
  return withArena((arena) => {
    const out = arena.allocate(POINT_SIZE);
    operation(groupExports(arena.core, group), out, arena);
    return arena.get(out, POINT_SIZE);
  });
}

/**
 * Decodes one point. Throws BAD_LENGTH, BAD_FLAGS, NOT_CANONICAL, NOT_ON_CURVE, NOT_IN_SUBGROUP; the identity is
 * accepted.
 */
export function decodePoint(group: GroupName, bytes: Uint8Array, subgroupCheck: boolean, subject: string): RawPoint {
  const { compressed, uncompressed } = SIZES[group];
  if (bytes.length !== compressed && bytes.length !== uncompressed) {
    fail("BAD_LENGTH", `${subject}: expected ${compressed} or ${uncompressed} bytes, got ${bytes.length}`);
  }
  return makePoint(group, (wasm, out, arena) => {
    checkStatus(wasm.FromBytes(out, arena.put(bytes), bytes.length, subgroupCheck ? 1 : 0), subject);
  });
}

/** The canonical encoding, compressed or not. */
export function encodePoint(group: GroupName, point: RawPoint, compressed: boolean): Uint8Array<ArrayBuffer> {
  const length = compressed ? SIZES[group].compressed : SIZES[group].uncompressed;
  return withArena((arena) => {
    const out = arena.allocate(length);
    groupExports(arena.core, group).ToBytes(out, arena.put(point), compressed ? 1 : 0);
    return arena.get(out, length);
  });
}

export function addPoints(group: GroupName, a: RawPoint, b: RawPoint): RawPoint {
  return makePoint(group, (wasm, out, arena) => wasm.Add(out, arena.put(a), arena.put(b)));
}

export function subtractPoints(group: GroupName, a: RawPoint, b: RawPoint): RawPoint {
  return makePoint(group, (wasm, out, arena) => wasm.Subtract(out, arena.put(a), arena.put(b)));
}

export function doublePoint(group: GroupName, a: RawPoint): RawPoint {
  return makePoint(group, (wasm, out, arena) => wasm.Double(out, arena.put(a)));
}

export function negatePoint(group: GroupName, a: RawPoint): RawPoint {
  return makePoint(group, (wasm, out, arena) => wasm.Negate(out, arena.put(a)));
}

export function equalPoints(group: GroupName, a: RawPoint, b: RawPoint): boolean {
  return withArena((arena) => groupExports(arena.core, group).Equals(arena.put(a), arena.put(b)) === 1);
}

export function isIdentity(group: GroupName, a: RawPoint): boolean {
  return withArena((arena) => groupExports(arena.core, group).IsZero(arena.put(a)) === 1);
}

/** True when r·a is the identity (computed with the endomorphism). Any point of the curve. */
export function isTorsionFree(group: GroupName, a: RawPoint): boolean {
  return withArena((arena) => groupExports(arena.core, group).IsTorsionFree(arena.put(a)) === 1);
}

export function generator(group: GroupName): RawPoint {
  return makePoint(group, (wasm, out) => wasm.Generator(out));
}

/** The point times the effective cofactor: in the subgroup for any point of the curve. */
export function clearCofactor(group: GroupName, a: RawPoint): RawPoint {
  return makePoint(group, (wasm, out, arena) => wasm.ClearCofactor(out, arena.put(a)));
}

/** How a scalar multiplication is done. */
export type MultiplyMode =
  /** Constant-sequence and wiped, by the endomorphism: points of the subgroup. */
  | "secret"
  /** Constant-sequence and wiped, without the endomorphism: any point of the curve. */
  | "secretAny"
  /** Variable-time, by the endomorphism: points of the subgroup and public scalars. */
  | "vartime"
  /** Without the endomorphism: any point of the curve and public scalars. */
  | "any";

/** scalar·point; the scalar is 32 bytes below the order. */
export function multiplyPoint(group: GroupName, point: RawPoint, scalar: Uint8Array, mode: MultiplyMode): RawPoint {
  const multiply: Operation = (wasm, out, arena) => {
    const at = arena.put(point);
    const by = arena.put(scalar);
    if (mode === "secret") wasm.Multiply(out, at, by);
    else if (mode === "vartime") wasm.MultiplyVartime(out, at, by);
    else wasm.MultiplyAny(out, at, by);
  };
  return secretly(() => makePoint(group, multiply), mode === "secret" || mode === "secretAny");
}

/** scalar·generator, constant-sequence. */
export function multiplyGenerator(group: GroupName, scalar: Uint8Array): RawPoint {
  return withSecretArena((arena) => {
    const out = arena.allocate(POINT_SIZE);
    groupExports(arena.core, group).MultiplyBase(out, arena.put(scalar));
    return arena.get(out, POINT_SIZE);
  });
}

/**
 * The compressed encoding of scalar·point (of scalar·generator when no point is given), constant-sequence. For keys and
 * signatures: the projective coordinates, which can tell something about a secret scalar, never leave the arena.
 */
export function multiplyToBytes(
  group: GroupName,
  point: RawPoint | undefined,
  scalar: Uint8Array,
): Uint8Array<ArrayBuffer> {
  return withSecretArena((arena) => {
    const wasm = groupExports(arena.core, group);
    const length = SIZES[group].compressed;
    const product = arena.allocate(POINT_SIZE);
    const out = arena.allocate(length);
    const by = arena.put(scalar);
    if (point === undefined) wasm.MultiplyBase(product, by);
    else wasm.Multiply(product, arena.put(point), by);
    wasm.ToBytes(out, product, 1);
    return arena.get(out, length);
  });
}

/** RFC 9380 hash_to_curve after expand_message: `uniform` is 128 (G1) or 256 (G2) bytes. Variable-time. */
export function hashUniformToCurve(group: GroupName, uniform: Uint8Array): RawPoint {
  return makePoint(group, (wasm, out, arena) => wasm.HashToCurve(out, arena.put(uniform)));
}

/** RFC 9380 encode_to_curve after expand_message: `uniform` is 64 (G1) or 128 (G2) bytes. Variable-time. */
export function encodeUniformToCurve(group: GroupName, uniform: Uint8Array): RawPoint {
  return makePoint(group, (wasm, out, arena) => wasm.EncodeToCurve(out, arena.put(uniform)));
}

/**
 * RFC 9380 map_to_curve and clear_cofactor of one field element: 48 bytes, or 96 with c1 first. Throws NOT_CANONICAL.
 */
export function mapFieldElement(group: GroupName, element: Uint8Array): RawPoint {
  return makePoint(group, (wasm, out, arena) => {
    checkStatus(wasm.MapToCurve(out, arena.put(element)), "field element");
  });
}
