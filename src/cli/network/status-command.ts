// `feldspar status`: what a network does, as sharders say it, or how a node on this machine is.

import { FeldsparError, JsonReader, parseJson, toHex } from "../../encoding/index.js";
import { SharderClient } from "../../http/client/client.js";
import type { BeaconStanding } from "../../node/beacon-standing.js";
import { printable } from "../printable.js";
import { type CommandResult, EXIT } from "../result.js";
import { durationText } from "../timelock/duration.js";
import { oneLine, UsageError } from "../usage-error.js";
import { authoritySerial } from "./admin-commands.js";
import { hashOf, urlOf } from "./arguments.js";
import { ChainProof } from "./chain-proof.js";
import { controlJson } from "./control-client.js";
import { haltedBeacon, haltedLines } from "./halted-beacon.js";

export interface StatusFlags {
  readonly from?: readonly string[];
  /** Of `from`: what can be is held against the genesis with this hash. */
  readonly genesisHash?: string;
  readonly state?: string;
  readonly json?: boolean;
}

/** As `/v1/phase` says it. */
export interface PhaseSaid {
  readonly round: number;
  readonly phase: string;
  readonly number: number;
  readonly attempt: number;
  readonly failures: number;
  readonly roundsLeft: number | null;
  readonly inOffice: { readonly number: number; readonly hash: string; readonly activatedAt: number };
  readonly missing: readonly { readonly index: number; readonly id: string; readonly url: string }[];
  /** Of the wait phase: which of its steps is waited for; null in the others, and of who does not say. */
  readonly step: WaitStep | null;
  /** The first round of the block that was made; null: there is none. */
  readonly startingRound: number | null;
  readonly stale?: boolean;
}

export interface WaitStep {
  readonly name: "confirm" | "hand over" | "activate";
  readonly done: number;
  readonly needed: number;
}

const MOST_MISSING = 10_000;
/** Seconds between two clocks that are worth a word: rounds in drand's form are due by the clock. */
const CLOCKS_DIFFER = 5;

/** What a sharder says, read as everything is that comes from elsewhere. Throws BAD_JSON. */
export function readPhase(value: unknown): PhaseSaid {
  const reader = new JsonReader(value, "phase");
  const at = (from: JsonReader, name: string) => new JsonReader(from.peek(name), `${from.path}.${name}`);
  const whole = (from: JsonReader, name: string) => at(from, name).integer(0, Number.MAX_SAFE_INTEGER);
  const inOffice = at(reader, "inOffice");
  const orNone = <T>(name: string, read: (field: JsonReader) => T): T | null =>
    reader.peek(name) == null ? null : read(at(reader, name));
  return {
    ...{ round: whole(reader, "round"), phase: at(reader, "phase").text(20), number: whole(reader, "number") },
    ...{ attempt: whole(reader, "attempt"), failures: whole(reader, "failures") },
    roundsLeft: reader.peek("roundsLeft") === null ? null : whole(reader, "roundsLeft"),
    inOffice: {
      number: whole(inOffice, "number"),
      hash: at(inOffice, "hash").text(64),
      activatedAt: whole(inOffice, "activatedAt"),
    },
    missing: at(reader, "missing").array(MOST_MISSING, (one) => {
      return { index: whole(one, "index"), id: at(one, "id").text(64), url: at(one, "url").text(2048) };
    }),
    step: orNone("step", (step) => ({
      name: at(step, "name").oneOf(["confirm", "hand over", "activate"]) as WaitStep["name"],
      done: whole(step, "done"),
      needed: whole(step, "needed"),
    })),
    startingRound: orNone("startingRound", (field) => field.integer(0, Number.MAX_SAFE_INTEGER)),
    stale: reader.peek("stale") === true,
  };
}

