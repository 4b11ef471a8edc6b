// What one wants to do, and the names for it: the first page of docs/api. Modules are named without the package and
// ".js"; the package itself is "".
export const TASKS = [
  {
    title: "Make a key of one's own",
    text: "and the public key to it; the proof that one has it",
    names: { bls: ["minSig", "minPk", "minSigPop", "minPkPop"] },
  },
  {
    title: "Sign and verify",
    text: "one message, with one key: `sign`, `verify` of a scheme",
    names: { bls: ["minSig", "minPk", "schemeByName", "PreparedPublicKey", "BlsScheme"] },
  },
  {
    title: "Verify many",
    text: "and learn which are wrong: `batchVerify`; aggregates: `aggregateVerify`, `fastAggregateVerify`",
    names: { bls: ["minSigAug", "BlsScheme"], pool: ["createPool"], beacon: ["drand.verifyMany"] },
  },
  {
    title: "Share a secret, sign with a threshold",
    text: "where one machine may know the key",
    names: { threshold: ["split", "recoverSecret", "combine", "recoverSignature", "lagrangeAtZero"] },
  },
  {
    title: "Deal a key that nobody has",
    text: "the arithmetic of it; handing a key on; giving somebody a lost share again",
    names: {
      dkg: ["deal", "verifyCommitments", "batchVerifyShares", "finalize", "dealReshare", "finalizeReshare"].concat([
        "dealRepair",
        "finishRepair",
      ]),
    },
  },
  {
    title: "Make a key among people",
    text: "without a chain: a ceremony, over anything that carries text",
    names: {
      ceremony: ["cardOf", "invite", "Room", "Party", "joinOver", "seatOver", "socketWire", "verifyTranscript"],
      "ceremony/node": ["folderWire", "roomOverHttp"],
    },
  },
  {
    title: "Use the key of a group",
    text: "by request: signatures for applications, opening what was encrypted to it",
    names: {
      signing: ["Signer", "signingRequest", "combineSignatures", "verifySignature"].concat([
        "encryptTo",
        "Decryptor",
        "combineDecryption",
      ]),
      keystore: ["exportShare", "importShare"],
    },
  },
  {
    title: "Run a miner",
    text: "a node on the ports of a machine; most take the command `feldspar miner`",
    names: {
      node: ["MinerNode", "BeaconNode", "Replica", "LogChain", "sharedTransport"],
      "view-change": ["createMinerIdentity", "Miner", "HpkeCipher", "FrameChannel", "minerRegistration"],
      keystore: ["readIdentity", "writeIdentity", "SealedStore"],
    },
  },
  {
    title: "Run a network",
    text: "its genesis, its sharders, and what stands in for a ledger, a network and a disk",
    names: {
      "view-change": ["makeGenesis", "validateParameters", "genesisToJson", "ViewChangeContract", "authorityEntry"],
      node: ["SharderNode", "LedgerEngine", "Transport", "Store"],
      "ledger/local": ["LocalLog"],
      "ledger/remote": ["RemoteLog"],
      "ledger/etcd": ["EtcdLog"],
      "ledger/evm": ["EvmEngine"],
      "transport/http": ["HttpTransport"],
      "store/level": ["LevelStore"],
    },
  },
  {
    title: "Try it in one process",
    text: "a simulated view change with faults, or nodes on adapters in memory",
    names: {
      "view-change": ["runViewChange", "parseFaults", "FAULT_KINDS"],
      "ledger/memory": ["MemoryEngine", "MemoryLog"],
      "transport/memory": ["MemoryNetwork"],
      "store/memory": ["MemoryStore"],
    },
  },
  {
    title: "Follow a chain in a page",
    text: "and believe nobody: headers, members, rounds, held against a hash",
    names: {
      "light-client": ["LightClient"],
      "view-change": ["verifyHeaderChain", "verifyMagicBlockChain", "verifyMember", "headersFromJson", "MagicBlock"],
    },
  },
  {
    title: "A beacon of one's own",
    text: "rounds of the chain: made, verified, turned into an order",
    names: {
      beacon: ["Beacon", "BeaconMember", "verifyRound", "verifyBeaconChain", "randomness", "rank", "beaconFromJson"],
    },
  },
  {
    title: "drand",
    text: "its public networks, or one's own in its form",
    names: {
      beacon: ["drand.verify", "drand.networks", "drand.beaconFromJson", "drand.chainInfoFromJson", "drand.roundAt"],
    },
  },
  {
    title: "Seal until a time",
    text: "files that nobody can read before a round of drand",
    names: { timelock: ["encrypt", "decrypt", "encryptStream", "decryptStream", "timelockOf"] },
  },
  {
    title: "EVM chains",
    text: "contracts that verify the beacon, and what is sent to them",
    names: { evm: ["probe", "deployBeacon", "encodeHeader", "encodeRound", "deployDrandBeacon", "deployBoard"] },
  },
  {
    title: "More than one thread",
    text: "the heavy calls, on worker threads or Web Workers",
    names: { pool: ["createPool", "Pool"] },
  },
  {
    title: "The curve itself",
    text: "points, scalars, hashing, pairings",
    names: { curve: ["G1", "G2", "Point", "Vector", "Fr", "pairing", "pairingCheck", "Gt", "hashToScalar"] },
  },
  {
    title: "Bytes and files",
    text: "what is stored, sent and signed: each has the two directions",
    names: {
      "view-change": ["encodeBlock", "encodeTransaction", "encodeContractState", "memberProofToJson", "evidenceToJson"],
      keystore: ["sealKeystore", "openKeystore"],
      signing: ["groupKeyToJson"],
      node: ["encodeSnapshot", "verifySnapshot"],
    },
  },
  {
    title: "Evidence",
    text: "that somebody dealt badly, for others",
    names: { "view-change": ["verifyEvidenceFile", "evidenceFileOf", "verifyEvidence"] },
  },
  {
    title: "Errors, and starting up",
    text: "what is thrown; which kernel works, ahead of the first call",
    names: { "": ["FeldsparError", "init", "coreInfo", "coreModule"] },
  },
];
