// "feldspar-dkg/keystore.js": secrets under a passphrase, in keystores of EIP-2335; identities as files; state at rest,
// sealed. Needs Node.js.
export { type Keystore, openKeystore, type SealOptions, sealKeystore } from "../keystore/eip2335.js";
export { type IdentityRole, type OpenedIdentity, readIdentity, writeIdentity } from "../keystore/identity-file.js";
export { SealedStore } from "../keystore/sealed-store.js";
export { exportShare, importShare } from "../keystore/share-file.js";
