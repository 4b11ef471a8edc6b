// "feldspar-dkg/signing.js": what is done with the key of a group, by request: signatures for applications, and the
// opening of what was encrypted to it. A key has one purpose.
export {
  type EncryptOptions,
  encryptTo,
  MAX_LABEL,
  MAX_MESSAGE,
  verifyCiphertext,
} from "../decryption/ciphertext.js";
export {
  combineDecryption,
  type Decrypted,
  type DecryptionAnswer,
  type DecryptionRequest,
  Decryptor,
  type DecryptorOptions,
} from "../decryption/decryptor.js";
export {
  type GroupKey,
  groupKeyFromJson,
  groupKeyToJson,
  type KeyMember,
  type KeyShare,
  type ShareSource,
} from "../signing/key.js";
export {
  type Content,
  combineSignatures,
  type Signed,
  Signer,
  type SignerOptions,
  type SigningAnswer,
  type SigningRequest,
  signingRequest,
  verifySignature,
} from "../signing/signer.js";
