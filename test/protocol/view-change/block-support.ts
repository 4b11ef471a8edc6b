// Real chains of magic blocks without a contract: dealt, acknowledged and signed here, so that tests can change a
// single thing and sign again, until only one rule is left that can refuse it. Four miners, t = k = 3, three sharders.
import { type BlsScheme, schemeByName } from "../../../src/bls/index.js";
import { type Dealing, deal, dealReshare, finalize, finalizeReshare } from "../../../src/dkg/index.js";
import { bitmapOf } from "../../../src/encoding/index.js";
import {
  chainIdHash,
  commitTo,
  confirmMessage,
  firstMessage,
  type Genesis,
  type GenesisInput,
  genesisHash,
  handOverMessage,
  identityDst,
  MagicBlock,
  type MagicBlockBody,
  type MagicBlockCertificate,
  type MagicBlockDealing,
  type MagicBlockHeader,
  type Mode,
  makeGenesis,
  parametersHash,
  type SchemeName,
} from "../../../src/magic-block/index.js";
import { recoverSecret } from "../../../src/threshold/index.js";
import { createSigningIdentity, type SigningIdentity } from "../../../src/view-change/identity.js";
import {
  acknowledgementMessage,
  commitmentsHash,
  listHash,
  type SessionMember,
  sessionId,
} from "../../../src/view-change/session.js";

export const MINERS = 4;
export const THRESHOLD = 3;

type Miner = SigningIdentity & Pick<SessionMember, "encryptionKey" | "stake" | "url">;

export interface TestView {
  readonly block: MagicBlock;
  readonly hash: Uint8Array;
  /** Shares of the key, by index of the member. */
  readonly shares: ReadonlyMap<number, Uint8Array>;
  /** The group's secret key: only a test has it. */
  readonly secret: Uint8Array;
}

export interface TestChain {
  readonly scheme: BlsScheme;
  readonly genesis: Genesis;
  readonly hash: Uint8Array;
  readonly sharders: readonly SigningIdentity[];
  readonly miners: readonly Miner[];
  readonly views: readonly TestView[];
  readonly blocks: readonly MagicBlock[];
}

const byId = (a: SigningIdentity, b: SigningIdentity) => (a.id < b.id ? -1 : 1);

/** The members of a list of miners, as sessions and blocks name them. */
const listed = (miners: readonly Miner[]): SessionMember[] =>
  miners.map(({ id, publicKey, encryptionKey, stake, url }, position) => {
    const index = position + 1;
    return { index, id, partyId: index, publicKey, encryptionKey, stake, url };
  });

/** The signatures of the genesis' sharders at these positions. */
export function firstSignatures(
  { scheme, sharders }: Pick<TestChain, "scheme" | "sharders">,
  hash: Uint8Array,
  positions: readonly number[] = [0, 1],
): NonNullable<MagicBlockCertificate["first"]> {
  const DST = identityDst(scheme.name as SchemeName);
  const signatures = positions.map((at) => scheme.sign(firstMessage(hash), sharders[at]!.secretKey, { DST }));
  return { signers: bitmapOf(sharders.length, positions), aggregate: scheme.aggregateSignatures(signatures) };
}

/** Signs a block as its place asks for: by the view before, or by the genesis' sharders, and by its own key. */
export function certify(
  chain: Pick<TestChain, "scheme" | "sharders">,
  block: Omit<MagicBlock, "certificate">,
  { own, previous }: { readonly own: Uint8Array; readonly previous: Uint8Array | null },
): MagicBlock {
  const { scheme } = chain;
  const hash = MagicBlock.hash(block as MagicBlock);
  return {
    ...block,
    certificate: {
      handOver: previous && scheme.sign(handOverMessage(hash), previous),
      first: previous ? null : firstSignatures(chain, hash),
      confirmation: scheme.sign(confirmMessage(hash), own),
    },
  };
}

/** One view's block (from 1) with some fields changed, its header made to fit its lists, signed again. */
export function changed(
  chain: TestChain,
  number: number,
  change: Partial<Omit<MagicBlock, "body">> & { readonly body?: Partial<MagicBlockBody> },
  secrets: { readonly own?: Uint8Array; readonly previous?: Uint8Array } = {},
): MagicBlock {
  const view = chain.views[number - 1]!;
  const { certificate: _, ...block } = { ...view.block, ...change, body: { ...view.block.body, ...change.body } };
  const fitting = { ...block, ...commitTo(block), ...change, body: block.body };
  const previous = secrets.previous ?? chain.views[number - 2]?.secret ?? null;
  return certify(chain, fitting, { own: secrets.own ?? view.secret, previous });
}

/** One dealing as the block has it: all receivers acknowledge but `silent`, to whom it is revealed. */
function published(
  scheme: BlsScheme,
  session: Uint8Array,
  index: number,
  { commitments, shares }: Dealing,
  receivers: readonly Miner[],
  silent: readonly number[],
): MagicBlockDealing {
  const mpkHash = commitmentsHash(commitments);
  const message = acknowledgementMessage(session, index, mpkHash);
  const positions = receivers.map((_, position) => position).filter((position) => !silent.includes(position + 1));
  const DST = identityDst(scheme.name as SchemeName);
  return {
    index,
    mpkHash,
    qualified: true,
    acknowledged: bitmapOf(receivers.length, positions),
    aggregate: scheme.aggregateSignatures(
      positions.map((at) => scheme.sign(message, receivers[at]!.secretKey, { DST })),
    ),
    reveals: silent.map((receiver) => ({ index: receiver, share: shares.get(receiver)! })),
  };
}

