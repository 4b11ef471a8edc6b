// `feldspar inspect FILE…`: what a file says, for people. Nothing is verified: that is `feldspar verify`.
import { type Contents, type Malformed, readContents } from "../documents/index.js";
import { toHex } from "../encoding/index.js";
import type { Genesis, MagicBlock, MagicBlockHeader } from "../entry/view-change.js";
import { inputFile } from "./input-file.js";
import { printable } from "./printable.js";
import { type CommandResult, EXIT } from "./result.js";
import { formatTable } from "./text.js";
import { oneLine } from "./usage-error.js";

/** Title and text of each line. */
type Facts = readonly (readonly [title: string, text: string | number])[];

const WIDTH = 18;

function factsText(facts: Facts): string[] {
  return facts.map(([title, text]) => `  ${title.padEnd(WIDTH)}${printable(String(text))}`);
}

function indented(rows: readonly (readonly string[])[]): string[] {
  const safe = rows.map((row) => row.map(printable));
  return formatTable(safe)
    .split("\n")
    .map((line) => `  ${line}`);
}

function genesisText({ genesis, hash }: { readonly genesis: Genesis; readonly hash: Uint8Array }): string[] {
  const { parameters: parameter, beacon, adminKeys, adminThreshold, sharders } = genesis;
  const phases = Object.entries(parameter.phaseRounds).map(([phase, rounds]) => `${phase} ${rounds}`);
  const clock = `rounds by the clock from ${beacon.genesisTime} on, one in ${beacon.period} s, id ${beacon.id}`;
  return [
    `genesis of the chain ${printable(genesis.chainId)}`,
    ...factsText([
      ["hash", toHex(hash)],
      ["scheme", `${genesis.scheme}, mode ${genesis.mode}, key for ${genesis.purpose}`],
      ["beacon", beacon.mode === "drand" ? clock : "chained to the network's rounds"],
      ["a round", `${genesis.roundTime} ms; the first is ${genesis.startRound}`],
      [
        "members",
        parameter.minMiners === null ? `up to ${parameter.miners}` : `${parameter.minMiners} to ${parameter.miners}`,
      ],
      ["threshold", `${parameter.threshold} of them sign; ${parameter.quorum} must take part`],
      ["phases", `${phases.join(", ")} rounds`],
      ["authority", adminKeys.length === 0 ? "the host chain" : `${adminThreshold} of ${adminKeys.length} keys`],
      ["sharders", sharders.length],
    ]),
    ...indented([["stake", "url"], ...sharders.map(({ stake, url }) => [String(stake), url])]),
  ];
}

function headerFacts(block: MagicBlockHeader, hash: Uint8Array): Facts {
  return [
    ["hash", toHex(hash)],
    ["after", toHex(block.previousHash)],
    ["from round", block.startingRound],
    ["scheme", `${block.scheme}, mode ${block.mode}`],
    ["group public key", toHex(block.groupPublicKey)],
    [
      "threshold",
      `t = ${block.t} of ${block.memberCount} members sign; k = ${block.k} of n = ${block.n} had to take part`,
    ],
  ];
}

function certificateText({ certificate: { first, handOver, confirmation } }: MagicBlock): string {
  const follows = first !== null ? "the genesis' sharders" : handOver !== null ? "the view before" : "nobody";
  return `let follow by ${follows}; ${confirmation === null ? "not confirmed" : "confirmed"} by its own key`;
}

function blockText({ block, hash }: { readonly block: MagicBlock; readonly hash: Uint8Array }): string[] {
  const { members, sharders, body } = block;
  const qualified = body.dealings.filter((dealing) => dealing.qualified);
  const revealed = body.dealings.reduce((sum, { reveals }) => sum + reveals.length, 0);
  const lines = [
    `magic block ${block.number}`,
    ...factsText([
      ...headerFacts(block, hash),
      ["certificate", certificateText(block)],
      ["attempt", body.attempt],
      ["dealings", `${qualified.length} of ${body.dealings.length} are in the key; ${revealed} shares were revealed`],
      ["removed", body.removed.length],
    ]),
  ];
  if (body.removed.length > 0)
    lines.push(
      ...indented([
        ["as", "index", "in", "code", "id"],
        ...body.removed.map(({ role, index, phase, code, id }) => [role, String(index), phase, code, id]),
      ]),
    );
  const people = (
    list: readonly { readonly index: number; readonly stake: bigint; readonly url: string; id: string }[],
  ) =>
    indented([
      ["index", "stake", "url", "id"],
      ...list.map(({ index, stake, url, id }) => [String(index), String(stake), url, id]),
    ]);
  lines.push("  members", ...people(members), "  sharders", ...people(sharders));
  return lines;
}

const isMalformed = (entry: object): entry is Malformed => "malformed" in entry;

/** Each document with its text, in the order of kinds. */
function textsOf(contents: Contents): { readonly file: string; readonly lines: readonly string[] }[] {
  const { geneses, blocks, headers, proofs, beacons, drandBeacons, drandInfos } = contents;
  const shown = <Item extends object>(
    entries: readonly ((Item & { readonly file: string }) | Malformed)[],
    text: (entry: Item) => string[],
  ) =>
    entries.map((entry) => {
      const lines = isMalformed(entry) ? [`malformed: ${printable(entry.malformed)}`] : text(entry);
      return { file: entry.file, lines };
    });
  return [
    ...shown(geneses, genesisText),
    ...shown(blocks, blockText),
    ...shown(headers, ({ chain }) => [
      `headers of ${chain.length} magic blocks`,
      ...chain.flatMap(({ block, hash }) => [`  number ${block.number}`, ...factsText(headerFacts(block, hash))]),
    ]),
    ...shown(proofs, ({ role, claim }) => [
      `a proof that somebody is a ${role}`,
      ...factsText([["magic block", toHex(claim.magicBlockHash)]]),
    ]),
    ...shown(beacons, ({ beacon: { view, rounds } }) => [
      `beacon of view ${view.magicBlockNumber}`,
      ...factsText([
        ["chain", view.chainId],
        ["group public key", toHex(view.groupPublicKey)],
        ["rounds", rounds.length === 0 ? "none" : `${rounds[0]!.round} to ${rounds.at(-1)!.round}`],
        ["last randomness", rounds.length === 0 ? "none" : toHex(rounds.at(-1)!.randomness)],
      ]),
    ]),
    ...shown(drandBeacons, ({ beacon }) => [
      `drand round ${beacon.round}`,
      ...factsText([["signature", toHex(beacon.signature)]]),
    ]),
    ...drandInfos.map(({ scheme, publicKey }) => ({
      file: "",
      lines: [
        "information on a drand chain",
        ...factsText([
          ["scheme", scheme],
          ["public key", toHex(publicKey)],
        ]),
      ],
    })),
  ];
}

/** Runs the command: exit status 0 when everything could be read, 2 when anything could not. */
export function inspectCommand(files: readonly string[], flags: { readonly json?: boolean }): CommandResult {
  const contents = readContents(files.map(inputFile));
  const texts = textsOf(contents);
  const malformed = texts.some(({ lines }) => lines[0]!.startsWith("malformed: "));
  const output = flags.json
    ? JSON.stringify(texts, null, 2)
    : texts
        .map(({ file, lines }) =>
          [`${file === "" ? "" : `${printable(file)}: `}${lines[0]}`, ...lines.slice(1)].join("\n"),
        )
        .join("\n\n");
  return {
    output,
    problems: contents.problems.map(({ message }) => oneLine(message)),
    exitCode: malformed || contents.problems.length > 0 ? EXIT.badInput : EXIT.good,
  };
}
