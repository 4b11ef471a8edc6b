// Every code of a FeldsparError: what it means, and what to do about it, by subject in codes/. docs/errors.md is
// written from these tables. Only the type is imported by the package itself, so that the texts are in no bundle.
import { ARGUMENTS, FILES, PARAMETERS } from "./codes/arguments.js";
import type { Explanations } from "./codes/explanation.js";
import { POINTS_AND_SCALARS, SHARING, SIGNATURES, TIMELOCK } from "./codes/mathematics.js";
import { MEMBERS, TRANSACTIONS } from "./codes/protocol.js";
import { NODES, POOL, START_UP } from "./codes/running.js";

/** The tables by their subjects, in the order of the document. */
export const GROUPS: Record<string, Explanations> = {
  "Points and scalars": POINTS_AND_SCALARS,
  Arguments: ARGUMENTS,
  "Signatures and the beacon": SIGNATURES,
  Ciphertexts: TIMELOCK,
  Sharing: SHARING,
  Members: MEMBERS,
  "Transactions and registrations": TRANSACTIONS,
  Parameters: PARAMETERS,
  "Files and encodings": FILES,
  "Nodes, stores and ledgers": NODES,
  "The pool": POOL,
  "Start-up": START_UP,
};

export const CODES = {
  ...POINTS_AND_SCALARS,
  ...ARGUMENTS,
  ...SIGNATURES,
  ...TIMELOCK,
  ...SHARING,
  ...MEMBERS,
  ...TRANSACTIONS,
  ...PARAMETERS,
  ...FILES,
  ...NODES,
  ...POOL,
  ...START_UP,
};

/** The codes of a FeldsparError; docs/errors.md says what each means and what to do about it. */
export type ErrorCode = keyof typeof CODES;