/** What the wait phase waits for. */
function stepLine({ step, number, inOffice, round, startingRound }: PhaseSaid): string | null {
  // a node of before does not say
  if (step == null) return null;
  const { name, done, needed } = step;
  if (name === "confirm")
    return `confirm: ${done} members of view ${number} have confirmed its key, ${needed} decide it`;
  const from = startingRound ?? round;
  if (name === "activate") return `activate: view ${number} is certified, and takes office in round ${from}`;
  const who = inOffice.number === 0 ? "of the genesis' sharders" : `members of view ${inOffice.number}`;
  const late = round >= from ? `, ${round - from} rounds late` : "";
  return `hand over: view ${number} is decided; ${done} ${who} have signed it, ${needed} certify it${late}`;
}

/** Lines about a view change. */
export function phaseLines(phase: PhaseSaid): string[] {
  const { round, number, inOffice, missing, roundsLeft, attempt, failures, step } = phase;
  // a decided block has all the time that it takes
  const left = roundsLeft === null || (step != null && step.name !== "confirm") ? "" : `, ${roundsLeft} rounds left`;
  const waits = stepLine(phase);
  return [
    `round     ${round}${phase.stale ? " (the ledger does not answer: this may be old)" : ""}`,
    inOffice.number === 0
      ? "in office nobody yet: the first view is being made"
      : `in office view ${inOffice.number} since round ${inOffice.activatedAt}, ${inOffice.hash.slice(0, 16)}`,
    `next      view ${number}, attempt ${attempt}, phase ${phase.phase}${left}`,
    ...(waits === null ? [] : [`          ${waits}`]),
    ...(failures > 0 && inOffice.number > 0
      ? [`          ${failures} attempts in a row have failed: view ${inOffice.number} stays in office`]
      : []),
    missing.length === 0 ? "missing   nobody" : `missing   ${missing.length} in this phase:`,
    ...missing.map(({ index, id, url }) => `          ${index}  ${id === "" ? "" : `${id.slice(0, 16)}…  `}${url}`),
    // a line break in what somebody else says makes no line
  ].map(printable);
}

/** Codes of what a sharder shows as proof and is none. */
const NOT_SO: readonly string[] = ["BAD_DOCUMENT", "BAD_JSON", "BAD_PARAMETER", "MALFORMED"];

/** With a hash, what is no good of the above ends it. */
async function ofNetwork(urls: readonly string[], genesisHash: Uint8Array | null) {
  const client = new SharderClient({ urls: urls.map((url) => urlOf(url, "--from")) });
  const { body, headers } = await client.ask("/v1/phase", { longest: 4 << 20 });
  const phase = readPhase(parseJson(new TextDecoder().decode(body), "/v1/phase"));
  const proof = genesisHash === null ? null : await ChainProof.of(client, genesisHash);
  proof?.checkOffice(phase.inOffice);
  const serial = await authoritySerial({ client });
  const beacon = await latestBeacon(client, proof);
  const halted = await haltedBeacon(client, phase, beacon?.round ?? null, proof).catch((error) => {
    // all else is known of a sharder that cannot, or will not, say this
    if (error instanceof FeldsparError && (proof === null || !NOT_SO.includes(error.code))) return error;
    throw error;
  });
  return { phase, beacon, halted, authoritySerial: serial, clockAhead: clockAhead(headers.get("date")) };
}

/** Seconds by which this machine's clock is ahead of theirs; null: none that matter, or they do not say. */
function clockAhead(date: string | null): number | null {
  const ahead = Math.round((Date.now() - Date.parse(date ?? "")) / 1000);
  return Math.abs(ahead) > CLOCKS_DIFFER ? ahead : null;
}

function clockLines(ahead: number | null): string[] {
  if (ahead === null) return [];
  const difference = `${Math.abs(ahead)} s ${ahead > 0 ? "ahead of" : "behind"}`;
  return [`clock     this machine's is ${difference} the sharder's: what is late depends on it`];
}

/** The latest round; null: there is none yet. */
async function latestBeacon(client: SharderClient, proof: ChainProof | null) {
  const path = "/v1/beacon/latest";
  const said = await client.json(path).catch((error) => {
    if (error instanceof FeldsparError && error.code === "NOT_FOUND") return null;
    throw error;
  });
  if (said === null) return null;
  proof?.checkRound(path, said);
  const reader = new JsonReader(said, path);
  return {
    round: new JsonReader(reader.peek("round"), `${path}.round`).integer(0, Number.MAX_SAFE_INTEGER),
    randomness: toHex(new JsonReader(reader.peek("randomness"), `${path}.randomness`).hex(32)),
  };
}

