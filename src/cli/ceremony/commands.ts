// The commands of ceremonies as commander knows them; each is loaded when it is run.
import type { Command } from "commander";
import type { CommandResult } from "../result.js";

type Finish = (result: CommandResult) => void;

const withIdentity = (command: Command): Command =>
  command
    .option("--identity <file>", "the identity", "identity.json")
    .option("--passphrase-file <file>", "the file that holds its passphrase (default: asked for)");

export function ceremonyCommands(program: Command, finish: Finish): void {
  const ceremony = program
    .command("ceremony")
    .description("a key of people, made, refreshed and handed on without a chain (docs/ceremony.md)");
  withIdentity(ceremony.command("card"))
    .description("print who you are, for the host; makes the identity where there is none")
    .option("--name <name>", "your name, of a new identity")
    .option("--scheme <name>", "min-sig or min-pk, of a new identity", "min-sig")
    .action(async (flags) => finish(await (await import("./paper-commands.js")).cardCommand(flags)));
  withIdentity(ceremony.command("invite"))
    .description("sign, as the host, who is invited and to what")
    .requiredOption("--member <card...>", "cards of all members")
    .requiredOption("--purpose <name>", "signing or decryption: nothing else, ever")
    .option("--threshold <t>", "shares needed to use the key", "2/3")
    .option("--quorum <k>", "members needed for a result", "75%")
    .option("--title <text>", "names the key in what it signs", "ceremony")
    .option("--out <file>", "the file to write", "invitation.json")
    .action(async (flags) => finish(await (await import("./paper-commands.js")).inviteCommand(flags)));
  ceremony
    .command("host")
    .description("keep the room, which orders what is said, until interrupted")
    .option("--invitation <file>", "the first invitation", "invitation.json")
    .option(
      "--transcript <file>",
      "where all that is said is kept; a room goes on with one that is there",
      "transcript.json",
    )
    .option("--folder <folder>", "in a shared folder, in the place of HTTP")
    .option("--listen <address>", "[host:]port; loopback unless a host is named", "127.0.0.1:8640")
    .option("--page <url>", "no invitation yet: people meet in this web page, by the link that is printed")
    .option(
      "--reached-at <url>",
      "where the page reaches the room, behind a tunnel or a proxy (default: as it listens)",
    )
    .option("--token <hex>", "32 digits of the link; of a room that goes on: those that it had (default: random)")
    .action(async (flags) => finish(await (await import("./host-command.js")).hostCommand(flags)));
  withIdentity(ceremony.command("join"))
    .description('take part until the key is sealed; reads "close" (the host) and "accept" from standard input')
    .option("--invitation <file>", "the invitation", "invitation.json")
    .option("--room <url>", "the room's address")
    .option("--folder <folder>", "the shared folder of the room")
    .option("--state <folder>", "where this party keeps what it must not forget, sealed", "ceremony-state")
    .option("--share <file>", "where the share goes, under the passphrase", "share.json")
    .option("--key <file>", "where the public key of the group goes", "group-key.json")
    .option("--next <card...>", "the host: invite these to the next view once this one is sealed")
    .option("--next-invitation <file>", "the invitation that --next makes", "next-invitation.json")
    .option("--accept", "agree to the host's next proposal, whatever it is, and wait for it")
    .action(async (flags) => finish(await (await import("./join-command.js")).joinCommand(flags)));
}