/** The next view of a chain. Receiver 3 of view 2 is off the list: nobody could give it a share. */
function nextView(chain: Omit<TestChain, "blocks">, receivers: readonly Miner[]): TestView {
  const { scheme, genesis, views } = chain;
  const name = scheme.name as SchemeName;
  const before = views.at(-1);
  const number = views.length + 1;
  const previousHash = before?.hash ?? chain.hash;
  const reshare = genesis.mode === "reshare" && before !== undefined;
  const list = listed(receivers);
  const dealers = reshare ? before.block.members : list;
  const receiversHash = listHash(name, list);
  const session = sessionId({
    genesisHash: chain.hash,
    previousHash,
    number,
    attempt: 1,
    dealersHash: reshare ? listHash(name, dealers) : receiversHash,
    receiversHash,
    parametersHash: parametersHash(genesis.parameters),
  });
  const ids = list.map(({ index }) => index);
  const common = { scheme, threshold: THRESHOLD, ids, session };
  const dealings = dealers.map(({ index }) =>
    reshare
      ? dealReshare({ ...common, dealer: index, share: before.shares.get(index)! })
      : deal({ ...common, dealer: index }),
  );
  const off = number === 2 ? [3] : [];
  const finished = ids.map((id) => {
    const gave = dealings.map(({ commitments, shares }, position) => {
      return { dealer: dealers[position]!.index, commitments, share: shares.get(id)! };
    });
    if (!reshare)
      return finalize({ scheme, id, ids, dealings: gave.map(({ commitments, share }) => ({ commitments, share })) });
    const { groupPublicKey } = before.block;
    const thresholds = { threshold: THRESHOLD, currentThreshold: THRESHOLD, groupPublicKey };
    return finalizeReshare({ scheme, id, ids, dealings: gave, ...thresholds });
  });
  const { groupPublicKey, publicShares, commitments: groupPolynomial } = finished[0]!;
  const members = list
    .filter(({ index }) => !off.includes(index))
    .map((member) => ({ ...member, publicShare: publicShares[member.index - 1]! }));
  const body: MagicBlockBody = {
    attempt: 1,
    qualification: "seed",
    dealerCount: reshare ? before.block.n : list.length,
    dealings: dealings.map((dealing, position) =>
      published(scheme, session, dealers[position]!.index, dealing, receivers, number === 2 ? [3] : [4]),
    ),
    groupPolynomial,
    removed: off.map((index) => ({
      role: "receiver",
      index,
      id: list[index - 1]!.id,
      phase: "publish",
      code: "receiver-rule",
      count: dealers.length,
    })),
    off,
    exposed: off.length,
  };
  const sharders = chain.sharders.map(({ id, publicKey }, position) => ({
    index: position + 1,
    id,
    publicKey,
    stake: 7n,
    url: `https://sharder-${position}.example`,
  }));
  const header: Omit<MagicBlockHeader, keyof ReturnType<typeof commitTo>> = {
    scheme: name,
    mode: genesis.mode,
    chainIdHash: chainIdHash(genesis.chainId),
    number,
    previousHash,
    startingRound: 100 * number,
    t: THRESHOLD,
    k: THRESHOLD,
    n: list.length,
    session,
    groupPublicKey,
  };
  const content = { ...header, members, sharders, body };
  const shares = new Map(ids.map((id) => [id, finished[id - 1]!.secretShare as Uint8Array]));
  const some = ids.slice(0, THRESHOLD).map((id) => ({ id, value: shares.get(id)! }));
  const secret = recoverSecret(some);
  const block = certify(chain, { ...content, ...commitTo(content) }, { own: secret, previous: before?.secret ?? null });
  MagicBlock.check(block);
  return { block, hash: MagicBlock.hash(block), shares, secret };
}

export interface TestChainOptions {
  readonly scheme?: SchemeName;
  readonly mode?: Mode;
  readonly views?: number;
  /** How many sharders the genesis has. */
  readonly sharders?: number;
  readonly genesis?: Partial<GenesisInput>;
}

/** A chain whose blocks all hold; another one each time. */
export function makeChain({
  scheme: name = "min-sig",
  mode = "fresh",
  views: count = 3,
  sharders: sharderCount = 3,
  genesis: more,
}: TestChainOptions = {}): TestChain {
  const scheme = schemeByName(name);
  const sharders = Array.from({ length: sharderCount }, () => createSigningIdentity(name)).sort(byId);
  const miners = Array.from({ length: MINERS }, (_, at): Miner => {
    const encryptionKey = new Uint8Array(32).fill(at + 1);
    return { ...createSigningIdentity(name), encryptionKey, stake: BigInt(100 + at), url: `https://${at}.example` };
  }).sort(byId);
  const genesis = makeGenesis({
    chainId: "a chain of tests",
    scheme: name,
    mode,
    sharders: sharders.map(({ publicKey, proofOfPossession }, at) => {
      return { publicKey, proofOfPossession, stake: 7n, url: `https://sharder-${at}.example` };
    }),
    parameters: { miners: MINERS, threshold: THRESHOLD, quorum: THRESHOLD },
    ...more,
  });
  const views: TestView[] = [];
  const chain = { scheme, genesis, hash: genesisHash(genesis), sharders, miners, views };
  while (views.length < count) views.push(nextView(chain, miners));
  return { ...chain, blocks: views.map(({ block }) => block) };
}
