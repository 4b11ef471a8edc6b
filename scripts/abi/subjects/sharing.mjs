// Secret sharing: polynomials, interpolation, commitments and the shares that fit them.
const groups = ["G1", "G2"];

export const sharing = {
  about: `Secret sharing. Ids and commitments are public; commitments are vectors of points of the subgroup. Statuses are
OK, BAD_ID, DUPLICATE_ID or BAD_SCALAR.`,
  operations: [
    {
      name: "polynomialEvaluate",
      body: "sharing/polynomial:polynomialEvaluate",
      args: { out: "out scalars", coefficients: "coefficients", threshold: "count", ids: "ids", count: "count" },
      returns: "status",
      sequence: "constant in the coefficients",
      doc: "out[j] = the value of the polynomial at ids[j].",
    },
    {
      name: "lagrangeAtZero",
      body: "sharing/lagrange:lagrangeAtZero",
      args: { out: "out scalars", ids: "ids", count: "count" },
      returns: "status",
      sequence: "vartime",
      doc: "out[i] = the Lagrange coefficient of ids[i] at zero.",
    },
    {
      name: "recoverSecret",
      body: "sharing/lagrange:recoverSecret",
      args: { out: "out scalar", ids: "ids", shares: "scalars", count: "count" },
      returns: "status",
      sequence: "constant in the shares",
      doc: "out = the value at zero of the polynomial through these shares.",
    },
    {
      name: "VerifyShare",
      groups,
      body: "sharing/feldman:verifyShare<T>",
      args: { vector: "commitment", threshold: "count", id: "scalar", share: "scalar" },
      returns: "flag",
      sequence: "constant in the share",
      doc: "Whether the share of the party `id` fits a commitment.",
    },
    {
      name: "VerifyShares",
      groups,
      body: "sharing/feldman:verifyShares<T>",
      args: {
        verdicts: "out flags",
        vectors: "commitments",
        dealers: "integers",
        threshold: "count",
        ids: "ids",
        shares: "scalars",
        weights: "scalars",
        count: "count",
      },
      returns: "count",
      sequence: "vartime",
      doc: `Checks shares in one random combination and finds the wrong ones when it fails; returns their number. Item i
belongs to the commitment number dealers[i], equal numbers standing together; weights are below 2^128 and not zero.`,
    },
    {
      name: "EvaluateCommitment",
      groups,
      body: "sharing/commitment:evaluateMany<T>",
      args: { out: "out vector", vector: "commitment", threshold: "count", ids: "ids", count: "count" },
      sequence: "vartime",
      doc: "out[j] = the value of a commitment at ids[j].",
    },
    {
      name: "EvaluateEach",
      groups,
      body: "sharing/commitment:evaluateEach<T>",
      args: { out: "out vector", vectors: "commitments", threshold: "count", ids: "ids", count: "count" },
      sequence: "vartime",
      doc: "out[i] = the value of the i-th of `count` commitments at ids[i].",
    },
    {
      name: "SumCommitments",
      groups,
      body: "sharing/commitment:sumCommitments<T>",
      args: { out: "out commitment", vectors: "commitments", count: "count", threshold: "count" },
      sequence: "vartime",
      doc: "out = the sum, place by place, of `count` commitments.",
    },
  ],
};
