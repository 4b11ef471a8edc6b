// `feldspar verify --from`: the verdict of a light client on what a sharder serves: the genesis by its hash, the chain
// of headers from there, rounds of the beacon of the views in office. Nobody who answers is believed.

import { drandInfo, hasDrandBeacon } from "../../beacon/drand-own.js";
import { type BeaconRecord, beaconToJson, drand } from "../../beacon/index.js";
import { beaconRecordFormat } from "../../beacon/record.js";
import { type InputFile, verifyFiles } from "../../documents/index.js";
import { equalBytes, FeldsparError, JsonReader } from "../../encoding/index.js";
import type { SharderClient } from "../../http/client/client.js";
import {
  type CertifiedHeader,
  type Genesis,
  genesisFromJson,
  headersFromJson,
  MagicBlock,
  type SchemeName,
} from "../../magic-block/index.js";
import type { CommandResult } from "../result.js";
import { oneLine } from "../usage-error.js";
import { verdictResult } from "../verify-command.js";
import { Asking, type FromFlags } from "./asking.js";

const PAGE = 100;
const MOST_HEADERS = 100_000;
/** Of all pages: a header takes some kilobytes. */
const MOST_BYTES = 256 << 20;
/** Rounds of a view that are asked for at most: its latest ones. */
const MOST_ROUNDS = 1000;

export interface VerifyFromFlags extends FromFlags {
  readonly json?: boolean;
}

/**
 * Every page of the chain of headers, as it came, and read. Whoever judges them one by one throws what ends it. Throws
 * TOO_LARGE: nothing of it is verified before it is all there.
 */
export async function headerPages(
  client: SharderClient,
  onPage: (text: string, headers: readonly CertifiedHeader[]) => void,
  mostBytes = MOST_BYTES,
): Promise<void> {
  let [count, length] = [0, 0];
  while (count < MOST_HEADERS) {
    const { body } = await client.ask(`/v1/headers?from=${count + 1}&limit=${PAGE}`, { longest: 16 << 20 });
    length += body.length;
    if (length > mostBytes)
      throw new FeldsparError("TOO_LARGE", `/v1/headers: expected at most ${mostBytes} bytes in all pages together`);
    const text = new TextDecoder().decode(body);
    const page = headersFromJson(text);
    count += page.length;
    if (page.length > 0) onPage(text, page);
    if (page.length < PAGE) return;
  }
}

/** Consecutive rounds from a place on. */
async function roundsFrom({ client }: Asking, scheme: SchemeName, from: number, last: number): Promise<BeaconRecord[]> {
  const path = `/v1/beacon?from=${from}&limit=${Math.min(1000, last - from + 1)}`;
  const reader = new JsonReader(await client.json(path), path);
  const format = beaconRecordFormat(scheme);
  return new JsonReader(reader.peek("rounds"), `${path}.rounds`).array(1000, (item) => format.fromJson(item));
}

/** A view's rounds as the file that a verifier reads; null: there are none. */
async function beaconText(
  asking: Asking,
  genesis: Genesis,
  header: CertifiedHeader,
  before: number,
): Promise<string | null> {
  const latest = await asking.client.json("/v1/beacon/latest").catch((error) => {
    if (error instanceof FeldsparError && error.code === "NOT_FOUND") return null;
    throw error;
  });
  const round = (latest as { round?: unknown } | null)?.round;
  if (typeof round !== "number") return null;
  const last = Math.min(before, round);
  const from = Math.max(header.startingRound, last - MOST_ROUNDS + 1);
  const rounds = last < from ? [] : await roundsFrom(asking, header.scheme, from, last);
  const own = rounds.filter(({ round: at }) => at <= last);
  if (own.length === 0) return null;
  const { scheme, number: magicBlockNumber, groupPublicKey } = header;
  const view = { scheme, chainId: genesis.chainId, magicBlockNumber, groupPublicKey };
  return beaconToJson({ view, magicBlockHash: MagicBlock.hash(header), rounds: own });
}

/**
 * The latest round of a beacon in drand's form, and the chain information that verifies it: made from the first header,
 * which is verified beside it. What the sharder says of itself at /info must be that.
 */
async function drandDocuments(asking: Asking, genesis: Genesis, first?: CertifiedHeader): Promise<InputFile[]> {
  const latest = await textOf(asking, "/public/latest");
  if (first === undefined || latest === null) return [];
  const info = drandInfo(genesis, { hash: MagicBlock.hash(first), publicKey: first.groupPublicKey });
  const own = drand.chainInfoToJson(info);
  const served = await textOf(asking, "/info");
  const isSame = served !== null && equalBytes(drand.chainInfoFromJson(served).hash ?? new Uint8Array(), info.hash);
  const problem = "the chain information is not that of the chain's genesis and first magic block";
  const said: InputFile = isSame ? { name: "/info", text: own } : { name: "/info", problem };
  return [said, { name: "/public/latest", text: latest }];
}

/** An answer as it came; null: it is not there. */
async function textOf({ client }: Asking, path: string): Promise<string | null> {
  try {
    const { body } = await client.ask(path, { longest: 1 << 16 });
    return new TextDecoder().decode(body);
  } catch (error) {
    if (error instanceof FeldsparError && error.code === "NOT_FOUND") return null;
    throw error;
  }
}

/** What is there to verify, by the address that it came from. Throws LEDGER_UNAVAILABLE, BAD_JSON. */
export async function fetchDocuments(asking: Asking): Promise<InputFile[]> {
  const { client } = asking;
  const { body } = await client.ask("/v1/genesis", { longest: 16 << 20 });
  const genesisText = new TextDecoder().decode(body);
  const genesis = genesisFromJson(genesisText);
  const headers: CertifiedHeader[] = [];
  const files: InputFile[] = [{ name: "/v1/genesis", text: genesisText }];
  await headerPages(client, (text, page) => {
    files.push({ name: `/v1/headers?from=${headers.length + 1}`, text });
    headers.push(...page);
  });
  if (hasDrandBeacon(genesis)) return [...files, ...(await drandDocuments(asking, genesis, headers[0]))];
  const inOffice = headers.at(-1);
  // the view before hands over at a round that the latest one names
  for (const header of headers.slice(-2)) {
    const before = header === inOffice ? Number.MAX_SAFE_INTEGER : inOffice!.startingRound - 1;
    const text = await beaconText(asking, genesis, header, before);
    if (text !== null) files.push({ name: `/v1/beacon of view ${header.number}`, text });
  }
  return files;
}

export async function verifyFrom(flags: VerifyFromFlags): Promise<CommandResult> {
  const asking = new Asking(flags);
  let files: InputFile[];
  try {
    files = await fetchDocuments(asking);
  } catch (error) {
    if (!(error instanceof FeldsparError)) throw error;
    files = [{ name: asking.urls.join(", "), problem: oneLine(error) }];
  }
  return verdictResult(verifyFiles(files, { genesisHash: asking.genesisHash }), flags.json === true);
}
