// In the place of tlock-js: the same two functions, on any client of drand-client.
//
//   import { timelockDecrypt, timelockEncrypt } from "./tlock-js.js";
//   const sealed = await timelockEncrypt(round, Buffer.from("text"), mainnetClient());
import { drand } from "feldspar-dkg/beacon.js";
import { decrypt, encrypt, timelockOf } from "feldspar-dkg/timelock.js";

const infoOf = async (client) => drand.chainInfoFromJson(await client.chain().info());

/** Armored, as the original. */
export async function timelockEncrypt(roundNumber, payload, client) {
  const sealed = encrypt(await infoOf(client), roundNumber, new Uint8Array(payload), { armored: true });
  return new TextDecoder().decode(sealed);
}

/** A ciphertext to another network is refused, which the original does not see. */
export async function timelockDecrypt(ciphertext, client) {
  const bytes = new Uint8Array(Buffer.from(ciphertext, "latin1"));
  const info = await infoOf(client);
  const { round } = timelockOf(bytes);
  if (drand.timeOf(info, round) > Date.now())
    throw new Error(`it is too early: the ciphertext opens with round ${round}`);
  return Buffer.from(decrypt(info, bytes, drand.beaconFromJson(await client.get(round))));
}
