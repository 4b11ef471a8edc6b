// Whoever prints, logs, clones or serialises an object of this package sees what it is, and nothing secret: every class
// that is exported, by every way in which a value becomes text or bytes.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { FeldsparError } from "../../bindings/errors.js";
import { Beacon, BeaconMember } from "../../src/beacon/index.js";
import { G1, G2, pairing } from "../../src/curve/index.js";
import { decodeCommitments } from "../../src/dkg/index.js";
import { LightClient } from "../../src/entry/light-client.js";
import {
  Attestation,
  BeaconNode,
  BeaconRunner,
  ContractAhead,
  LogChain,
  MinerNode,
  MinerRunner,
  Replica,
  SharderNode,
  SharderRunner,
  TickedEngine,
  TimekeeperRunner,
} from "../../src/entry/node.js";
import * as viewChange from "../../src/entry/view-change.js";
import { jsonRpc, RpcError } from "../../src/evm/index.js";
import { SealedStore } from "../../src/keystore/sealed-store.js";
import { EtcdLog } from "../../src/ledger/etcd.js";
import { EvmEngine } from "../../src/ledger/evm.js";
import { LocalLog } from "../../src/ledger/local.js";
import { MemoryEngine } from "../../src/ledger/memory.js";
import { MemoryLog } from "../../src/ledger/memory-log.js";
import { RemoteLog } from "../../src/ledger/remote.js";
import { startPool } from "../../src/pool/pool.js";
import { LevelStore } from "../../src/store/level.js";
import { MemoryStore } from "../../src/store/memory.js";
import { HttpTransport } from "../../src/transport/http.js";
import { MemoryNetwork } from "../../src/transport/memory.js";
import { openWorker } from "../library/pool/platform.js";
import { hex } from "../support/bytes.js";
import { decryptorObject, endCeremonies, party, room, signerObject } from "./arguments/ceremony.js";
import { publicEntries, subpathSources } from "./arguments/public-entries.js";
import { driven, inOffice, minerState, miners, office, published } from "./arguments/world.js";
import { ids, materials } from "./material.js";

const [m] = materials as [(typeof materials)[number]];
const [identity] = miners as [viewChange.MinerIdentity];
const { id } = identity;
const secretShare = office.keyOf(id)!.secretShare;
const sharderIdentity = { ...driven.sharder, url: "https://sharder.example" };
const cache = new viewChange.ProtocolCache();

const channel = new viewChange.FrameChannel(identity, { chainId: "driven" });
const frame = { kind: "share", session: new Uint8Array(32), from: id, to: id, body: new Uint8Array(1) } as const;
await channel.seal(frame, { own: identity.encryptionKey, peer: identity.encryptionKey });
const cipher = new viewChange.HpkeCipher(identity);
const pair = await cipher.sessionKeys(new Uint8Array(32), new Uint8Array(32));
const context = { session: new Uint8Array(32), dealer: 1, receiver: 1 };
const envelope = await cipher.seal(context, { own: identity.encryptionKey, receiver: pair.publicKey }, secretShare);
await cipher.open(context, { own: pair, dealer: identity.encryptionKey }, envelope);

const store = new MemoryStore();
const chain = {
  ...{ state: published, attested: Number.POSITIVE_INFINITY, submit: () => {}, append: () => {} },
  subscribe: () => () => {},
};
const transport = { send: () => {}, receive: () => {} };
store.put(`miner/${hex(published.genesisHash)}/${id}`, viewChange.encodeMinerState(minerState, 1));
const miner = new viewChange.Miner({ scheme: "min-sig", identity });
const options = { id, miner, cipher, channel, chain, transport, store };
const runner = new MinerRunner(options);
await runner.load();
const member = new BeaconMember({ id, secretShare });
const beaconRunner = new BeaconRunner({
  ...{ id, member, block: inOffice.current.magicBlock!, channel, transport, store },
  chain: { ...chain, state: inOffice },
});
const sharder = new viewChange.Sharder("min-sig", sharderIdentity);
const engine = new MemoryEngine();
const genesis = new viewChange.ViewChangeContract().genesis(published.genesis);
const replica = Replica.open({ engine, genesis });
const node = await MinerNode.start({ ...options, store: new MemoryStore() });
const ledger = new MemoryLog();
const logChain = await LogChain.open({ genesis: published.genesis, ledger, store });
const sharderNode = await SharderNode.start({ identity: sharderIdentity, chain: logChain, store: new MemoryStore() });
const beaconNode = await BeaconNode.start({
  ...{ id, miner: { state: minerState }, channel, chain: logChain, transport, store: new MemoryStore() },
});
const timekeeper = new TimekeeperRunner({ identity: sharderIdentity, chain: logChain, store: new MemoryStore() });
const folder = mkdtempSync(join(tmpdir(), "feldspar-inspection-"));
const level = await LevelStore.open(folder);
afterAll(async () => {
  await Promise.all([sharderNode.stop(), beaconNode.stop()]);
  await logChain.close();
  await level.close();
  rmSync(folder, { recursive: true, force: true });
});
const pool = await startPool(openWorker, 1, { workers: 1 });
const clock = { now: () => 0 };

