// A scheme as an argument of the layers above.
import { recordOf } from "../../bindings/arguments.js";
import { describe, fail } from "../../bindings/errors.js";
import { SIZES } from "../../bindings/point.js";
import type { BlsScheme } from "./scheme.js";

const METHODS = ["sign", "verify", "batchVerify", "getPublicKey"] as const;
const FIELDS = ["name", "signatureGroup", "publicKeyGroup", "signatureLength", "publicKeyLength"] as const;

/**
 * Throws BAD_TYPE unless `value` is a scheme whose groups and lengths are those of its name. Inside the package only.
 */
export function checkScheme(value: unknown): asserts value is BlsScheme {
  const scheme = recordOf<BlsScheme>(value, "scheme", [...FIELDS, ...METHODS]);
  const signatureGroup = scheme.name === "min-sig" ? "G1" : "G2";
  const publicKeyGroup = scheme.name === "min-sig" ? "G2" : "G1";
  const isScheme =
    (scheme.name === "min-sig" || scheme.name === "min-pk") &&
    scheme.signatureGroup === signatureGroup &&
    scheme.publicKeyGroup === publicKeyGroup &&
    scheme.signatureLength === SIZES[signatureGroup].compressed &&
    scheme.publicKeyLength === SIZES[publicKeyGroup].compressed &&
    METHODS.every((name) => typeof scheme[name] === "function");
  if (!isScheme) fail("BAD_TYPE", `scheme: expected one of bls.js, got ${describe(value)}`);
}
