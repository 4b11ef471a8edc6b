// `blsVerify` for the Internet Computer's agent: the option of that name of HttpAgent, Actor and Certificate in
// @icp-sdk/core (@dfinity/agent before it).
//
//   import { HttpAgent, Actor } from "@icp-sdk/core/agent";
//   Actor.createActor(interfaceFactory, { agent, canisterId, blsVerify });
import { minSig } from "feldspar-dkg/bls.js";

/** Prepared keys: the root's and those of the subnets that certificates are delegated to. A page meets few of them. */
const prepared = new Map();
const MOST = 32;

function prepare(publicKey) {
  const name = publicKey.join();
  let key = prepared.get(name);
  if (key === undefined) {
    key = minSig.preparePublicKey(publicKey);
    if (prepared.size === MOST) prepared.delete(prepared.keys().next().value);
    prepared.set(name, key);
  }
  return key;
}

/**
 * @param {Uint8Array} publicKey 96 bytes in G2
 * @param {Uint8Array} signature 48 bytes in G1
 * @param {Uint8Array} message
 * @returns {Promise<boolean>} false for a wrong signature; rejects with a FeldsparError for bytes that are no key or no
 * signature
 */
export async function blsVerify(publicKey, signature, message) {
  return minSig.verify(signature, message, prepare(publicKey));
}
