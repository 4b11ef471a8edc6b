// Unpacks Chia's bls-signatures into build/peers on demand; without the registry this peer is missing.
import { fetchPackage } from "./fetch.mjs";

export function fetchChia() {
  try {
    fetchPackage("bls-signatures", "2.0.3", "bls-signatures");
  } catch (error) {
    console.error(`bls-signatures: not measurable here: ${error.message.split("\n")[0]}`);
  }
}
