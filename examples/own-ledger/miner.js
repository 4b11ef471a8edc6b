// A miner on a ledger of one's own, and messages by UDP: `node miner.js FOLDER PLACE`. It runs until view 1 is in
// office, signs with its share, and prints the signature.
import { createSocket } from "node:dgram";
import { readFileSync } from "node:fs";
import { minSig } from "feldspar-dkg/bls.js";
import { MinerNode, Replica } from "feldspar-dkg/node.js";
import { MemoryStore } from "feldspar-dkg/store/memory.js";
import * as protocol from "feldspar-dkg/view-change.js";
import { FileLedger } from "./ledger.js";
import { revive } from "./people.js";

const [, , folder, place] = process.argv;
const { genesis: json, people } = JSON.parse(readFileSync(`${folder}/network.json`, "utf8"), revive);
const identity = people[place];
const genesis = new protocol.ViewChangeContract().genesis(protocol.genesisFromJson(json));

// messages: to the port that stands in the receiver's address; what is lost is sent again
const socket = createSocket("udp4").bind(Number(new URL(identity.url).port), "127.0.0.1");
const portOf = (id) => Number(new URL(people.find((one) => one.id === id).url).port);
let take = null;
socket.on("message", (message) => take?.(Uint8Array.from(message)));
const transport = {
  send: (to, message) => socket.send(message, portOf(to), "127.0.0.1"),
  receive: (handler) => {
    take = handler;
  },
};

const engine = new FileLedger(`${folder}/ledger.txt`);
const chain = Replica.open({ engine, genesis });
const miner = new protocol.Miner({ scheme: "min-sig", identity });
const cipher = new protocol.HpkeCipher(identity);
const channel = new protocol.FrameChannel(identity, { chainId: "own ledger" });
// a miner that is to live longer than its process has a store that does: "feldspar-dkg/store/level.js"
const store = new MemoryStore();
const node = await MinerNode.start({ id: identity.id, miner, cipher, channel, chain, transport, store });

while (chain.state.current.magicBlock === null) await new Promise((resolve) => setTimeout(resolve, 50));
await node.idle();
const { index, secretShare } = node.state.keys[0];
const signature = minSig.sign(new TextEncoder().encode("three of four"), secretShare);
console.log(JSON.stringify({ index, signature: Buffer.from(signature).toString("hex") }));
await node.stop();
chain.close();
socket.close();
await engine.close();
