// Calls by which a `FeldsparBeacon` follows the chain of magic blocks.
import { reading, recordOf, someOptionsOf } from "../../bindings/arguments.js";
import { checkBytes } from "../../bindings/bytes.js";
import { concatBytes, fail } from "../encoding/index.js";
import { encodeHeader as headerBytes } from "../magic-block/encode.js";
import {
  type CertifiedHeader,
  checkHeader,
  type FirstSignatures,
  type Genesis,
  type MagicBlockCertificate,
} from "../magic-block/index.js";
import { FELDSPAR_BEACON } from "./artifacts.gen.js";
import { type Argument, encodeCall, type Hex } from "./calldata.js";
import { sharderKeys } from "./deployment.js";
import { uncompressedKey, uncompressedSignature } from "./points.js";

/** What a header follows; without either it follows the contract's latest. */
export interface HeaderStart {
  /** Block 1: the genesis with which the contract was deployed. */
  readonly genesis?: Genesis | undefined;
  /** The block whose hash the contract was deployed with. */
  readonly trusted?: boolean | undefined;
}

function present<Part>(part: Part | null | undefined, what: string): Part {
  return part ?? fail("BAD_PARAMETER", `header: its certificate has no ${what}`);
}

/** A header's bytes, if it is one of ours. */
function read(header: CertifiedHeader): { bytes: Uint8Array; groupPublicKey: Uint8Array } {
  return reading("header", () => {
    if (header.scheme !== "min-sig") fail("BAD_PARAMETER", 'header: expected one of the scheme "min-sig"');
    checkHeader(header);
    return { bytes: headerBytes(header), groupPublicKey: header.groupPublicKey };
  });
}

/**
 * Calldata that hands a magic block's header to a `FeldsparBeacon`, with the two signatures of its certificate added up
 * to one point. The contract verifies them; here the parts are checked to be points of the subgroup. Keys and
 * signatures have the lengths of "min-sig", 96 and 48 bytes. Throws BAD_PARAMETER for another scheme and for a
 * certificate that lacks a part, BAD_TYPE, BAD_LENGTH; what `checkHeader` and `G1.fromBytes` throw. Variable-time:
 * everything here is public.
 *
 * Example: `encodeHeader(blocks[0], { genesis })`, then `encodeHeader(blocks[1])`, one after the other.
 *
 * @example
 * const [first, second] = run.magicBlocks;
 * const data = encodeHeader(first, { genesis: run.genesis }); // then the others, one after the other
 * data.length < encodeHeader(second).length; //=> false
 */
export function encodeHeader(header: CertifiedHeader, start?: HeaderStart): Hex {
  const { genesis, trusted } = someOptionsOf<HeaderStart>(start, ["genesis", "trusted"]);
  const { bytes, groupPublicKey } = read(header);
  const parts = ["handOver", "first", "confirmation"] as const;
  const certificate = recordOf<MagicBlockCertificate>(header.certificate, "certificate", parts);
  const confirmation = present(certificate.confirmation, "confirmation");
  const call = (method: "first" | "trusted" | "handOver", parts: Uint8Array[], more: Argument[] = []) => {
    const points = concatBytes(uncompressedKey(groupPublicKey), uncompressedSignature(...parts));
    return encodeCall(FELDSPAR_BEACON.selectors[method], [{ bytes }, points, ...more]);
  };
  if (genesis !== undefined) {
    const first = present(certificate.first, "signatures of the genesis' sharders");
    const { signers, aggregate } = recordOf<FirstSignatures>(first, "signatures", ["signers", "aggregate"]);
    checkBytes(signers, "signers");
    return call("first", [aggregate, confirmation], [{ bytes: signers }, { bytes: sharderKeys(genesis) }]);
  }
  if (trusted === true) return call("trusted", [confirmation]);
  return call("handOver", [present(certificate.handOver, "hand-over"), confirmation]);
}
