// Arithmetic modulo the group order.
const sequence = "constant";
const body = (name) => `field/scalar:${name}`;
const SUM = { out: "out scalar", a: "scalar", b: "scalar" };
const IMAGE = { out: "out scalar", a: "scalar" };

export const scalar = {
  about: `Arithmetic modulo the group order. Constant-sequence, except that the position of a malformed scalar shows.
BAD_SCALAR when a scalar is not below r; the result is then undefined.`,
  operations: [
    {
      name: "frAdd",
      body: body("addScalars"),
      args: SUM,
      returns: "status",
      sequence,
      doc: "out = a + b mod r.",
    },
    {
      name: "frSub",
      body: body("subtractScalars"),
      args: SUM,
      returns: "status",
      sequence,
      doc: "out = a - b mod r.",
    },
    {
      name: "frMul",
      body: body("multiplyScalars"),
      args: SUM,
      returns: "status",
      sequence,
      doc: "out = a b mod r.",
    },
    {
      name: "frNeg",
      body: body("negateScalar"),
      args: IMAGE,
      returns: "status",
      sequence,
      doc: "out = -a mod r.",
    },
    {
      name: "frInv",
      body: body("invertScalar"),
      args: IMAGE,
      returns: "status",
      sequence,
      doc: "out = 1 / a mod r, and 0 for a = 0.",
    },
    {
      name: "frFromBytesMod",
      body: body("reduceInteger"),
      args: { out: "out scalar", input: "integer", length: "length" },
      returns: "status",
      sequence,
      doc: "out = an integer of at most 64 bytes, modulo r; BAD_LENGTH when it is longer.",
    },
    {
      name: "frSum",
      body: body("sumScalars"),
      args: { out: "out scalar", scalars: "scalars", count: "count" },
      returns: "status",
      sequence,
      doc: "out = the sum of the scalars mod r.",
    },
    {
      name: "frCheckAll",
      body: body("firstBadScalar"),
      args: { scalars: "scalars", count: "count", nonZero: "flag" },
      returns: "index",
      sequence,
      doc: "The first scalar that is not below r, or, with `nonZero`, is zero.",
    },
  ],
};
