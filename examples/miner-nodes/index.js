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
  createMinerIdentity,
  HpkeCipher,
  Miner,
  registrationOf,
  ViewChangeContract,
  validateParameters,
  verifyMagicBlockChain,
} from "feldspar-dkg/view-change.js";

const scheme = "min-sig";
const chainId = "miner-nodes example";
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// Who there is: keys that only the miner has, and what it registers of them, signed for this chain.
const names = ["Albite", "Biotite", "Calcite", "Dolomite"];
const identities = await Promise.all(
  names.map((name) => createMinerIdentity({ scheme, stake: 100n, url: `https://${name.toLowerCase()}.example` })),
);
const candidates = identities.map((identity) => registrationOf(scheme, identity, { chainId }));

// What everybody agrees on before the first block: any three of the four will sign. Phases end when everybody is done,
// or after so many rounds; only the last, before the new view begins, lasts as long as it says.
const phaseRounds = { start: 2, contribute: 100, share: 100, publish: 100, wait: 20 };
const { parameters } = validateParameters({ scheme, miners: 4, threshold: 3, quorum: 3, phaseRounds });
const genesis = new ViewChangeContract().genesis({ chainId, parameters, candidates });

// What they have in common: a ledger that orders entries, and a network for private messages.
const engine = new MemoryEngine({ round: genesis.round });
const network = new MemoryNetwork({ clock: systemClock, timersOf: () => systemTimers });

// What each has for itself. The replica and the store outlive the node, which may be started as often as it stops.
const machines = identities.map((identity) => {
  const chain = Replica.open({ engine, genesis });
  const options = {
    id: identity.id,
    miner: new Miner({ scheme, identity }), // decides
    cipher: new HpkeCipher(identity), // seals and opens shares
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
console.log(`magic block valid: ${verifyMagicBlockChain([magicBlock]).valid}`);
await Promise.all(nodes.map((node) => node.idle()));
const message = new TextEncoder().encode("three of four");
const held = nodes.slice(1).map((node) => node.state.keys[0]);
const partials = held.map(({ index, secretShare }) => ({ id: index, signature: minSig.sign(message, secretShare) }));
const signature = recoverSignature(minSig, partials);
console.log(`signature valid: ${minSig.verify(signature, message, magicBlock.groupPublicKey)}`);

await Promise.all(nodes.map((node) => node.stop()));
for (const machine of machines) machine.chain.close();
await engine.close();
