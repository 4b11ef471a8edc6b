// What the layers above may know of the representation: sizes, the constant one, and what lanes cost.
import * as portable from "./portable";
import * as relaxed from "./relaxed";

/** Bytes of a pair. */
export const PAIR: usize = 128;
/** Bytes of a packed element. */
export const PACKED: usize = 64;
/** The pair (1, 0): the one of Fp and of Fp2. */
export const ONE: usize = ASC_FEATURE_RELAXED_SIMD ? relaxed.ONE : portable.ONE;
/** The pair (1, 1). */
export const ONES: usize = ASC_FEATURE_RELAXED_SIMD ? relaxed.ONES : portable.ONES;

/**
 * Whether both lanes of a pair together cost what one does: independent products of one element then belong side by
 * side.
 */
export const PARALLEL_LANES: bool = ASC_FEATURE_RELAXED_SIMD;
