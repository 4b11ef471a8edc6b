// The operations that are counted, each on fixed inputs: [name, run, what blst does for it in Fp products]. The last is
// from counts of an instrumented blst, squares in Fp as one product, products in Fp2 as three and squares as two.
import { createHash } from "node:crypto";

const digest = (label, index) => createHash("sha256").update(`feldspar operation counts ${label} ${index}`).digest();

/** What the operations work on, made by the core itself. */
function inputs(core) {
  const put = (bytes) => {
    const pointer = core.allocate(bytes.length);
    new Uint8Array(core.memory.buffer).set(bytes, pointer);
    return pointer;
  };
  // below 2^254 < r
  const scalar = (label, index) => {
    const bytes = digest(label, index);
    bytes[0] &= 0x3f;
    return bytes;
  };
  const scalars = (label, count) => Buffer.concat(Array.from({ length: count }, (_, index) => scalar(label, index)));
  const group = (name, affine, length) => {
    const call = (operation, ...values) => core[`${name}${operation}`](...values);
    const vector = core.allocate(1024 * affine);
    call("VectorMultiplyBase", vector, put(scalars(name, 1024)), 1024);
    const points = core.allocate(1024 * 384);
    call("VectorToPoints", points, vector, 1024);
    // four times the same ones
    const encoded = core.allocate(4096 * length);
    call("VectorToBytes", encoded, vector, 1024, 1);
    const memory = new Uint8Array(core.memory.buffer);
    for (let copy = 1; copy < 4; copy++)
      memory.copyWithin(encoded + copy * 1024 * length, encoded, encoded + 1024 * length);
    return { call, vector, points, encoded, affine, length };
  };
  return {
    put,
    g1: group("g1", 128, 48),
    g2: group("g2", 256, 96),
    scalars: put(scalars("scalar", 1024)),
    // some 128 bits long, in 32 bytes
    weights: put(
      Buffer.concat(
        Array.from({ length: 1024 }, (_, index) =>
          Buffer.concat([Buffer.alloc(16), digest("weight", index).subarray(0, 16)]),
        ),
      ),
    ),
    uniform: put(Buffer.concat(Array.from({ length: 8 }, (_, index) => digest("uniform", index)))),
    seed: put(digest("seed", 0)),
    out: core.allocate(4096 * 256),
    statuses: core.allocate(4 * 4096),
    // ids in 32 bytes: 1 ... 100, and 67 of them in no order
    ids: put(
      Buffer.concat(Array.from({ length: 100 }, (_, index) => Buffer.concat([Buffer.alloc(31), Buffer.of(index + 1)]))),
    ),
    someIds: put(
      Buffer.concat(
        Array.from({ length: 100 }, (_, index) => index)
          .sort((a, b) => Buffer.compare(digest("order", a), digest("order", b)))
          .slice(0, 67)
          .map((index) => Buffer.concat([Buffer.alloc(31), Buffer.of(index + 1)])),
      ),
    ),
  };
}

export const THRESHOLD = 67;

