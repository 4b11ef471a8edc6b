// Vectors of points: packed affine points end to end.
const groups = ["G1", "G2"];
const LIST = { out: "out vector", statuses: "out integers", input: "encodings", count: "count", length: "length" };

export const vector = {
  about: "Vectors of points: arrays of packed affine points, for public data but where it says otherwise.",
  operations: [
    {
      name: "PackedSize",
      groups,
      body: "curve/group/packed:packedSize<T>",
      args: {},
      returns: "size",
      sequence: "constant",
      doc: "Bytes of a packed affine point.",
    },
    {
      name: "VectorFromBytes",
      groups,
      body: "curve/vector:decodeVector<T>",
      args: { ...LIST, checkSubgroup: "flag" },
      returns: "index",
      sequence: "vartime",
      doc: "Decodes encodings of `length` bytes each, and says the status of each.",
    },
    {
      name: "VectorFromBytesInBulk",
      groups,
      body: "curve/vector:decodeVectorInBulk<T>",
      args: { ...LIST, seed: "seed", bits: "bits" },
      returns: "index",
      sequence: "vartime",
      doc: `The same with the subgroup checked for all points together; a bad point is missed with a probability below
2^-bits.`,
    },
    {
      name: "VectorToBytes",
      groups,
      body: "curve/vector:encodeVector<T>",
      args: { out: "out encodings", vector: "vector", count: "count", compressed: "flag" },
      sequence: "vartime",
      doc: "Encodes every point.",
    },
    {
      name: "VectorFromPoints",
      groups,
      body: "curve/affine:normalisePoints<T>",
      args: { out: "out vector", points: "points", count: "count" },
      fixed: ["false"],
      sequence: "vartime",
      doc: "Packs projective points, with one inversion.",
    },
    {
      name: "VectorToPoints",
      groups,
      body: "curve/vector:vectorToPoints<T>",
      args: { out: "out points", vector: "vector", count: "count" },
      sequence: "vartime",
      doc: "All points of a vector as projective ones.",
    },
    {
      name: "VectorMultiplyBase",
      groups,
      body: "curve/base:multiplyBaseVector<T>",
      args: { out: "out vector", scalars: "scalars", count: "count" },
      sequence: "constant",
      doc: "out[i] = k_i G for secret scalars.",
    },
    {
      name: "VectorSum",
      groups,
      body: "curve/batch-affine-sum:vectorSum<Lanes>",
      args: { out: "out point", vector: "vector", count: "count" },
      sequence: "vartime",
      doc: "out = the sum of all points, any points on the curve.",
    },
    {
      name: "Msm",
      groups,
      body: "curve/msm:msm<Lanes>",
      args: { out: "out point", vector: "vector", scalars: "scalars", count: "count", bits: "bits" },
      sequence: "vartime",
      doc: `out = the sum of scalars[i] vector[i] for points of order r or infinity. Scalars are taken mod r; when all are
below 2^bits the cost falls in proportion (64, 128, 192, else 255).`,
    },
  ],
};
