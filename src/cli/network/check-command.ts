// `feldspar check`: before anything begins, and whenever something is odd: does everybody answer, of this chain, with
// this version, with a clock that is right?

import { VERSION } from "../../../bindings/version.js";
import { JsonReader, toHex } from "../../encoding/index.js";
import { printable } from "../printable.js";
import { type CommandResult, EXIT } from "../result.js";
import { formatTable } from "../text.js";
import { Asking, askOnce, type FromFlags, type ListedMember, readinessIn } from "./asking.js";

export interface CheckFlags extends FromFlags {
  readonly json?: boolean;
  readonly timeout: number;
}

export interface Checked {
  readonly name: string;
  readonly url: string;
  readonly version: string | null;
  readonly round: number | null;
  /** Seconds by which its clock is ahead of this one's. */
  readonly clock: number | null;
  /** What is wrong; empty: nothing. */
  readonly problems: readonly string[];
  /** It takes part no more: it is not asked, and nothing is expected of it. */
  readonly left: boolean;
}

interface Peer {
  readonly name: string;
  readonly url: string;
  /** "" where it is not known yet. */
  readonly id: string;
  readonly left: boolean;
}

/** Clocks of `Date` headers have whole seconds. */
const MOST_SECONDS = 5;
const AT_ONCE = 16;
const MOST_ROUNDS_BEHIND = 5;

async function checkOne({ name, url, id, left }: Peer, genesisHash: string, timeout: number): Promise<Checked> {
  const nothing = { name, url, left, version: null, round: null, clock: null };
  if (left) return { ...nothing, problems: [] };
  const [about, ready] = await Promise.all([askOnce(url, "/v1/version", timeout), askOnce(url, "/readyz", timeout)]);
  if (about === null) return { ...nothing, problems: ["does not answer"] };
  const [said, state] = [new JsonReader(about.json, "version"), new JsonReader(ready?.json, "readiness")];
  const date = Date.parse(about.date);
  const clock = Number.isNaN(date) ? null : Math.round((date - Date.now()) / 1000);
  const version = String(said.peek("version")).slice(0, 40);
  const round = state.peek("round");
  const { isReady, reasons } = readinessIn(state);
  return {
    ...{ name, url, left, version, clock },
    round: typeof round === "number" ? round : null,
    problems: [
      ...(said.peek("genesisHash") === genesisHash ? [] : ["is of another chain"]),
      ...(id === "" || said.peek("id") === id ? [] : ["is somebody else"]),
      ...(version === VERSION ? [] : [`has another version than ${VERSION}`]),
      ...(isReady ? [] : [`is not ready: ${reasons}`]),
      ...(clock !== null && Math.abs(clock) > MOST_SECONDS ? [`its clock is ${clock} s off`] : []),
    ],
  };
}

/** Who is behind those who are furthest. */
function withLag(all: readonly Checked[]): Checked[] {
  const furthest = Math.max(0, ...all.map(({ round }) => round ?? 0));
  return all.map((one) => {
    const behind = one.round === null ? 0 : furthest - one.round;
    return behind <= MOST_ROUNDS_BEHIND ? one : { ...one, problems: [...one.problems, `is ${behind} rounds behind`] };
  });
}

async function peersOf(asking: Asking): Promise<Peer[]> {
  const [sharders, miners] = await Promise.all([asking.members("sharder"), asking.members("miner")]);
  const named = (role: string) => (one: ListedMember) => {
    return { name: `${role} ${one.id.slice(0, 16)}`, url: one.url, id: one.id, left: one.left };
  };
  const registered: Peer[] = [...sharders.map(named("sharder")), ...miners.map(named("miner"))];
  const known = new Set(registered.filter(({ left }) => !left).map(({ url }) => url));
  return [
    ...asking.urls.filter((url) => !known.has(url)).map((url) => ({ name: "given", url, id: "", left: false })),
    ...registered.filter(({ left }) => !left),
    ...registered.filter(({ left }) => left),
  ];
}

export async function checkCommand(flags: CheckFlags): Promise<CommandResult> {
  const timeout = 1000 * flags.timeout;
  const asking = new Asking(flags, timeout);
  await asking.checkChain();
  const peers = await peersOf(asking);
  const checked: Checked[] = [];
  for (let from = 0; from < peers.length; from += AT_ONCE) {
    const some = peers.slice(from, from + AT_ONCE);
    const hash = toHex(asking.genesisHash);
    checked.push(...(await Promise.all(some.map((peer) => checkOne(peer, hash, timeout)))));
  }
  const all = withLag(checked);
  const bad = all.filter(({ problems }) => problems.length > 0);
  const rows = all.map(({ name, url, version, round, clock, problems, left }) =>
    [
      ...[name, url, version ?? "–", round === null ? "–" : `${round}`, clock === null ? "–" : `${clock} s`],
      left ? "has left: not asked" : problems.length === 0 ? "good" : problems.join("; "),
    ].map(printable),
  );
  const table = formatTable([["who", "address", "version", "round", "clock", ""], ...rows]);
  return {
    output: flags.json ? JSON.stringify({ good: bad.length === 0, peers: all }, null, 2) : table,
    problems:
      bad.length === 0 ? [] : [`${bad.length} of ${all.filter(({ left }) => !left).length} are not as they should be`],
    exitCode: bad.length === 0 ? EXIT.good : EXIT.notValid,
  };
}
