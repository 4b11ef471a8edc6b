// Asks a server of drand, and verifies what it says, away from the page's own thread. It asks when it is told to.
import { drand } from "../../src/beacon/index.js";
import { equalBytes, FeldsparError, fromHex, toHex } from "../../src/encoding/index.js";
import { fetchText } from "../page/fetch-text.js";
import type { DrandAnswer, FromDrand, Source, ToDrand } from "./messages.js";

const MOST_BYTES = 1 << 16;

let known: { readonly source: Source; readonly chain: drand.CompleteChainInfo } | null = null;
/** The last round that was verified: the next one of a chained network must follow it. */
let last: drand.DrandBeacon | null = null;

class Unanswered extends Error {
  constructor(readonly answer: DrandAnswer) {
    super(answer.type);
  }
}

async function ask({ server, hash }: Source, path: string): Promise<string> {
  const asked = await fetchText(`${server}/${hash}/${path}`, MOST_BYTES).catch((error: unknown) => {
    if (error instanceof RangeError) throw error;
    throw new Unanswered({ type: "silent" });
  });
  if (asked.status !== 200) throw new Unanswered({ type: "missing", status: asked.status });
  return asked.text;
}

/** Whoever names a chain by its hash trusts that alone: all else follows from it. */
function chainFrom(text: string, hash: Uint8Array): drand.CompleteChainInfo {
  const chain = drand.chainInfoFromJson(text);
  const { period, genesisTime, groupHash, beaconId, hash: found } = chain;
  if (period === undefined || genesisTime === undefined || groupHash === undefined || beaconId === undefined)
    throw new FeldsparError("MALFORMED", "the chain information is not whole");
  if (found === undefined || !equalBytes(found, hash)) {
    const other = found === undefined ? "" : `, ${toHex(found)}`;
    throw new FeldsparError("WRONG_NETWORK", `it serves another chain${other}`);
  }
  return { ...chain, period, genesisTime, groupHash, beaconId, hash };
}

async function chainOf(source: Source): Promise<drand.CompleteChainInfo> {
  const same = known?.source.server === source.server && known.source.hash === source.hash;
  if (known !== null && same) return known.chain;
  const hash = fromHex(source.hash);
  const said = chainFrom(await ask(source, "info"), hash);
  // the scheme is not in the hash: of a public network it is known
  const published = Object.values(drand.networks).find((one) => equalBytes(one.hash, hash));
  const chain = published ?? said;
  if (said.scheme !== chain.scheme) throw new FeldsparError("WRONG_NETWORK", `it says another scheme, ${said.scheme}`);
  known = { source, chain };
  last = null;
  return chain;
}

async function roundOf(source: Source, wanted: number | "latest"): Promise<DrandAnswer> {
  const chain = await chainOf(source);
  const beacon = drand.beaconFromJson(await ask(source, `public/${wanted}`));
  const { round, signature, previousSignature } = beacon;
  if (wanted !== "latest" && round !== wanted)
    return { type: "lie", problem: `asked for round ${wanted}, it answers with round ${round}` };
  if (!drand.verify(chain, beacon))
    return { type: "lie", problem: `round ${round} is not signed by ${drand.describeChain(chain)}` };
  if (last?.round === round - 1 && previousSignature !== undefined && !equalBytes(previousSignature, last.signature))
    return { type: "lie", problem: `round ${round} does not follow the round before` };
  last = beacon;
  const randomness = toHex(drand.drandRandomness(beacon));
  return { type: "round", round, due: drand.timeOf(chain, round), signature: toHex(signature), randomness };
}

async function answer(message: ToDrand): Promise<DrandAnswer> {
  try {
    if (message.type === "round") return await roundOf(message.source, message.wanted);
    const { beaconId, scheme, period } = await chainOf(message.source);
    return { type: "chain", name: beaconId, scheme, period: 1000 * period };
  } catch (error) {
    if (error instanceof Unanswered) return error.answer;
    return { type: "lie", problem: error instanceof Error ? error.message : String(error) };
  }
}

addEventListener("message", async ({ data }: MessageEvent<ToDrand>) => {
  const reply: FromDrand = { number: data.number, ...(await answer(data)) };
  postMessage(reply);
});
