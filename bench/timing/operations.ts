// What is done with a secret, through the package's own functions, and what is known to leak.
import { generator, multiplyPoint } from "../../bindings/point.js";
import { minPk } from "../../src/bls/index.js";
import { dealReshare } from "../../src/dkg/index.js";
import { recoverSecret } from "../../src/threshold/index.js";

export interface TimedOperation {
  readonly id: string;
  readonly title: string;
  /** Secrets of 32 bytes that it takes, end to end. */
  readonly secrets: number;
  readonly run: (input: Uint8Array) => unknown;
}

const message = new TextEncoder().encode("feldspar timing");
const session = new TextEncoder().encode("feldspar timing session");
const ids = [1, 2, 3, 4, 5];
/** What else goes into a dealing is the same each time. */
const coefficient = Uint8Array.from({ length: 48 }, (_, index) => 37 * index + 11);
const random = (length: number) => coefficient.slice(0, length);

export const OPERATIONS: readonly TimedOperation[] = [
  {
    id: "sign",
    title: "signing, and partial signing with a share (min-pk)",
    secrets: 1,
    run: (input) => minPk.sign(message, input),
  },
  { id: "public-key", title: "public key (min-pk)", secrets: 1, run: (input) => minPk.getPublicKey(input) },
  {
    id: "deal",
    title: "dealing a share on (t = 3 of 5, min-pk)",
    secrets: 1,
    run: (input) => dealReshare({ scheme: minPk, share: input, threshold: 3, ids, session, dealer: 1, random }),
  },
  {
    id: "recover",
    title: "recovering a key from 3 shares",
    secrets: 3,
    run: (input) =>
      recoverSecret([1, 2, 3].map((id, index) => ({ id, value: input.subarray(32 * index, 32 * index + 32) }))),
  },
];

/** Variable time on purpose: the test must see it. */
export const LEAKING: TimedOperation = {
  id: "vartime",
  title: "multiplication for public scalars (must be found)",
  secrets: 1,
  run: (input) => multiplyPoint("G1", generator("G1"), input, "vartime"),
};
