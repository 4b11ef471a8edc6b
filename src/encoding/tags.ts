// Domain tags. Every byte string that is signed or hashed begins with one of these, so that no bytes made for one
// purpose can ever be taken for another. A tag is written length-prefixed, like every other string.

export const TAG = {
  registration: "feldspar/v1/registration",
  frozenList: "feldspar/v1/frozen-list",
  session: "feldspar/v1/session",
  transaction: "feldspar/v1/transaction",
  contribution: "feldspar/v1/contribution",
  acknowledgement: "feldspar/v1/acknowledgement",
  share: "feldspar/v1/share",
  weights: "feldspar/v1/weights",
  proofOfKnowledge: "feldspar/v1/pok",
  proofNonce: "feldspar/v1/pok-nonce",
  reshare: "feldspar/v1/reshare",
  reshareCoefficient: "feldspar/v1/reshare-coefficient",
  commitments: "feldspar/v1/commitments",
  magicBlock: "feldspar/v1/magic-block",
  confirmation: "feldspar/v1/magic-block-confirmation",
  handOver: "feldspar/v1/magic-block-hand-over",
  shuffle: "feldspar/v1/shuffle",
  beacon: "feldspar/v1/beacon",
  beaconGenesis: "feldspar/v1/beacon-genesis",
  timeoutVote: "feldspar/v1/timeout-vote",
} as const;

export type Tag = (typeof TAG)[keyof typeof TAG];
