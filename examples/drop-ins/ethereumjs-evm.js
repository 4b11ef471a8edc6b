// The precompiles of EIP-2537 for @ethereumjs/evm, as its option `bls`:
//
//   const evm = await createEVM({ common, bls: new FeldsparBLS() });
//
// The machine counts gas and checks lengths and padding before it calls; what comes here are padded coordinates of 64
// bytes, c0 before c1, zeros for the point at infinity.
import { EVMError } from "@ethereumjs/evm";
import { Fr, G1, G2, pairingCheck } from "feldspar-dkg/curve.js";

const { BLS_12_381_FP_NOT_IN_FIELD, BLS_12_381_POINT_NOT_ON_CURVE } = EVMError.errorMessages;
const GROUPS = {
  G1: { group: G1, size: 128, order: [0, 1], coordinates: [0] },
  G2: { group: G2, size: 256, order: [1, 0, 3, 2], coordinates: [1, 0] },
};

/** What `read` gives; what it refuses is an error of the machine. */
function reading(read) {
  try {
    return read();
  } catch ({ code }) {
    throw new EVMError(
      /^(NOT_CANONICAL|BAD_FLAGS)$/.test(code) ? BLS_12_381_FP_NOT_IN_FIELD : BLS_12_381_POINT_NOT_ON_CURVE,
    );
  }
}

/** Coordinates without their padding, in the order of point encodings: c1 before c0. */
function unpadded(input, order) {
  const bytes = new Uint8Array(48 * order.length);
  for (const [to, from] of order.entries()) bytes.set(input.subarray(64 * from + 16, 64 * from + 64), 48 * to);
  return bytes;
}

/** An uncompressed encoding. */
function encodingOf(input, { order }) {
  const bytes = unpadded(input, order);
  // bits that no coordinate has would be read as flags
  if (bytes[0] & 0xe0) throw new EVMError(BLS_12_381_FP_NOT_IN_FIELD);
  if (bytes.every((byte) => byte === 0)) bytes[0] = 0x40;
  return bytes;
}

function padded(point, { size, order }) {
  const out = new Uint8Array(size);
  if (point.is0()) return out;
  const bytes = point.toBytes(false);
  for (const [from, to] of order.entries()) out.set(bytes.subarray(48 * from, 48 * from + 48), 64 * to + 16);
  return out;
}

/** Pieces of `size` bytes. */
const pieces = (input, size) =>
  Array.from({ length: input.length / size }, (_, index) => input.subarray(index * size, (index + 1) * size));

/** Addition is without a check of the subgroup. */
function add(input, kind) {
  const [a, b] = reading(() =>
    pieces(input, kind.size).map((piece) => kind.group.fromBytes(encodingOf(piece, kind), { subgroupCheck: false })),
  );
  return padded(a.add(b), kind);
}

const integer = (bytes) => BigInt(`0x${Buffer.from(bytes).toString("hex")}`);

function msm(input, kind) {
  const items = pieces(input, kind.size + 32);
  const points = reading(() => kind.group.Vector.fromBytes(items.map((item) => encodingOf(item, kind))));
  const scalars = items.map((item) => Fr.create(integer(item.subarray(kind.size))));
  return padded(kind.group.msm(points, scalars), kind);
}

const map = (input, kind) =>
  padded(
    reading(() => kind.group.mapToCurve(unpadded(input, kind.coordinates))),
    kind,
  );

export class FeldsparBLS {
  addG1 = (input) => add(input, GROUPS.G1);
  addG2 = (input) => add(input, GROUPS.G2);
  msmG1 = (input) => msm(input, GROUPS.G1);
  msmG2 = (input) => msm(input, GROUPS.G2);
  mapFPtoG1 = (input) => map(input, GROUPS.G1);
  mapFP2toG2 = (input) => map(input, GROUPS.G2);
  pairingCheck(input) {
    const pairs = reading(() =>
      pieces(input, 384).map((pair) => [
        G1.fromBytes(encodingOf(pair, GROUPS.G1)),
        G2.fromBytes(encodingOf(pair.subarray(128), GROUPS.G2)),
      ]),
    );
    const out = new Uint8Array(32);
    out[31] = pairingCheck(pairs) ? 1 : 0;
    return out;
  }
}
