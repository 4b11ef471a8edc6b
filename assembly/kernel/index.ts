// The kernel: the only place that knows how a field element is represented. Everything above speaks of pairs.
//
// A pair is two elements of Fp in 128 bytes, 16-byte aligned: an Fp2 element c0 + c1 u (u^2 = -1), or two independent
// elements. A packed element is one of them alone in 64 bytes, 16-byte aligned. All values are in Montgomery form,
// signed and lazily reduced; every primitive takes and returns reduced elements, so code above needs no bookkeeping of
// bounds. The result comes first and may alias any operand. No primitive branches on, or addresses memory by, the value
// of an element.
//
// Two builds of one source: relaxed (FMA lanes, needs relaxed SIMD) and portable (13 limbs of 30 bits in i32). Each
// primitive picks its build by a condition that is constant when compiling. One more of the kind counts operations, in
// a build compiled with COUNT_OPERATIONS (count.ts); in all others it folds away.
//
// The layers above import pairs from here and not from the files behind it (test/repository/layers.test.ts).
export * from "./layout";
export * from "./products";
export * from "./sums";
export * from "./extension";
export * from "./movement";
export * from "./values";
