// What the examples of docs/api go on from, made with the package's public names alone: the test of the examples and
// the pages have it from here. A comment says what each is.
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beaconToJson, drand } from "feldspar-dkg/beacon.js";
import { minSig } from "feldspar-dkg/bls.js";
import { cardOf, invite, joinOver, Room, type SocketLike, seatOver, socketWire } from "feldspar-dkg/ceremony.js";
import { deal, finalize } from "feldspar-dkg/dkg.js";
import { MemoryEngine } from "feldspar-dkg/ledger/memory.js";
import { EMPTY_LOG_HASH, MinerNode, Replica, systemClock, systemTimers } from "feldspar-dkg/node.js";
import { MemoryStore } from "feldspar-dkg/store/memory.js";
import { split } from "feldspar-dkg/threshold.js";
import { MemoryNetwork } from "feldspar-dkg/transport/memory.js";
import * as viewChange from "feldspar-dkg/view-change.js";

const REFUSED = { code: -32601, message: "the method does not exist" };

/** The bytes of a text, UTF-8. */
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A name that was never used before: 32 bytes. */
export const session = crypto.getRandomValues(new Uint8Array(32));

/** What three parties dealt to each other in that session, any two of whom can sign: by party, from 1. */
export const dealings = [1, 2, 3].map((dealer) =>
  deal({ scheme: minSig, threshold: 2, ids: [1, 2, 3], session, dealer }),
);

/** What each of the three made of it: its share, the group's key and the public shares. */
export const parties = [1, 2, 3].map((id) => {
  const received = dealings.map(({ commitments, shares }) => ({ commitments, share: shares.get(id)! }));
  return finalize({ scheme: minSig, id, ids: [1, 2, 3], dealings: received });
});

/** Keys of three members by `purpose`, any two of whom answer, as a ceremony makes them. */
const keysFor = (purpose: "signing" | "decryption") => {
  const secretKey = minSig.randomSecretKey();
  const shares = split(secretKey, { threshold: 2, ids: [1, 2, 3] });
  const members = shares.map(({ value }, at) => {
    const name = ["Ada", "Ben", "Cleo"][at]!;
    return { id: `${at}`.padStart(64, "0"), name, partyId: at + 1, publicShare: minSig.getPublicKey(value) };
  });
  const group = {
    ...{ chainId: "examples", scheme: "min-sig" as const, purpose, number: 1, blockHash: session },
    ...{ groupPublicKey: minSig.getPublicKey(secretKey), threshold: 2, members },
  };
  return shares.map(({ value }, at) => ({ ...group, partyId: at + 1, secretShare: value }));
};

/** A key for signing, with the share of each of its three members: any two sign. */
export const signingKeys = keysFor("signing");

/** A key for decryption, with the share of each of its three members: any two open. */
export const decryptionKeys = keysFor("decryption");

/** A simulated run: five miners make a key, hand it on, and three rounds of the beacon; one of them deals badly. */
export const run = await viewChange.runViewChange({
  candidates: [100, 200, 300, 400, 500].map((stake) => ({ stake })),
  ...{ miners: 4, threshold: 3, quorum: 3, views: 2, rounds: 3, seed: "examples", faults: "bad-share:1>2#1" },
});

/** The second magic block of that run: another set's, handed over to by the first. */
export const lastBlock = run.magicBlocks[1]!;

/** Its beacon as a file. */
export const beaconFile = beaconToJson({
  view: {
    ...{ scheme: run.scheme, chainId: run.chainId, magicBlockNumber: lastBlock.number },
    groupPublicKey: lastBlock.groupPublicKey,
  },
  magicBlockHash: viewChange.MagicBlock.hash(lastBlock),
  rounds: run.beacon.map(({ record }) => record),
});

/** Round 1000 of drand's quicknet. */
export const drandBeacon = drand.beaconFromJson({
  round: 1000,
  signature: "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
});

/** The long-term keys of four miners. */
export const miners = await Promise.all(
  ["albite", "biotite", "calcite", "dolomite"].map((name) =>
    viewChange.createMinerIdentity({ scheme: "min-sig", url: `https://${name}.example` }),
  ),
);

/** The one sharder of their chain. */
export const sharder = { ...viewChange.createSigningIdentity("min-sig"), url: "https://sharder.example" };

/** Who gives stake on it. */
export const authority = viewChange.createSigningIdentity("min-sig");

/** The genesis of a chain on which these four make a key, any three of whom sign. */
export const genesis = viewChange.makeGenesis({
  ...{ chainId: "examples", startRound: 2, roundTime: 50 },
  adminKeys: [authority].map(({ publicKey, proofOfPossession }) => ({ publicKey, proofOfPossession })),
  sharders: [sharder].map(({ publicKey, proofOfPossession, url }) => ({
    publicKey,
    proofOfPossession,
    url,
    stake: 1n,
  })),
  parameters: { miners: 4, threshold: 3, quorum: 3, handOverRounds: 2, phaseRounds: { start: 2 } },
});

const chain = await playView();

/** The contract's state on that chain when the list is frozen. */
export const frozen = chain.frozen;

/** The same while miners confirm the key. */
export const waiting = chain.waiting;

/** The running attempt of that state: who deals and receives, what was published, the block that it made. */
export const attempt = waiting.session!;

/** The transaction with which the first dealer published its commitments. */
export const mpk = viewChange.decodeTransaction(chain.entries.find(({ kind }) => kind === "transaction")!.bytes);

/** Another one with other commitments that the same dealer signed, and should not have. */
export const secondMpk = viewChange.signTransaction("min-sig", miners.find(({ id }) => id === mpk.sender)!, {
  ...{ session: mpk.session, kind: "mpk", payload: mpk.payload.map((byte, at) => (at === 9 ? byte ^ 1 : byte)) },
});