export function operations(core) {
  const own = inputs(core);
  const { out, statuses, scalars, weights, uniform, seed, ids, someIds, put, g1, g2 } = own;
  const list = [];
  const lagrange = core.allocate(32 * THRESHOLD);
  const blst = {
    g1: { multiply: 1979, check: 1072, hash: 1654, decode: 462 },
    g2: { multiply: 4176, check: 1281, hash: 4915, decode: 934 },
  };
  for (const [name, group] of [
    ["G1", g1],
    ["G2", g2],
  ]) {
    const { call, vector, points, encoded, length } = group;
    const second = points + 384;
    const theirs = blst[name.toLowerCase()];
    const add = (title, run, reference) => list.push([`${name} ${title}`, run, reference]);
    const decode = (count) => {
      if (call("VectorFromBytesInBulk", out, statuses, encoded, count, length, seed, 64) !== -1)
        throw new Error("refused");
    };
    add("addition", () => call("Add", out, points, second));
    add("doubling", () => call("Double", out, points));
    add("multiplication, secret scalar", () => call("Multiply", out, points, scalars), theirs.multiply);
    add("multiplication, public scalar", () => call("MultiplyVartime", out, points, scalars), theirs.multiply);
    add("multiplication of the generator", () => call("MultiplyBase", out, scalars));
    add("multiplication of the generator by 67 scalars", () => call("VectorMultiplyBase", out, scalars, THRESHOLD));
    add("subgroup check", () => call("IsTorsionFree", points), theirs.check);
    add("hash to curve", () => call("HashToCurve", out, uniform), theirs.hash);
    add("decompression", () => call("FromBytes", out, encoded, length, 0), theirs.decode);
    add("decompression and check", () => call("FromBytes", out, encoded, length, 1), theirs.decode + theirs.check);
    add("decompression of 67", () => call("VectorFromBytes", out, statuses, encoded, 67, length, 0));
    add("decompression and check of 67, one by one", () =>
      call("VectorFromBytes", out, statuses, encoded, 67, length, 1),
    );
    add("decompression and check of 67, in bulk", () => decode(67));
    add("decompression and check of 1024, in bulk", () => decode(1024));
    add("decompression and check of 4096, in bulk", () => decode(4096));
    add("sum of 1024", () => call("VectorSum", out, vector, 1024));
    add("multi-scalar multiplication of 16", () => call("Msm", out, vector, scalars, 16, 255));
    add("multi-scalar multiplication of 1024", () => call("Msm", out, vector, scalars, 1024, 255));
    add("multi-scalar multiplication of 1024, 128 bits", () => call("Msm", out, vector, weights, 1024, 128));
    add(`recovery from ${THRESHOLD} of 100`, () => {
      if (core.lagrangeAtZero(lagrange, someIds, THRESHOLD) !== 0) throw new Error("refused");
      call("Msm", out, vector, lagrange, THRESHOLD, 255);
    });
    add(`values at 1 ... 100 of ${THRESHOLD} commitments`, () =>
      call("EvaluateCommitment", out, vector, THRESHOLD, ids, 100),
    );
    // a dealing: the commitments to these coefficients, and the share of id 42
    const commitments = core.allocate(THRESHOLD * group.affine);
    call("VectorMultiplyBase", commitments, scalars, THRESHOLD);
    const share = core.allocate(32);
    const id = ids + 41 * 32;
    core.polynomialEvaluate(share, scalars, THRESHOLD, id, 1);
    add(`check of one share against ${THRESHOLD} commitments`, () => {
      if (call("VerifyShare", commitments, THRESHOLD, id, share) !== 1) throw new Error("refused");
    });
    const dealers = 10;
    const dealings = core.allocate(dealers * THRESHOLD * group.affine);
    const shares = core.allocate(dealers * 32);
    for (let dealer = 0; dealer < dealers; dealer++) {
      const coefficients = scalars + dealer * THRESHOLD * 32;
      call("VectorMultiplyBase", dealings + dealer * THRESHOLD * group.affine, coefficients, THRESHOLD);
      core.polynomialEvaluate(shares + 32 * dealer, coefficients, THRESHOLD, id, 1);
    }
    const places = put(new Uint8Array(new Uint32Array(Array.from({ length: dealers }, (_, dealer) => dealer)).buffer));
    const atId = put(
      Buffer.concat(Array.from({ length: dealers }, () => Buffer.concat([Buffer.alloc(31), Buffer.of(42)]))),
    );
    const verdicts = core.allocate(dealers);
    add(`check of ${dealers} dealers' shares, ${THRESHOLD} commitments each`, () => {
      if (call("VerifyShares", verdicts, dealings, places, THRESHOLD, atId, shares, weights, dealers) !== 0) {
        throw new Error("refused");
      }
    });
  }

  const pairs = [1, 2, 4, 8, 64];
  const references = { 1: 6867, 2: 11541, 4: 20889 };
  for (const count of pairs) {
    const title = count === 1 ? "Miller loop" : `Miller loop, ${count} pairs`;
    list.push([title, () => core.millerLoop(out, g1.points, g2.points, 0, count), references[count]]);
  }
  const prepared = core.allocate(core.preparedSize());
  list.push(["preparation of a G2 point", () => core.g2Prepare(prepared, g2.points), 1750]);
  core.g2Prepare(prepared, g2.points);
  const pointers = put(new Uint8Array(new Uint32Array([prepared, prepared]).buffer));
  list.push(["Miller loop, prepared", () => core.millerLoop(out, g1.points, 0, pointers, 1), 5117]);
  list.push(["Miller loop, 2 pairs prepared", () => core.millerLoop(out, g1.points, 0, pointers, 2)]);
  const product = core.allocate(768);
  core.millerLoop(product, g1.points, g2.points, 0, 1);
  list.push(["final exponentiation", () => core.finalExponentiation(out, product), 7733]);
  list.push(["pairing", () => core.pairing(out, g1.points, g2.points), 6867 + 7733]);
  const value = core.allocate(768);
  core.pairing(value, g1.points, g2.points);
  list.push(["power in the target group", () => core.gtPow(out, value, scalars)]);
  return list;
}
