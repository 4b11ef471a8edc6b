// Plays a recorded view change to one miner alone: its dealing, its shares and acknowledgements, its key. It trusts
// what the contract accepted, as a miner that reads the chain does; what comes from other miners it checks.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { allowRelaxedSimd, describeEnvironment } from "../measure/environment.js";

allowRelaxedSimd();

import { progressBars } from "../../src/cli/progress.js";
import { coreInfo } from "../../src/entry/index.js";
import {
  type AcceptedContribution,
  type ContractState,
  commitmentsHash,
  decodeContribution,
  decodeTransaction,
  encodeMinerState,
  encodeTransaction,
  FrameChannel,
  MagicBlock,
  Miner,
  ProtocolCache,
  type SessionState,
  type Transaction,
  ViewChangeContract,
} from "../../src/entry/view-change.js";
import { MemoryEngine } from "../../src/ledger/memory.js";
import { MinerNode } from "../../src/node/miner-node.js";
import { minerStateKey } from "../../src/node/miner-state.js";
import { Replica } from "../../src/node/replica.js";
import { MemoryStore } from "../../src/store/memory.js";
import { combine, recoverSignature } from "../../src/threshold/index.js";
import { acceptedContribution } from "../../src/view-change/contract/state.js";
import { inPieces, readRecords } from "./files.js";
import { Members } from "./members.js";
import { Meter, type Tally } from "./meter.js";
import { FILES, helpers, inOffice, scaleOptions } from "./options.js";
import { Outside } from "./outside.js";
import { RecordedContract } from "./recorded-contract.js";

const options = scaleOptions();
const { n, t, folder, watched, mode } = options;
const progress = progressBars();
const meter = new Meter();
const members = await Members.create(options, (done) => progress.update("identities", done, n));
const contract = new ViewChangeContract();
const office = inOffice(options);
const genesis = members.before(contract, office);
/** The list is frozen. */
const frozen = contract.apply(genesis, { round: genesis.round + 1, entries: [] }).state;
const session = frozen.session as SessionState;
const identity = members.at(watched);
const { scheme } = members;

/** Whatever goes wrong ends the measurement: the miner itself would go on. */
function stop(error: unknown): never {
  console.error(error);
  process.exit(1);
}

/** In office it has a share of the key. */
const store = new MemoryStore();
if (office !== null) {
  const { number, hash: blockHash, magicBlock } = office.state.current;
  const { index, partyId } = magicBlock!.members[watched - 1]!;
  const { session: of, body } = magicBlock!;
  const held = { number, blockHash, session: of, attempt: body.attempt, index, partyId, handOver: null };
  const keys = [{ ...held, secretShare: office.keyShares[watched - 1]! }];
  store.put(minerStateKey(genesis.genesisHash, identity.id), encodeMinerState({ ...Miner.initial, keys }, 1));
}

let tally!: Tally;
const submitted: Transaction[] = [];
const { pool, suffix } = await helpers(options);
const cache = new ProtocolCache();
const outside = new Outside();
const engine = new MemoryEngine({ round: genesis.round });
const history = new RecordedContract();
const replica = Replica.open({ engine, genesis, contract: history });
const node = await MinerNode.start({
  id: identity.id,
  miner: new Miner({ scheme: "min-sig", identity, random: members.randomOf(watched, mode), cache }),
  cipher: members.cipherOf(watched, mode),
  channel: new FrameChannel(identity, { chainId: members.genesis.chainId }),
  chain: {
    get state() {
      return replica.state;
    },
    attested: Number.POSITIVE_INFINITY,
    submit: (transaction) => {
      tally.bytesOut += encodeTransaction(transaction).length;
      submitted.push(transaction);
    },
    append: ({ kind }) => stop(new Error(`an entry that nobody asked for: ${kind}`)),
    subscribe: (listener) => replica.subscribe(listener),
  },
  transport: outside.transport((message) => {
    tally.bytesOut += message.length;
  }),
  store,
  clock: outside,
  timers: outside,
  onEvidence: ({ against, code }) => stop(new Error(`evidence against ${against}: ${code}`)),
  onLost: (error) => stop(error),
});
const show = (name: string, done: number) => progress.update(name, done, n);

/** A block that does this: resolves when the miner has acted on it. */
async function block(change: Partial<ContractState>, inSession: Partial<SessionState> = {}): Promise<void> {
  history.next = { change, inSession };
  await replica.applied(engine.produce().round);
  await node.idle();
}

/** These messages arrive: resolves when the miner has acted on them. */
function arrive(messages: readonly Uint8Array[]): Promise<void> {
  for (const message of messages) outside.deliver(message);
  return node.idle();
}

async function phase(name: string, work: () => void | Promise<void>): Promise<void> {
  await meter.phase(name, (current) => {
    tally = current;
    return work();
  });
}

function same(a: Uint8Array, b: Uint8Array, what: string): void {
  if (Buffer.compare(a, b) !== 0) throw new Error(`${what}: not what was recorded`);
}