/** The state of the first miner then; all of it is secret. */
export const minerState = chain.minerState;

/** The contract's state with the first block in office. */
export const inOffice = chain.inOffice;

/** That block, with its certificate. */
export const block = inOffice.current.magicBlock!;

/** What each of its members has of the key. */
export const keys = chain.keys;

/** The state of the first miner with that block in office; all of it is secret. */
export const memberState = chain.memberState;

/** A replica that has that block in office, on a ledger of its own. */
export const replica = Replica.open({
  engine: new MemoryEngine({ round: inOffice.round }),
  genesis: inOffice,
  head: { round: inOffice.round, position: 0n, logHash: EMPTY_LOG_HASH },
});

/** A network for private messages in this process. */
export const network = new MemoryNetwork({ clock: systemClock, timersOf: () => systemTimers });

/** The entries of that chain, in their order. */
export const entries = chain.entries;

const ceremony = await playCeremony();

/** The invitation of a ceremony of one, as text. */
export const invitation = ceremony.invitation;

/** Who hosts it. */
export const host = ceremony.host;

/** What its room had in the end. */
export const transcript = ceremony.transcript;

/** The address of a node of an EVM chain, which knows its number and nothing else. */
export const nodeUrl = await serve((call) => (call.method === "eth_chainId" ? { result: "0x1" } : { error: REFUSED }));

/** A folder for files. */
export const folder = mkdtempSync(join(tmpdir(), "feldspar-examples-"));
process.on("exit", () => rmSync(folder, { recursive: true }));

/** Both ends of a WebSocket. */
export function socketPair(): SocketLike[] {
  const ends = [new EventTarget(), new EventTarget()];
  return ends.map((end, at) => ({
    readyState: 1,
    send: (data) => void setTimeout(() => ends[1 - at]!.dispatchEvent(new MessageEvent("message", { data }))),
    addEventListener: (type, listener) => end.addEventListener(type, listener as never),
  }));
}

/** One who makes a key alone, with a room in this process. */
async function playCeremony() {
  const host = await viewChange.createMinerIdentity({ scheme: "min-sig", url: "Ada" });
  const members = [cardOf("min-sig", host)];
  const invitation = JSON.stringify(invite({ host, members, threshold: 1, quorum: 1, purpose: "signing" }));
  const room = new Room({ invitation });
  const [mine, theirs] = socketPair().map(socketWire);
  seatOver(theirs!, room);
  const party = await joinOver(mine!, { invitation, identity: host, store: new MemoryStore(), retry: 50 });
  await party.sealed();
  await party.stop();
  return { invitation, host, transcript: room.transcript };
}

/** A server on loopback that answers calls of JSON-RPC. */
async function serve(answer: (call: { method: string }) => object): Promise<string> {
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const part of request) text += part;
    response.end(JSON.stringify({ jsonrpc: "2.0", id: 1, ...answer(JSON.parse(text)) }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

/** Four miners and a sharder in this process, up to the first block in office. */
async function playView() {
  const [scheme, named] = ["min-sig" as const, { genesisHash: viewChange.genesisHash(genesis) }];
  const engine = new MemoryEngine();
  const network = new MemoryNetwork({ clock: systemClock, timersOf: () => systemTimers, minDelay: 0, maxDelay: 1 });
  const replica = Replica.open({ engine, genesis: new viewChange.ViewChangeContract().genesis(genesis) });
  const entries: viewChange.LedgerEntry[] = [];
  const append = ({ kind, bytes }: viewChange.LedgerEntry) => engine.append(kind, bytes);
  const nodes = await Promise.all(
    miners.map((identity) =>
      MinerNode.start({
        id: identity.id,
        miner: new viewChange.Miner({ scheme, identity, batchDelay: 5 }),
        cipher: new viewChange.HpkeCipher(identity),
        channel: new viewChange.FrameChannel(identity, { chainId: genesis.chainId }),
        ...{ chain: replica, transport: network.endpoint(identity.id), store: new MemoryStore() },
      }),
    ),
  );
  for (const [position, identity] of miners.entries()) {
    const action = { type: "stake" as const, id: identity.id, stake: 100n };
    const content = { ...named, serial: position + 1, action };
    const signature = viewChange.signLongTerm(scheme, authority, viewChange.authorityMessage(content));
    append(viewChange.authorityEntry({ ...content, signatures: [{ admin: 0, signature }] }));
    append(viewChange.memberEntry(scheme, viewChange.minerRegistration(scheme, identity, named)));
  }
  const speaker = new viewChange.Sharder(scheme, sharder);
  let memory = viewChange.EMPTY_SHARDER_MEMORY;
  let [frozen, waiting, minerState] = [replica.state, replica.state, nodes[0]!.state];
  replica.subscribe(({ before, after }) => {
    if (before.phase === "start" && after.phase === "contribute") frozen = after;
    const said = speaker.step(memory, replica.state);
    memory = said.memory;
    said.entries.forEach(append);
  });
  while (replica.state.current.magicBlock === null) {
    const closed = engine.produce();
    entries.push(...closed.entries);
    await replica.applied(closed.round);
    await Promise.all(nodes.map((node) => node.idle()));
    if (replica.state.phase === "wait") [waiting, minerState] = [replica.state, nodes[0]!.state];
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await Promise.all(nodes.map((node) => node.idle()));
  const [keys, memberState] = [nodes.map((node) => node.state.keys[0]!), nodes[0]!.state];
  await Promise.all(nodes.map((node) => node.stop()));
  replica.close();
  await engine.close();
  return { frozen, waiting, minerState, inOffice: replica.state, keys, memberState, entries };
}
