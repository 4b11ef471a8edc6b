// Four miners and a sharder in one process, in real time: each miner with its own replica of the chain's state and its
// own store, as on four machines. They make a key together; one of them is down for a while and misses nothing.
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
  EMPTY_SHARDER_MEMORY,
  FrameChannel,
  genesisHash,
  HpkeCipher,
  Miner,
  makeGenesis,
  memberEntry,
  minerRegistration,
  Sharder,
  signLongTerm,
  ViewChangeContract,
  verifyMagicBlockChain,
} from "feldspar-dkg/view-change.js";

const scheme = "min-sig";
const chainId = "miner-nodes example";
const roundTime = 50;
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// Who there is, with keys that only they have: four miners, a sharder, and the admin who says what stake everybody has.
const names = ["Albite", "Biotite", "Calcite", "Dolomite"];
const identities = await Promise.all(
  names.map((name) => createMinerIdentity({ scheme, url: `https://${name.toLowerCase()}.example` })),
);
const keeper = { ...createSigningIdentity(scheme), url: "https://sharder.example" };
const admin = createSigningIdentity(scheme);
const proven = ({ publicKey, proofOfPossession }) => ({ publicKey, proofOfPossession });

// What everybody agrees on before the first block: any three of the four will sign. Phases end when everybody is done,
// or after so many rounds; only the first, and the wait until the new view begins, last as long as they say.
const phaseRounds = { start: 2, contribute: 100, share: 100, publish: 100, wait: 20 };
const genesis = makeGenesis({
  chainId,
  scheme,
  roundTime,
  startRound: 2,
  adminKeys: [proven(admin)],
  sharders: [{ ...proven(keeper), stake: 1n, url: keeper.url }],
  parameters: { miners: 4, threshold: 3, quorum: 3, phaseRounds },
});
const contract = new ViewChangeContract();

// What they have in common: a ledger that orders entries, and a network for private messages.
const engine = new MemoryEngine();
const network = new MemoryNetwork({ clock: systemClock, timersOf: () => systemTimers });

// What each has for itself. The replica and the store outlive the node, which may be started as often as it stops.
const machines = identities.map((identity) => {
  const chain = Replica.open({ engine, genesis: contract.genesis(genesis) });
  const options = {
    id: identity.id,
    miner: new Miner({ scheme, identity }), // decides
    cipher: new HpkeCipher(identity), // seals and opens shares
    channel: new FrameChannel(identity, { chainId }), // authenticates messages
    chain,
    transport: network.endpoint(identity.id),
    store: new MemoryStore(),
    onStopped: (error) => console.log(`${identity.url} stopped by itself: ${error.code}`),
  };
  return { chain, start: () => MinerNode.start(options) };
});
const nodes = await Promise.all(machines.map(({ start }) => start()));

// What the contract says of every block, in the eyes of the first miner.
const [{ chain }] = machines;
chain.subscribe(({ block, events }) => {
  for (const event of events) if (event.type === "phase-began") console.log(`round ${block.round}: ${event.phase}`);
});

// In the first block everybody has its stake, and registers.
for (const [position, identity] of identities.entries()) {
  const content = {
    genesisHash: genesisHash(genesis),
    serial: position + 1,
    action: { type: "stake", id: identity.id, stake: 100n },
  };
  const signature = signLongTerm(scheme, admin, authorityMessage(content));
  await chain.append(authorityEntry({ ...content, signatures: [{ admin: 0, signature }] }));
  await chain.append(memberEntry(scheme, minerRegistration(scheme, identity, content)));
}

// The sharder wants to be in the next set too, and signs the first block. A real one stores its memory first.
const sharder = new Sharder(scheme, keeper);
let memory = EMPTY_SHARDER_MEMORY;
chain.subscribe(({ after }) => {
  const step = sharder.step(memory, after);
  memory = step.memory;
  for (const entry of step.entries) chain.append(entry);
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
  await pause(roundTime);
}

// What everybody can verify, and what a member has for it: a share of a key that no machine ever held. Three sign.
const { magicBlock } = chain.state.current;
console.log(`group key: ${Buffer.from(magicBlock.groupPublicKey).toString("hex")}`);
console.log(`magic block valid: ${verifyMagicBlockChain([magicBlock], { genesis }).valid}`);
await Promise.all(nodes.map((node) => node.idle()));
const message = new TextEncoder().encode("three of four");
const held = nodes.slice(1).map((node) => node.state.keys[0]);
const partials = held.map(({ partyId, secretShare }) => ({
  id: partyId,
  signature: minSig.sign(message, secretShare),
}));
const signature = recoverSignature(minSig, partials);
console.log(`signature valid: ${minSig.verify(signature, message, magicBlock.groupPublicKey)}`);

await Promise.all(nodes.map((node) => node.stop()));
for (const machine of machines) machine.chain.close();
await engine.close();
