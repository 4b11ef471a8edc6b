// The precompiles of EIP-2537 before and after: what @ethereumjs/evm brings (noble, its default, and mcl) beside ours,
// on multiples of the generators; and tlock-js.

const padded = (bytes, order, size) => {
  const out = new Uint8Array(size);
  for (const [from, to] of order.entries()) out.set(bytes.subarray(48 * from, 48 * from + 48), 64 * to + 16);
  return out;
};
const joined = (parts) => new Uint8Array(Buffer.concat(parts));

/** Rows of cases.mjs. */
export async function precompileCases(load) {
  const { FeldsparBLS } = await load("ethereumjs-evm.js");
  const { MCLBLS, NobleBLS } = await import("@ethereumjs/evm");
  const mcl = await import("mcl-wasm");
  const { G1, G2 } = await import("feldspar-dkg/curve.js");
  await mcl.default.init(mcl.default.BLS12_381);
  const p = (scalar) => padded(G1.BASE.multiply(BigInt(scalar)).toBytes(false), [0, 1], 128);
  const q = (scalar) => padded(G2.BASE.multiply(BigInt(scalar)).toBytes(false), [1, 0, 3, 2], 256);
  const scalar = (seed) => Uint8Array.from({ length: 32 }, (_, index) => (31 * index + 7 * seed) & 0x3f);
  const many = Array.from({ length: 128 }, (_, index) => index);
  const field = new Uint8Array(64).fill(5, 17);
  const inputs = {
    "`addG1`": ["addG1", joined([p(5), p(7)])],
    "`addG2`": ["addG2", joined([q(5), q(7)])],
    "`msmG1`, 1 point": ["msmG1", joined([p(5), scalar(1)])],
    "`msmG1`, 128 points": ["msmG1", joined(many.flatMap((index) => [p(index + 2), scalar(index)]))],
    "`msmG2`, 1 point": ["msmG2", joined([q(5), scalar(1)])],
    "`pairingCheck`, 2 pairs": ["pairingCheck", joined([p(5), q(7), p(35), q(1)])],
    "`mapFPtoG1`": ["mapFPtoG1", field],
    "`mapFP2toG2`": ["mapFP2toG2", joined([field, field])],
  };
  const ours = new FeldsparBLS();
  const withMcl = new MCLBLS(mcl.default);
  withMcl.init(); // says which map to the curve is meant
  return [
    ["noble", new NobleBLS()],
    ["mcl", withMcl],
  ].flatMap(([name, theirs]) =>
    Object.entries(inputs).map(([title, [method, input]]) => {
      const [before, after] = [theirs, ours].map((bls) => () => bls[method](input));
      if (Buffer.compare(before(), after()) !== 0) throw new Error(`${name} ${method}: another answer`);
      return [`@ethereumjs/evm (${name})`, title, before, after];
    }),
  );
}

/** Likewise, of tlock-js on quicknet's round 1000. */
export async function tlockCases(load, client) {
  const ours = await load("tlock-js.js");
  const { default: theirs } = await import("tlock-js");
  console.log = () => {}; // it prints every beacon
  const text = Buffer.alloc(1000, 7);
  const sealed = await ours.timelockEncrypt(1000, text, client);
  const sides = [theirs, ours];
  return ["timelockEncrypt", "timelockDecrypt"].map((name) => [
    "tlock-js",
    `\`${name}\` of 1,000 bytes`,
    ...sides.map(
      (side) => () => (name === "timelockEncrypt" ? side[name](1000, text, client) : side[name](sealed, client)),
    ),
  ]);
}
