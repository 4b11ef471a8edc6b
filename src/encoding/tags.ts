// Domain tags. Every byte string that is signed or hashed begins with one of these, so that no bytes made for one
// purpose can ever be taken for another. A tag is written length-prefixed, like every other string.

export const TAG = {
  // a chain and who is on it
  genesis: "feldspar/v2/genesis",
  chainId: "feldspar/v2/chain-id",
  parameters: "feldspar/v2/parameters",
  member: "feldspar/v2/member",
  authority: "feldspar/v2/authority",
  candidates: "feldspar/v2/candidates",
  state: "feldspar/v2/state",
  tick: "feldspar/v2/tick",
  checkpoint: "feldspar/v2/checkpoint",
  // a session and what is said in it
  list: "feldspar/v2/list",
  session: "feldspar/v2/session",
  transaction: "feldspar/v2/transaction",
  contribution: "feldspar/v2/contribution",
  acknowledgement: "feldspar/v2/acknowledgement",
  share: "feldspar/v2/share",
  shares: "feldspar/v2/shares",
  shareLeaf: "feldspar/v2/share-leaf",
  shareNode: "feldspar/v2/share-node",
  sessionKey: "feldspar/v2/session-key",
  encapsulationKey: "feldspar/v2/encapsulation-key",
  messageKey: "feldspar/v2/message-key",
  message: "feldspar/v2/message",
  // what lies on a disk
  sealedNonce: "feldspar/v2/sealed-nonce",
  keystore: "feldspar/v2/keystore",
  // magic blocks
  magicBlock: "feldspar/v2/magic-block",
  body: "feldspar/v2/body",
  memberLeaf: "feldspar/v2/member-leaf",
  memberNode: "feldspar/v2/member-node",
  sharderLeaf: "feldspar/v2/sharder-leaf",
  sharderNode: "feldspar/v2/sharder-node",
  // what shares of a key sign
  confirm: "feldspar/v2/confirm",
  handOver: "feldspar/v2/hand-over",
  first: "feldspar/v2/first",
  lot: "feldspar/v2/lot",
  beacon: "feldspar/v2/beacon",
  timeout: "feldspar/v2/timeout",
  application: "feldspar/v2/application",
  // ceremonies without a chain
  invitation: "feldspar/v2/invitation",
  transcript: "feldspar/v2/transcript",
  shareFile: "feldspar/v2/share-file",
  // threshold decryption
  ciphertext: "feldspar/v2/ciphertext",
  ciphertextMask: "feldspar/v2/ciphertext-mask",
  ciphertextNonce: "feldspar/v2/ciphertext-nonce",
  decryption: "feldspar/v2/decryption",
  decryptionNonce: "feldspar/v2/decryption-nonce",
  // files that wait for a round
  timelock: "feldspar/v2/timelock",
  // mathematics
  weights: "feldspar/v2/weights",
  commitments: "feldspar/v2/commitments",
  dealing: "feldspar/v2/dealing",
  dealingReceivers: "feldspar/v2/dealing-receivers",
  proofOfKnowledge: "feldspar/v2/pok",
  proofNonce: "feldspar/v2/pok-nonce",
  reshare: "feldspar/v2/reshare",
  reshareCoefficient: "feldspar/v2/reshare-coefficient",
  repair: "feldspar/v2/repair",
  repairPart: "feldspar/v2/repair-part",
  shuffle: "feldspar/v2/shuffle",
} as const;

export type Tag = (typeof TAG)[keyof typeof TAG];
