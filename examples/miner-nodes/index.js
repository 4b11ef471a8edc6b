// Four miners in one process, in real time: each with its own replica of the chain's state and its own store, as on
// four machines. They make a key together; one of them is down for a while and misses nothing.
//
// The parts that end in "memory.js" stand in for a blockchain, a network and a disk. For real ones, write objects with
// the same methods: the interfaces LedgerEngine, Transport and Store of "feldspar-dkg/node.js".
import { minSig } from "feldspar-dkg/bls.js";
import { MemoryEngine } from "feldspar-dkg/ledger/memory.js";
import { MinerNode, Replica, systemClock, systemTimers } from "feldspar-dkg/node.js";
import { MemoryStore } from "feldspar-dkg/store/memory.js";
import { recoverSignature } from "feldspar-dkg/threshold.js";
import { MemoryNetwork } from "feldspar-dkg/transport/memory.js";
import {
  authorityEntry,
  authorityMessage,
  createMinerIdentity,
  createSigningIdentity,
  FrameChannel,
  firstMessage,
  genesisHash,
  HpkeCipher,
  Miner,
  makeGenesis,
  memberEntry,
  minerRegistration,
  signLongTerm,
  signMember,
  signTransaction,
  transactionEntry,
  ViewChangeContract,
  verifyMagicBlockChain,
} from "feldspar-dkg/view-change.js";

const scheme = "min-sig";
const chainId = "miner-nodes example";
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// Who there is: miners, a sharder that stores the chain, and the authority that gives stake. Keys are made by whoever
// has them, and leave no machine.
const names = ["Albite", "Biotite", "Calcite", "Dolomite"];
const identities = await Promise.all(
  names.map((name) => createMinerIdentity({ scheme, url: `https://${name.toLowerCase()}.example` })),
);
const sharder = createSigningIdentity(scheme);
const authority = createSigningIdentity(scheme);
const proven = ({ publicKey, proofOfPossession }) => ({ publicKey, proofOfPossession });

// What everybody agrees on before the first block: any three of the four will sign. Phases end when everybody is done,
// or after so many rounds.
const genesis = makeGenesis({
  chainId,
  scheme,
  startRound: 2,
  roundTime: 50,
  adminKeys: [proven(authority)],
  sharders: [{ ...proven(sharder), stake: 1n, url: "https://sharder.example" }],
  parameters: {
    ...{ miners: 4, threshold: 3, quorum: 3, handOverRounds: 2 },
    phaseRounds: { start: 2, contribute: 100, share: 100, publish: 100, wait: 20 },
  },
});
const beginning = new ViewChangeContract().genesis(genesis);
const named = { genesisHash: genesisHash(genesis) };

// What they have in common: a ledger that orders entries, and a network for private messages.
const engine = new MemoryEngine();
const network = new MemoryNetwork({ clock: systemClock, timersOf: () => systemTimers });

// What each has for itself. The replica and the store outlive the node, which may be started as often as it stops.
const machines = identities.map((identity) => {
  const replica = Replica.open({ engine, genesis: beginning });
  const options = {
    id: identity.id,
    miner: new Miner({ scheme, identity }), // decides
    cipher: new HpkeCipher(identity), // seals and opens shares
    channel: new FrameChannel(identity, { chainId }), // shows who sent a message
    chain: replica,
    transport: network.endpoint(identity.id),
    store: new MemoryStore(),
    onStopped: (error) => console.log(`${identity.url} stopped by itself: ${error.code}`),
  };
  return { replica, start: () => MinerNode.start(options) };
});
const nodes = await Promise.all(machines.map(({ start }) => start()));

const append = ({ kind, bytes }) => engine.append(kind, bytes);

// The authority says how much stake everybody has, and with it each miner registers.
for (const [position, identity] of identities.entries()) {
  const stake = { ...named, serial: position + 1, action: { type: "stake", id: identity.id, stake: 100n } };
  const signature = signLongTerm(scheme, authority, authorityMessage(stake));
  append(authorityEntry({ ...stake, signatures: [{ admin: 0, signature }] }));
  append(memberEntry(scheme, minerRegistration(scheme, identity, named)));
}

// What the contract says of every block, in the eyes of the first miner; and the sharder's part: it wants to go on in
// the next set, and signs the first magic block of the chain.
const [{ replica: chain }] = machines;
chain.subscribe(({ block, events }) => {
  for (const event of events) {
    if (event.type === "phase-began") console.log(`round ${block.round}: ${event.phase}`);
    if (event.type === "frozen") {
      const { number, attempt } = event;
      const keep = { type: "keep", role: "sharder", ...named, id: sharder.id, serial: attempt, number, attempt };
      append(memberEntry(scheme, signMember(scheme, sharder, keep)));
    } else if (event.type === "decided") {
      const payload = signLongTerm(scheme, sharder, firstMessage(event.hash));
      append(transactionEntry(signTransaction(scheme, sharder, { session: event.hash, kind: "first", payload })));
    }
  }
});

// The chain: a block every 50 milliseconds. The third miner is down while shares are sent; what it was to get is sent
// again until it acknowledges, and it goes on from what it had stored.
let down = null;
while (chain.state.current.magicBlock === null) {
  const { round } = engine.produce();
  await chain.applied(round);
  if (down === null && chain.state.phase === "share") {
    down = round;
    await nodes[2].stop();
    console.log(`round ${round}: ${names[2]} is down`);
  } else if (down === round - 5) {
    nodes[2] = await machines[2].start();
    console.log(`round ${round}: ${names[2]} is back`);
  }
  await pause(50);
}

// What everybody can verify, and what a member has for it: a share of a key that no machine ever held. Three sign.
const { magicBlock } = chain.state.current;
console.log(`group key: ${Buffer.from(magicBlock.groupPublicKey).toString("hex")}`);
console.log(`magic block valid: ${verifyMagicBlockChain([magicBlock], { genesis }).valid}`);
await Promise.all(nodes.map((node) => node.idle()));
const message = new TextEncoder().encode("three of four");
const held = nodes.slice(1).map((node) => node.state.keys[0]);
const partials = held.map(({ index, secretShare }) => ({ id: index, signature: minSig.sign(message, secretShare) }));
const signature = recoverSignature(minSig, partials);
console.log(`signature valid: ${minSig.verify(signature, message, magicBlock.groupPublicKey)}`);

await Promise.all(nodes.map((node) => node.stop()));
for (const machine of machines) machine.replica.close();
await engine.close();
