// The commands about EVM chains as commander knows them.
import { type Command, InvalidArgumentError } from "commander";
import type { CommandResult } from "../../result.js";

type Finish = (result: CommandResult) => void;

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError(`expected a whole number, got ${JSON.stringify(text)}`);
  return Number(text);
}

const onChain = (command: Command): Command =>
  command
    .option("--evm <url>", "a node of the chain")
    .option("--evm-file <file>", "the file that holds its address, where that is a secret");

const paid = (command: Command): Command =>
  onChain(command)
    .option("--evm-key <file>", "keystore of the account that pays (Web3 Secret Storage, version 3)")
    .option("--evm-passphrase-file <file>", "the file that holds its passphrase");

const deployed = (command: Command): Command =>
  paid(command)
    .option("--dry-run", "send nothing, and say what it would take; needs no key")
    .option("--json", "as JSON");

export function evmCommands(program: Command, finish: Finish): void {
  const evm = program.command("evm").description("the contracts on EVM chains");
  onChain(evm.command("probe").argument("[url]", "a node of the chain, in the place of --evm"))
    .description("has the chain the precompiles of EIP-2537, when is a block final, what would it cost?")
    .option("--json", "as JSON")
    .action(async (url, flags) => {
      const { probeCommand } = await import("./probe-command.js");
      finish(await probeCommand(url ?? flags.evm, flags));
    });
  evm
    .command("account")
    .description("make an account for a node or a relay, sealed under a passphrase; its address is shown")
    .option("--out <file>", "the keystore to write", "account.json")
    .option("--evm-passphrase-file <file>", "the file that holds the passphrase (default: asked for twice)")
    .action(async (flags) => finish(await (await import("./account-command.js")).accountCommand(flags)));
  deploying(evm, finish);
  paid(evm.command("relay"))
    .description("hand a network's blocks and rounds to its FeldsparBeacon, until it is ended")
    .requiredOption("--from <url...>", "sharders' addresses")
    .requiredOption("--genesis-hash <hash>", "hash of the chain's genesis (64 hex digits)")
    .requiredOption("--contract <address>", "the FeldsparBeacon")
    .option("--every <n>", "every which round is posted; 0: blocks alone", wholeNumber, 1)
    .option("--from-round <n>", "the first round that is wanted (default: those that come from now on)", wholeNumber)
    .option("--progress <file>", "remembers how far it came", "relay.json")
    .option("--poll <ms>", "milliseconds between looks at what is new", wholeNumber, 2000)
    .option("--patience <seconds>", "until a transaction is sent again for a higher fee", wholeNumber, 60)
    .option("--once", "end when everything that is there is posted")
    .action(async (flags) => finish(await (await import("./relay-command.js")).relayCommand(flags)));
}

function deploying(evm: Command, finish: Finish): void {
  const deploy = evm.command("deploy").description("create a contract");
  deployed(deploy.command("beacon"))
    .description("FeldsparBeacon: follows the magic blocks, verifies and stores rounds")
    .requiredOption("--genesis <file>", "genesis.json")
    .requiredOption("--genesis-hash <hash>", "the hash that it must have (64 hex digits)")
    .option("--trust <hash>", "begin with the magic block of this hash, in the place of the genesis")
    .option("--clock <round@time>", "a round, and a Unix time before which nobody can have known it")
    .action(async (flags) => finish(await (await import("./deploy-command.js")).deployBeaconCommand(flags)));
  deployed(deploy.command("board"))
    .description("Board: orders the entries of a network whose ledger is this chain")
    .option("--finality <which>", "which blocks count: finalized, safe, or how many must be on top", "finalized")
    .option("--writers <address...>", "whose entries are read (default: everybody's)")
    .option("--out <file>", "the board's file, which all operators need", "board.json")
    .action(async (flags) => finish(await (await import("./deploy-command.js")).deployBoardCommand(flags)));
  deployed(deploy.command("lottery"))
    .description("Lottery: an example that draws by a round")
    .requiredOption("--beacon <address>", "a FeldsparBeacon with a clock, or a DrandBeacon")
    .requiredOption("--round <n>", "the round that decides")
    .requiredOption("--closes <time>", "Unix time from which on nobody enters")
    .requiredOption("--price <wei>", "of a ticket")
    .action(async (flags) => finish(await (await import("./deploy-command.js")).deployLotteryCommand(flags)));
}
