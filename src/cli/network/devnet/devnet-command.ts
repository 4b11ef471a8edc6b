// `feldspar devnet`: a whole network on this machine, a process for each node: to look at, to try commands on, and with
// `--views` or `--rounds` as a test that ends by itself.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { toHex } from "../../../encoding/index.js";
import { BEACON_MODES, genesisHash, MODES } from "../../../magic-block/index.js";
import { type CommandResult, EXIT } from "../../result.js";
import { UsageError } from "../../usage-error.js";
import { choiceOf } from "../arguments.js";
import { privateFolder } from "../files.js";
import { Faults, parseNodeFaults } from "./faults.js";
import { found } from "./founding.js";
import { Network } from "./network.js";
import { openScreen } from "./table.js";

export interface DevnetFlags {
  readonly miners: number;
  readonly sharders: number;
  readonly faults: string;
  readonly roundTime: number;
  readonly viewRounds: number;
  readonly phaseRounds: number;
  readonly mode?: string;
  readonly beacon: string;
  readonly period: number;
  readonly views?: number;
  readonly rounds?: number;
  readonly timeout: number;
  readonly dir?: string;
  readonly port?: number;
  readonly json?: boolean;
}

const POLL = 250;

function openFolder(dir: string | undefined): { readonly folder: string; remove(): void } {
  if (dir === undefined) {
    const folder = mkdtempSync(join(tmpdir(), "feldspar-devnet-"));
    return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
  }
  const folder = resolve(dir);
  privateFolder(folder);
  if (readdirSync(folder).length > 0) throw new UsageError(`--dir ${dir}: expected an empty folder, or none yet`);
  return { folder, remove: () => {} };
}

/** Why it ends. */
type End = "done" | "interrupted" | "late" | { readonly failed: string };

export async function devnetCommand(flags: DevnetFlags): Promise<CommandResult> {
  const beacon = choiceOf(flags.beacon, "--beacon", BEACON_MODES);
  const standard = beacon === "chained" ? "fresh" : "reshare";
  const mode = choiceOf(flags.mode ?? standard, "--mode", MODES);
  if (beacon !== "chained" && mode !== "reshare")
    throw new UsageError(`--beacon ${beacon}: expected --mode reshare: the beacon has one key for ever`);
  const plan = parseNodeFaults(flags.faults, { miner: flags.miners, sharder: flags.sharders });
  const { folder, remove } = openFolder(flags.dir);
  let end: (why: End) => void = () => {};
  const ended = new Promise<End>((settle) => {
    end = settle;
  });
  const interrupt = () => end("interrupted");
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, interrupt);
  try {
    const founded = await found({ ...flags, folder, mode, beacon, port: flags.port ?? null });
    const network = new Network(founded, (failed) => end({ failed }));
    const faults = new Faults(plan, ({ role, number }) => network.node(role, number));
    try {
      return await run(flags, { network, faults, ended, end, folder, hash: toHex(genesisHash(founded.genesis)) });
    } finally {
      faults.end();
      await network.end();
    }
  } finally {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, interrupt);
    remove();
  }
}

interface Run {
  readonly network: Network;
  readonly faults: Faults;
  readonly ended: Promise<End>;
  readonly end: (why: End) => void;
  readonly folder: string;
  readonly hash: string;
}

async function run(flags: DevnetFlags, { network, faults, ended, end, folder, hash }: Run): Promise<CommandResult> {
  const { views = 0, rounds = 0 } = flags;
  const endsByItself = flags.views !== undefined || flags.rounds !== undefined;
  const began = Date.now();
  const screen = openScreen(flags.json ? process.stderr : process.stdout);
  const from = network.sharderUrls.join(" ");
  const footer = [
    `sharders  ${from}`,
    `genesis   ${hash}`,
    `folder    ${folder}`,
    ...(flags.beacon === "chained" ? [] : [`drand     ${network.sharderUrls[0]}/info and /public/latest`]),
    ...(endsByItself
      ? []
      : [`try       npx feldspar verify --from ${network.sharderUrls[0]} --genesis-hash ${hash}`, "Ctrl-C ends it"]),
  ];
  if (!flags.json) process.stdout.write(`${footer.join("\n")}\n\n`);
  network.onPhase = (phase) => faults.phase(phase);
  let over = false;
  const watching = (async () => {
    await network.start(() => over);
    while (!over) {
      await network.look();
      screen.show({ ...network.shown, footer });
      const isDone = network.view >= Math.max(views, 1) && network.beaconRounds >= rounds && faults.areDone;
      if (endsByItself && isDone && network.agreesOn(Math.max(views, 1))) end("done");
      else if (endsByItself && Date.now() > began + 1000 * flags.timeout) end("late");
      await new Promise<void>((settle) => setTimeout(settle, POLL));
    }
  })();
  watching.catch((error) => end({ failed: error instanceof Error ? error.message : String(error) }));
  const why = await ended;
  over = true;
  await watching.catch(() => {});
  screen.end();
  const outcome = await network.outcome(endsByItself ? Math.max(views, 1) : null);
  const isGood = why === "done" && outcome.agreement && outcome.verified;
  const failed = typeof why === "object" ? why.failed : why === "late" ? `not within ${flags.timeout} seconds` : null;
  const report = {
    ...outcome,
    seconds: Math.round((Date.now() - began) / 100) / 10,
    faults: faults.done,
    ended: failed ?? why,
  };
  const exitCode = isGood || (why === "interrupted" && !endsByItself) ? EXIT.good : EXIT.notValid;
  const agreement = outcome.agreement
    ? "all nodes agree"
    : network.isConsistent
      ? "not every node knows the last view yet"
      : "the nodes do not agree";
  const text = `${outcome.activated} views, ${outcome.beaconRounds} rounds of the beacon; ${agreement}`;
  return {
    output: flags.json ? JSON.stringify(report, null, 2) : `\n${text}`,
    problems: failed === null ? [] : [failed],
    exitCode,
  };
}