export async function statusCommand(flags: StatusFlags): Promise<CommandResult> {
  if ((flags.from === undefined) === (flags.state === undefined))
    throw new UsageError(
      "expected --from with sharders' addresses, or --state with the folder of a node on this machine",
    );
  if (flags.state !== undefined) {
    const said = await controlJson<NodeSaid>(flags.state, "/status");
    return { output: flags.json ? JSON.stringify(said, null, 2) : nodeLines(said).join("\n"), exitCode: EXIT.good };
  }
  const genesisHash = flags.genesisHash === undefined ? null : hashOf(flags.genesisHash, "--genesis-hash");
  const said = await ofNetwork(flags.from!, genesisHash).catch((error) => {
    if (genesisHash !== null && error instanceof FeldsparError && NOT_SO.includes(error.code)) return error;
    throw error;
  });
  if (said instanceof FeldsparError)
    return { output: "", problems: [`the sharder says what is not so: ${oneLine(said)}`], exitCode: EXIT.notValid };
  const { phase, beacon, halted, authoritySerial: serial, clockAhead: ahead } = said;
  const lines = [
    ...phaseLines(phase),
    `beacon    ${beacon === null ? "no round yet" : `round ${beacon.round}, ${beacon.randomness.slice(0, 16)}`}`,
    ...(halted instanceof FeldsparError
      ? [`          whether it goes on is not known: ${oneLine(halted)}`]
      : haltedLines(halted, genesisHash !== null)),
    ...clockLines(ahead),
    `authority ${serial === 0 ? "nothing yet" : `serial ${serial}`}: the next entry has ${serial + 1}`,
  ];
  const json = JSON.stringify(
    { ...phase, beacon, beaconHalted: halted instanceof FeldsparError ? null : halted, authoritySerial: serial },
    null,
    2,
  );
  return { output: flags.json ? json : lines.join("\n"), exitCode: EXIT.good };
}

/** As a node's control socket says it. */
export interface NodeSaid {
  readonly role: string;
  readonly id: string;
  readonly version: string;
  readonly pid: number;
  readonly port: number;
  readonly begun: boolean;
  readonly ready: boolean;
  readonly stopped: string | null;
  readonly seconds: number;
  readonly secondsSinceBlock: number | null;
  readonly peersDown: readonly string[];
  readonly head: { readonly round: number; readonly position: string };
  readonly beaconRound: number | null;
  /** null: no round is due, or it is not for this node to make or to keep any. */
  readonly beacon?: BeaconStanding | null;
  readonly phase: PhaseSaid;
}

function beaconLine({ beaconRound, beacon, role }: NodeSaid): string {
  const latest = beaconRound === null ? "no round since it began" : `round ${beaconRound}`;
  if (!beacon?.halted) return `beacon    ${latest}`;
  const { next, behind, seconds } = beacon;
  const why = role === "miner" ? "see the peers below" : "`feldspar status --from` says who is missing";
  return `beacon    HALTED: round ${next} has been due for ${durationText(1000 * seconds)}, ${behind} rounds are due: ${why}`;
}

function nodeLines(said: NodeSaid): string[] {
  const { role, id, pid, port, version, seconds, peersDown } = said;
  const state = said.stopped ?? (said.begun ? "takes part" : said.ready ? "begins" : "catches up");
  return [
    `${role.padEnd(10)}${id}`,
    `process   ${pid} on port ${port}, version ${version}, for ${seconds} s: ${state}`,
    `block     ${said.secondsSinceBlock === null ? "none yet" : `${said.secondsSinceBlock} s ago`}, position ${said.head.position}`,
    ...phaseLines(said.phase),
    beaconLine(said),
    ...(role === "miner"
      ? [`peers     ${peersDown.length === 0 ? "none is down" : `down: ${peersDown.join(", ")}`}`]
      : []),
  ];
}