/** What may never be seen. */
const SECRETS: Readonly<Record<string, Uint8Array>> = {
  "a secret key": m.secretKey,
  "a miner's long-term key": identity.secretKey,
  "a miner's X25519 key": identity.encryptionPrivateKey,
  "a sharder's key": sharderIdentity.secretKey,
  "a share of a key": secretShare,
  "a session's X25519 key": pair.privateKey,
  ...Object.fromEntries(
    minerState.session!.shares.map((share, at) => [`the share that a miner deals to receiver ${at + 1}`, share]),
  ),
};

/** By the name of the class; what comes out says what it is. */
const OBJECTS: Readonly<Record<string, readonly [object, RegExp]>> = {
  "curve.Point": [G1.BASE.multiply(m.secretKey), /^Point of G1/],
  "curve.Vector": [G1.Vector.fromPoints([G1.BASE]), /^Vector of 1 points of G1/],
  "curve.Gt": [pairing(G1.BASE, G2.BASE), /toBytes\(\)/],
  "bls.PreparedPublicKey": [m.scheme.preparePublicKey(m.publicKey), /^PreparedPublicKey/],
  "dkg.Commitments": [decodeCommitments(m.scheme, m.dealings[0]!.commitments), /^Commitments to 3/],
  "beacon.Beacon": [
    new Beacon({
      ...{ ...m.view, groupPublicKey: m.groupPublicKey, threshold: 3, round: 1 },
      ...{ previousRandomness: new Uint8Array(32) },
      members: ids.map((one) => ({ id: one, publicShare: m.publicShares.get(one)! })),
    }),
    /Beacon/,
  ],
  "beacon.BeaconMember": [member, /^BeaconMember "/],
  "index.FeldsparError": [new FeldsparError("BAD_TYPE", "text"), /BAD_TYPE/],
  "view-change.FrameChannel": [channel, /^FrameChannel of chain "driven"/],
  "view-change.HpkeCipher": [cipher, /^HpkeCipher/],
  "view-change.KeyTable": [new viewChange.KeyTable("min-sig", [identity.publicKey]), /^KeyTable/],
  "view-change.Miner": [miner, new RegExp(`^Miner ${id} \\(min-sig\\)$`)],
  "view-change.OwnWork": [new viewChange.OwnWork("min-sig", cache), /^OwnWork/],
  "view-change.ProtocolCache": [cache, /^ProtocolCache/],
  "view-change.Sharder": [sharder, /^Sharder [0-9a-f]{64}/],
  "view-change.ViewChangeContract": [new viewChange.ViewChangeContract(cache), /^ViewChangeContract/],
  "node.MinerRunner": [runner, new RegExp(`^MinerRunner of ${id}, running$`)],
  "node.BeaconRunner": [beaconRunner, /^BeaconRunner of .*, view 1, running$/],
  "node.SharderRunner": [new SharderRunner({ id: sharderIdentity.id, sharder, chain, store }), /^SharderRunner of /],
  "node.MinerNode": [node, /^MinerNode of .*, running$/],
  "node.ContractAhead": [
    new ContractAhead({
      pool: {
        batchVerify: async () => ({ valid: true, invalid: [] }),
        decodeCommitmentLists: async () => [],
        evaluateAhead: async () => {},
      },
      cache,
    }),
    /^ContractAhead/,
  ],
  "node.Replica": [replica, /^Replica/],
  "ledger/memory.MemoryEngine": [engine, /^MemoryEngine/],
  "store/memory.MemoryStore": [store, /^MemoryStore with 1 value/],
  "transport/memory.MemoryNetwork": [
    new MemoryNetwork({ clock, timersOf: () => ({ at: () => () => {} }) }),
    /^MemoryNetwork/,
  ],
  "ledger/memory.MemoryLog": [ledger, /^MemoryLog/],
  "ledger/local.LocalLog": [await LocalLog.open(level), /^LocalLog/],
  "ledger/remote.RemoteLog": [new RemoteLog({ urls: ["http://sharder.example"] }), /^RemoteLog/],
  "ledger/etcd.EtcdLog": [
    new EtcdLog({
      ...{ endpoints: ["http://etcd.example"], genesisHash: published.genesisHash },
      ...{ headers: { token: hex(m.secretKey) }, credentials: { user: "user", password: hex(m.secretKey) } },
    }),
    /^EtcdLog of feldspar/,
  ],
  "ledger/evm.EvmEngine": [
    new EvmEngine({
      ...{ provider: jsonRpc(`http://node.example/${hex(m.secretKey)}`), board: `0x${"ab".repeat(20)}`, startBlock: 1 },
    }),
    /^EvmEngine of board 0xabab/,
  ],
  "store/level.LevelStore": [level, /^LevelStore/],
  "transport/http.HttpTransport": [new HttpTransport({ urlOf: () => undefined }), /^HttpTransport/],
  "keystore.SealedStore": [new SealedStore(store, m.secretKey), /^SealedStore/],
  "light-client.LightClient": [
    LightClient.begin(viewChange.genesisToJson(office.genesis)),
    /^LightClient of \S+ with 0 headers/,
  ],
  "evm.RpcError": [new RpcError("text", 3, null), /RpcError/],
  "node.Attestation": [new Attestation(), /^Attestation/],
  "node.TickedEngine": [
    new TickedEngine({ log: ledger, genesisHash: published.genesisHash, scheme: "min-sig", office: () => new Map() }),
    /^TickedEngine/,
  ],
  "node.LogChain": [logChain, /^LogChain/],
  "node.TimekeeperRunner": [timekeeper, /^TimekeeperRunner/],
  "node.SharderNode": [sharderNode, /^SharderNode/],
  "node.BeaconNode": [beaconNode, /^BeaconNode/],
  "ceremony.Party": [party, /^Party [0-9a-f]{64}, phase start/],
  "ceremony.Room": [room, /^Room with \d+ entries, phase start$/],
  "signing.Signer": [signerObject, /^Signer$/],
  "signing.Decryptor": [decryptorObject, /^Decryptor$/],
  "pool.Pool": [pool, /^Pool/],
};

/** Bytes as `inspect` writes them: a few in a row are enough. */
const written = (bytes: Uint8Array) => [...bytes.subarray(8, 16)].join(",");

/** All that is said of an object, as text without white space. */
function sayings(object: object): [string, string][] {
  const cloned = (): unknown => {
    try {
      return structuredClone(object);
    } catch {
      return "cannot be cloned";
    }
  };
  const deep = { depth: Number.POSITIVE_INFINITY, maxArrayLength: null, maxStringLength: null, breakLength: 1e9 };
  const json = (value: unknown): string => {
    const seen = new Set<unknown>();
    const text = JSON.stringify(value, (_, inner) => {
      if (typeof inner === "bigint") return String(inner);
      if (typeof inner !== "object" || inner === null) return inner;
      if (seen.has(inner)) return null;
      seen.add(inner);
      return ArrayBuffer.isView(inner) ? [...(inner as Uint8Array)] : inner;
    });
    return String(text);
  };
  const all: [string, string][] = [
    ["inspect", inspect(object, deep)],
    ["inspect without custom texts", inspect(object, { ...deep, customInspect: false })],
    ["String", String(object)],
    ["a template", `${object as unknown as string}`],
    ["JSON", json(object)],
    ["Object.entries", inspect(Object.entries(object), deep)],
    ["structuredClone", json(cloned())],
  ];
  return all.map(([name, text]) => [name, text.replace(/\s/g, "")]);
}

describe("every class that is exported", () => {
  it("is among these", async () => {
    const values: Record<string, object> = {};
    for (const [name, file] of subpathSources()) values[name] = await import(/* @vite-ignore */ `../../${file}`);
    const classes = new Set(
      publicEntries(values)
        .filter((name) => /^new |\.[A-Z][A-Za-z]*#/.test(name))
        .map((name) => name.replace(/^new /, "").replace(/#.*/, "")),
    );
    // interfaces: of functions' results, or of plain objects
    for (const plain of [
      "curve.CurveGroup",
      "bls.BlsScheme",
      "transport/memory.Transport",
      "evm.Provider",
      ...["ceremony.Seat", "ceremony.Wire", "ceremony.HttpWire", "ceremony/node.OnFolder", "ceremony/node.HttpRoom"],
    ])
      classes.delete(plain);
    expect([...classes].filter((name) => OBJECTS[name] === undefined)).toEqual([]);
    expect(Object.keys(OBJECTS).filter((name) => !classes.has(name))).toEqual([]);
  });

  it.each(Object.entries(OBJECTS))("%s says what it is, and nothing secret", (_, [object, expected]) => {
    expect(inspect(object)).toMatch(expected);
    for (const [way, text] of sayings(object)) {
      for (const [name, secret] of Object.entries(SECRETS)) {
        const digits = hex(secret);
        expect(text.includes(written(secret)), `${way}: ${name} as numbers`).toBe(false);
        expect(text.includes(digits.slice(16, 48)), `${way}: ${name} as hex`).toBe(false);
        expect(text.includes(String(BigInt(`0x${digits}`))), `${way}: ${name} as an integer`).toBe(false);
      }
    }
  });

  it("ends what runs", async () => {
    await Promise.all([node.stop(), runner.stop(), beaconRunner.stop(), pool.close()]);
    replica.close();
    await endCeremonies();
    expect(inspect(node)).toContain("STOPPED");
  });
});