await phase("contribute: deal", () => tally.timed(() => block(frozen, session)));
let own: Uint8Array | undefined;
const contributions: AcceptedContribution[] = [];
await phase("contribute: read everybody's commitments", () => {
  for (const record of readRecords(join(folder, FILES.contributions))) {
    tally.bytesIn += record.length;
    tally.timed(() => {
      const { payload } = decodeTransaction(record);
      const content = decodeContribution(payload, t, 2 * scheme.publicKeyLength);
      contributions.push(acceptedContribution(content, commitmentsHash(content.commitments)));
      if (contributions.length === watched) own = payload;
    });
    show("commitments", contributions.length);
  }
});
same(submitted[0]!.payload, own!, "the watched miner's commitments");
await phase("contribute: decode everybody's commitments", async () => {
  // a block's worth at a time, as they come; the check of the shares finds them decoded
  let done = 0;
  for (const some of inPieces(contributions, pool === undefined ? 25 : 50)) {
    if (pool === undefined) tally.timed(() => cache.decodeAll("min-sig", some));
    else await tally.timed(() => cache.decodeAhead("min-sig", some, (...all) => pool.decodeCommitmentLists(...all)));
    done += some.length;
    show("decoding", done);
  }
});
const edge = () => replica.head.round + 1;
const sharing = { phase: "share", phaseStart: edge() } as const;
const encryptionKeys = contributions.map(({ encryptionKey }) => encryptionKey);
await phase("share: encrypt and send", () =>
  tally.timed(() => block(sharing, { contributions, encryptionKeys, contributedAt: edge() })),
);
await phase("share: receive and decrypt", async () => {
  let done = 0;
  for (const messages of inPieces(readRecords(join(folder, FILES.envelopes)), 100)) {
    for (const message of messages) tally.bytesIn += message.length;
    await tally.timed(() => arrive(messages));
    done += messages.length;
    show("decrypting", done);
  }
});
await phase("share: check all shares, acknowledge", () => {
  return tally.timed(async () => {
    if (pool !== undefined) {
      const id = session.receivers[watched - 1]!.partyId;
      const wanted = contributions.map((entry) => ({ commitments: cache.known("min-sig", entry)!, id }));
      await pool.evaluateAhead(scheme, wanted);
    }
    outside.pass(250);
    return node.idle();
  });
});
await phase("share: receive and check acknowledgements", async () => {
  const messages = [...readRecords(join(folder, FILES.acknowledgements))];
  for (const message of messages) tally.bytesIn += message.length;
  await tally.timed(() => arrive(messages));
});
await phase("publish: aggregate acknowledgements", () =>
  tally.timed(() => block({ phase: "publish" }, { sharedAt: edge() })),
);
const recorded = [...readRecords(join(folder, FILES.publications))][watched - 1]!;
same(submitted.at(-1)!.payload, decodeTransaction(recorded).payload, "the watched miner's publication");

const text = readFileSync(join(folder, FILES.magicBlock), "utf8");
let magicBlock!: MagicBlock;
await phase("wait: read the magic block", () => {
  tally.bytesIn += text.length;
  magicBlock = tally.timed(() => MagicBlock.fromJson(text));
});
const magicBlockHash = MagicBlock.hash(magicBlock);
const made = { magicBlock, magicBlockHash, publishedAt: edge() };
await phase("wait: own key share, confirmation", () => tally.timed(() => block({ phase: "wait" }, made)));
const keyShares = [...readRecords(join(folder, FILES.keyShares))];
same(node.state.keys.at(-1)!.secretShare, keyShares[watched - 1]!, "the watched miner's key share");

const message = magicBlockHash;
await phase("beacon: partial signature", () => void tally.best(() => scheme.sign(message, keyShares[watched - 1]!)));
// every other member answers, so that the ids are not just the first ones
const signers = Array.from({ length: t }, (_, i) => ((i * 2) % n) + (i * 2 >= n ? (n % 2 === 0 ? 2 : 1) : 1));
const idOf = (index: number) => session.receivers[index - 1]!.partyId;
const partials = signers.map((index) => ({ id: idOf(index), signature: scheme.sign(message, keyShares[index - 1]!) }));
let signature!: Uint8Array;
await phase(`beacon: recover from t partial signatures`, () => {
  tally.bytesIn += partials.length * (scheme.signatureLength + 4);
  signature = tally.best(() => recoverSignature(scheme, partials));
});
await phase("beacon: verify the group signature", () => {
  if (!tally.best(() => scheme.verify(signature, message, magicBlock.groupPublicKey)))
    throw new Error("bad group signature");
});
await phase("beacon: combine with one bad partial signature among t + 1", () => {
  const last = Array.from({ length: n }, (_, i) => i + 1).find((index) => !signers.includes(index))!;
  const bad = { id: idOf(last), signature: scheme.sign(Uint8Array.of(1), keyShares[last - 1]!) };
  const publicShares = new Map(magicBlock.members.map(({ index, publicShare }) => [idOf(index), publicShare]));
  const { groupPublicKey } = magicBlock;
  const result = tally.best(() =>
    combine(scheme, { message, threshold: t, groupPublicKey, publicShares, partials: [bad, ...partials] }),
  );
  same(result.signature, signature, "the combined signature");
});
progress.finish();
const report = { environment: describeEnvironment(coreInfo()), phases: meter.phases, peakBytes: Meter.peakBytes() };
await pool?.close();
writeFileSync(join(folder, `miner${suffix}.json`), `${JSON.stringify(report)}\n`);
