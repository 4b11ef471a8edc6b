// The commands of the network as commander knows them; each is loaded when it is run.
import { type Command, InvalidArgumentError } from "commander";
import type { CommandResult } from "../result.js";
import { evmCommands } from "./evm/commands.js";
import { NODE_PACKAGES, needPackages } from "./packages.js";
import { SETTINGS } from "./settings.js";

type Finish = (result: CommandResult) => void;

const SHOWN = new Set(["order"]);

function seconds(text: string): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (value < 1) throw new InvalidArgumentError(`expected seconds, got ${JSON.stringify(text)}`);
  return value;
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most))
      throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}, got ${JSON.stringify(text)}`);
    return value;
  };
}

/** What a node is told. */
function settings(command: Command, omitted: readonly string[] = []): Command {
  for (const { name, flag, about, standard } of SETTINGS) {
    if (omitted.includes(name)) continue;
    const shown = standard === "" || SHOWN.has(name) ? "" : ` (default: ${standard})`;
    command.option(flag, `${about}${shown}`);
  }
  return command.option("--config <file>", "configuration (default: feldspar.json in the node's folder)");
}

const fromSharders = (command: Command): Command =>
  command
    .requiredOption("--from <url...>", "sharders' addresses")
    .requiredOption("--genesis-hash <hash>", "hash of the chain's genesis (64 hex digits)");

const asMember = (command: Command): Command =>
  fromSharders(command)
    .option("--identity <file>", "the member's identity", "identity.json")
    .option("--passphrase-file <file>", "the file that holds its passphrase")
    .option("--timeout <seconds>", "how long to wait for the ledger", seconds, 60);

const ofNode = (command: Command): Command => command.requiredOption("--state <folder>", "the node's folder");

export function networkCommands(program: Command, finish: Finish): void {
  founding(program, finish);
  nodes(program, finish);
  members(program, finish);
  admins(program, finish);
  looking(program, finish);
  evmCommands(program, finish);
  devnet(program, finish);
}

function founding(program: Command, finish: Finish): void {
  program
    .command("keygen")
    .description("make an identity, sealed under a passphrase; public parts are shown")
    .requiredOption("--role <role>", "miner, sharder or admin")
    .option("--scheme <name>", "min-sig or min-pk, as the chain's genesis says", "min-sig")
    .option("--url <url>", "where others will reach it; of miners and sharders")
    .option("--out <file>", "the file to write", "identity.json")
    .option("--passphrase-file <file>", "the file that holds the passphrase (default: asked for twice)")
    .option("--json", "print the public identity as JSON: the file that others are given")
    .action(async (flags) => finish(await (await import("./keygen-command.js")).keygenCommand(flags)));
  const genesis = program.command("genesis").description("the founding document of a chain");
  genesis
    .command("create")
    .description("make it from what the founders have agreed on (docs/network.md)")
    .requiredOption("--from <file>", "the founding file")
    .option("--out <file>", "the file to write", "genesis.json")
    .action(async (flags) => finish((await import("./genesis-command.js")).genesisCreate(flags)));
  genesis
    .command("show")
    .description("what it says, and its hash")
    .argument("<file>", "genesis.json")
    .option("--genesis-hash <hash>", "the hash that it must have")
    .option("--json", "as JSON")
    .action(async (file, flags) => finish((await import("./genesis-command.js")).genesisShow(file, flags)));
  genesis
    .command("hash")
    .description("its hash alone")
    .argument("<file>", "genesis.json")
    .action(async (file) => finish((await import("./genesis-command.js")).genesisHashCommand(file)));
}

function nodes(program: Command, finish: Finish): void {
  settings(program.command("sharder"))
    .description("run a sharder until it is ended")
    .action(async (flags) => {
      needPackages(NODE_PACKAGES);
      finish(await (await import("./sharder-command.js")).sharderCommand(flags));
    });
  settings(program.command("miner"), ["order"])
    .description("run a miner until it is ended")
    .action(async (flags) => {
      needPackages(NODE_PACKAGES);
      finish(await (await import("./miner-command.js")).minerCommand(flags));
    });
  settings(program.command("config"))
    .description("what a node would be told, and where each value comes from")
    .option("--show", "print it")
    .option("--json", "as JSON")
    .action(async (flags) => finish((await import("./config-command.js")).configCommand(flags)));
  ofNode(program.command("stop"))
    .description("end a node on this machine in order")
    .action(async (flags) => finish(await (await import("./node-commands.js")).stopCommand(flags)));
  ofNode(program.command("log-level"))
    .description("change what a node on this machine writes down")
    .argument("<level>", "debug, info, warn or error")
    .action(async (level, flags) => finish(await (await import("./node-commands.js")).logLevelCommand(level, flags)));
  settings(program.command("backup"))
    .description("identity, genesis and snapshot of a node that runs; never shares of keys")
    .requiredOption("--out <folder>", "the folder to write")
    .action(async (flags) => finish(await (await import("./node-commands.js")).backupCommand(flags)));
  ofNode(program.command("sign"))
    .description("have a miner on this machine sign for an application with its share of the key in office")
    .requiredOption("--context <text>", "what it is for: example.org/invoice")
    .requiredOption("--message <file>", "what is signed")
    .option("--out <file>", "the file to write (default: printed)")
    .action(async (flags) => finish(await (await import("./sign-command.js")).signCommand(flags)));
  fromSharders(program.command("combine"))
    .description("make the group's signature of enough parts, and verify it")
    .argument("<files...>", "what sign has written, of different members")
    .requiredOption("--context <text>", "as it was signed")
    .requiredOption("--message <file>", "as it was signed")
    .option("--out <file>", "the file to write (default: printed)")
    .action(async (files, flags) => finish(await (await import("./sign-command.js")).combineCommand(files, flags)));
  settings(program.command("move-log"), ["order", "follow", "snapshot"])
    .description("copy the log of a sharder that ordered it, and is stopped, to etcd; again: goes on where it was")
    .action(async (flags) => {
      needPackages(NODE_PACKAGES);
      finish(await (await import("./move-log-command.js")).moveLogCommand(flags));
    });
  settings(program.command("report"))
    .description("versions, settings and state of a node on this machine, without secrets, for reports of bugs")
    .action(async (flags) => finish(await (await import("./node-commands.js")).reportCommand(flags)));
}

function members(program: Command, finish: Finish): void {
  asMember(program.command("register"))
    .description("bring a miner or a sharder with stake onto the ledger, or its record up to date")
    .action(async (flags) => finish(await (await import("./member-commands.js")).registerCommand(flags)));
  asMember(program.command("update"))
    .description("register a new address or a new key for private messages, also in the identity's file")
    .option("--url <url>", "the new address")
    .option("--encryption-key", "a new key: stored first, then the node is started again with it, then registered")
    .option("--state <folder>", "with a new key: the folder of the node, which is asked whether it has it")
    .action(async (flags) => finish(await (await import("./member-commands.js")).updateCommand(flags)));
  asMember(program.command("leave"))
    .description("take part in no further view")
    .option("--wait", "until nothing is owed any more, and it is safe to stop")
    .action(async (flags) => finish(await (await import("./member-commands.js")).leaveCommand(flags)));
  asMember(program.command("return"))
    .description("come back after a suspension")
    .action(async (flags) => finish(await (await import("./member-commands.js")).returnCommand(flags)));
}

function admins(program: Command, finish: Finish): void {
  const admin = program.command("admin").description("what the chain's authority does");
  admin
    .command("sign")
    .description("sign a stake, parameters or a resume off line")
    .argument("<action>", "stake, parameters or resume")
    .requiredOption("--genesis <file>", "genesis.json")
    .requiredOption("--genesis-hash <hash>", "the hash that it must have (64 hex digits)")
    .requiredOption("--serial <n>", "one above the last one, which feldspar status shows")
    .option("--id <id>", "of stake: the member")
    .option("--stake <n>", "of stake: how much; 0 takes it off")
    .option("--parameters <file>", "of parameters: all of them, as JSON")
    .option("--identity <file>", "the admin's identity", "identity.json")
    .option("--passphrase-file <file>", "the file that holds its passphrase")
    .requiredOption("--out <file>", "the signature file to write")
    .action(async (action, flags) => finish(await (await import("./admin-commands.js")).adminSign(action, flags)));
  fromSharders(admin.command("submit"))
    .description("hand in what enough admins have signed")
    .argument("<files...>", "signature files of one and the same action")
    .option("--genesis <file>", "genesis.json (default: fetched, and checked by its hash)")
    .option("--timeout <seconds>", "how long to wait for the ledger", seconds, 60)
    .action(async (files, flags) => finish(await (await import("./admin-commands.js")).adminSubmit(files, flags)));
}

function looking(program: Command, finish: Finish): void {
  program
    .command("status")
    .description("what a network does and who is missing, or how a node on this machine is")
    .option("--from <url...>", "sharders' addresses")
    .option("--genesis-hash <hash>", "of --from: verifies what can be, from the genesis with this hash on")
    .option("--state <folder>", "the folder of a node on this machine")
    .option("--json", "as JSON")
    .action(async (flags) => finish(await (await import("./status-command.js")).statusCommand(flags)));
  fromSharders(program.command("check"))
    .description("does everybody answer, of this chain, with this version and a clock that is right?")
    .option("--timeout <seconds>", "how long to wait for each", seconds, 5)
    .option("--json", "as JSON")
    .action(async (flags) => finish(await (await import("./check-command.js")).checkCommand(flags)));
}

function devnet(program: Command, finish: Finish): void {
  program
    .command("devnet")
    .description("a whole network on this machine, a process for each node, until Ctrl-C")
    .option("--miners <n>", "miners", wholeNumber(1, 100), 7)
    .option("--sharders <n>", "sharders; the first orders the log", wholeNumber(1, 20), 2)
    .option("--faults <list>", "such as kill:3@share,partition:2@publish; s1 is a sharder", "")
    .option("--round-time <ms>", "milliseconds of a round", wholeNumber(50, 60_000), 400)
    .option("--view-rounds <n>", "rounds from a view to the next start", wholeNumber(0, 1_000_000), 50)
    .option("--phase-rounds <n>", "rounds of each phase at most", wholeNumber(6, 100_000), 20)
    .option("--mode <name>", "fresh or reshare (default: fresh, with a beacon of drand's form reshare)")
    .option("--beacon <mode>", "chained, drand or drand-chained", "chained")
    .option("--period <seconds>", "of rounds by the clock, with --beacon drand…", seconds, 3)
    .option("--views <n>", "end by itself after so many views", wholeNumber(1, 10_000))
    .option("--rounds <n>", "and so many rounds of the beacon", wholeNumber(0, 1_000_000))
    .option("--timeout <seconds>", "give up after so long, with --views or --rounds", seconds, 600)
    .option("--dir <folder>", "keep everything there (default: a temporary folder, removed at the end)")
    .option("--port <n>", "first of consecutive ports (default: free ones)", wholeNumber(1024, 65_000))
    .option("--json", "print what came of it as JSON")
    .action(async (flags) => {
      needPackages(NODE_PACKAGES);
      finish(await (await import("./devnet/devnet-command.js")).devnetCommand(flags));
    });
}
