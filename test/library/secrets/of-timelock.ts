// What handles secrets in timelock.js: the file's key, and what it is encrypted with.
import { decryptWithSignature, encryptToRound } from "../../../src/timelock/ibe.js";
import { decrypt, encrypt } from "../../../src/timelock/index.js";
import { openNetwork } from "../../../src/timelock/network.js";
import { NETWORKS } from "../timelock/support.js";
import { message, operation, SECRETS, type SecretOperation } from "./operation.js";
import type { Which } from "./traces.js";

/** All that is drawn is the secret. */
const draws = (which: Which) => (length: number) => SECRETS[which].slice(0, length);

export const TIMELOCK_OPERATIONS: readonly SecretOperation[] = NETWORKS.flatMap(({ name, chain, beaconOf }) => {
  const network = openNetwork(chain);
  const fileKey = (which: Which) => SECRETS[which].slice(16);
  const { signature } = beaconOf(3);
  return [
    operation(`${name}: encryptToRound`, "", (which) => {
      const key = fileKey(which);
      return () => encryptToRound(network, 3, key, draws(which));
    }),
    operation(`${name}: decryptWithSignature`, "", (which) => {
      const sealed = encryptToRound(network, 3, fileKey(which), draws(0));
      return () => decryptWithSignature(network, signature, sealed);
    }),
    operation(
      `${name}: encrypt`,
      "encrypt",
      (which) => () => encrypt(chain, 3, message, { random: draws(which) }),
      "drawn",
    ),
    // the file's nonce is what was drawn, too
    operation(
      `${name}: decrypt`,
      "decrypt",
      (which) => {
        const sealed = encrypt(chain, 3, message, { random: draws(which) });
        return () => decrypt(chain, sealed, beaconOf(3));
      },
      "drawn",
    ),
  ];
});
