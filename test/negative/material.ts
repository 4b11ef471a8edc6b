// A small key generation of each scheme with everything that comes out of it: the good values around a bad one.
import { sha256 } from "@noble/hashes/sha2.js";
import { type BeaconRecord, type BeaconView, beaconMessage } from "../../src/beacon/index.js";
import { type BlsScheme, minPk, minSig } from "../../src/bls/index.js";
import { deal, finalize } from "../../src/dkg/index.js";
import { bigEndian, utf8 } from "../support/bytes.js";
import { seededRandom } from "../support/generators.js";

export const ids = [1, 2, 3, 4];
export const threshold = 3;
export const session = utf8("session");
export const message = utf8("message");
export const otherMessage = utf8("other message");

function make(scheme: BlsScheme) {
  const dealings = ids.map((dealer) => deal({ scheme, threshold, ids, session, dealer, random: seededRandom(dealer) }));
  const keys = ids.map((id) =>
    finalize({
      scheme,
      id,
      ids,
      dealings: dealings.map(({ commitments, shares }) => ({ commitments, share: shares.get(id)! })),
    }),
  );
  const { groupPublicKey, publicShares, commitments } = keys[0]!;
  const secretKey = keys[0]!.secretShare;
  const publicKey = publicShares[0]!;
  const signature = scheme.sign(message, secretKey);
  const sharesById = new Map(ids.map((id, index) => [id, publicShares[index]!]));
  const partials = keys.map(({ secretShare }, index) => ({
    id: ids[index]!,
    signature: scheme.sign(message, secretShare),
  }));

  // a round of our beacon and one of drand, signed with the group key of this run
  const view: BeaconView = { scheme: scheme.name, chainId: "negative", magicBlockNumber: 1, groupPublicKey: publicKey };
  const input = { round: 5, timeoutCount: 0, previousRandomness: new Uint8Array(32).fill(3) };
  const roundSignature = scheme.sign(beaconMessage(view, input), secretKey);
  const record: BeaconRecord = {
    ...input,
    magicBlockNumber: 1,
    signature: roundSignature,
    randomness: sha256(roundSignature),
  };
  const drandInfo = {
    publicKey,
    scheme: scheme === minSig ? ("bls-unchained-g1-rfc9380" as const) : ("pedersen-bls-unchained" as const),
  };
  const drandBeacon = { round: 9, signature: scheme.sign(sha256(bigEndian(9n, 8)), secretKey) };

  return {
    scheme,
    dealings,
    keys,
    groupPublicKey,
    publicShares: sharesById,
    commitments,
    secretKey,
    publicKey,
    signature,
    otherSignature: scheme.sign(otherMessage, secretKey),
    proof: scheme.popProve(secretKey),
    partials,
    view,
    record,
    drandInfo,
    drandBeacon,
  };
}

export type Material = ReturnType<typeof make>;
export const materials: readonly Material[] = [make(minSig), make(minPk)];
