// The report of a view change as a person reads it on a terminal.
import { toHex } from "../encoding/index.js";
import { type AttemptReport, MagicBlock, type ViewChangeResult } from "../entry/view-change.js";
import { printable } from "./printable.js";
import { formatBytes, formatMilliseconds, formatTable } from "./text.js";

const MOST_RANKS = 5;
const MOST_NAMES = 6;

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;

function listNames(names: readonly string[]): string {
  const rest = names.length - MOST_NAMES;
  return rest > 0 ? `${names.slice(0, MOST_NAMES).join(", ")} and ${rest} more` : names.join(", ");
}

type NameOf = (index: number) => string;

/** What a list's miners are called, by index. */
function namesIn(list: AttemptReport["selected"]): NameOf {
  const names = new Map(list.map(({ index, name }) => [index, printable(name)]));
  return (index) => `${index} ${names.get(index) ?? "?"}`;
}

function listsText(attempt: AttemptReport, candidates: number, receiver: NameOf, dealer: NameOf): string[] {
  const { selected, dealers, mode } = attempt;
  const byStake = [...selected].sort((a, b) => (a.stake === b.stake ? a.index - b.index : a.stake > b.stake ? -1 : 1));
  const seats = byStake.map((miner) => `${receiver(miner.index)} (${miner.stake})`);
  const lines = [`  selected   ${selected.length} of ${candidates} candidates by stake: ${listNames(seats)}`];
  if (mode === "reshare" && dealers.length > 0) {
    lines.push(`  dealers    ${dealers.length} in office: ${listNames(dealers.map(({ index }) => dealer(index)))}`);
  }
  return lines;
}

function outcomeText(attempt: AttemptReport): string[] {
  const { outcome, members, qualified, confirmed, handedOver, firsts, sharders } = attempt;
  if (outcome !== "activated") return [];
  const keyed = `${plural(qualified.length, "dealing")} in the key; ${confirmed.length} confirmed the new key`;
  const followed =
    firsts.length > 0
      ? `first block, signed by ${plural(firsts.length, "sharder")}: ${listNames(firsts.map(printable))}`
      : `handed over by ${plural(handedOver.length, "member")} in office`;
  const next = sharders.map(({ name, stake }) => `${printable(name)} (${stake})`);
  return [
    `  members    ${members.length}; ${keyed}`,
    `  sharders   ${sharders.length}: ${listNames(next)}`,
    `  follows    ${followed}`,
  ];
}

function mishapsText(attempt: AttemptReport, receiver: NameOf, dealer: NameOf): string[] {
  const { removed, exposed, refusals, evidence } = attempt;
  const lines = removed.map(({ role, index, phase, code, reason, count }) => {
    const who = role === "dealer" ? `out        dealer ${dealer(index)}` : `off        receiver ${receiver(index)}`;
    return `  ${who} in ${phase}: ${printable(reason)} (${code}${count > 0 ? `, ${count}` : ""})`;
  });
  if (exposed > 0)
    lines.push(`  exposed    ${plural(exposed, "receiver")} off the list: every share of them is public`);
  for (const { phase, index, sender, name, code, message } of refusals.slice(0, 10)) {
    const who = index ? `${index} ${printable(name)}` : printable((name || sender).slice(0, 16)) || "an entry";
    lines.push(`  refused    ${who} in ${phase}: ${printable(message)} (${code})`);
  }
  for (const { by, against, code, proven } of evidence.slice(0, 10)) {
    const [one, other] =
      code === "BAD_ACKNOWLEDGEMENT" ? [dealer(by), receiver(against)] : [receiver(by), dealer(against)];
    lines.push(`  noticed    ${one} of ${other}: ${code}${proven ? ", which it can prove" : ""}`);
  }
  return lines;
}

function attemptText(attempt: AttemptReport, candidates: number): string[] {
  const { number, matrix, phases } = attempt;
  const [receiver, dealer] = [namesIn(attempt.selected), namesIn(attempt.dealers)];
  const lines = [`View ${number}, attempt ${attempt.attempt}: ${attempt.outcome} (${attempt.mode})`];
  if (attempt.reason) lines.push(`  reason     ${attempt.reason.code}: ${printable(attempt.reason.message)}`);
  if (attempt.thresholds) {
    const { n, t, k } = attempt.thresholds;
    lines.push(`  thresholds n = ${n}, t = ${t} to sign, k = ${k} to succeed`);
  }
  lines.push(
    ...listsText(attempt, candidates, receiver, dealer),
    ...outcomeText(attempt),
    ...mishapsText(attempt, receiver, dealer),
  );
  const cells = matrix.flat();
  const revealed: string[] = [];
  for (const [row, cells] of matrix.entries()) {
    for (const [column, cell] of cells.entries())
      if (cell === "revealed") revealed.push(`${attempt.dealers[row]!.index}>${attempt.selected[column]!.index}`);
  }
  lines.push(
    `  shares     ${cells.filter((cell) => cell === "acknowledged").length} acknowledged, ${revealed.length} revealed${revealed.length ? ` (${listNames(revealed)})` : ""}`,
  );
  const rows = phases.map(({ phase, startRound, endRound, cost: { miner, contract, total } }) => [
    phase,
    `${startRound}–${endRound}`,
    formatMilliseconds(miner.milliseconds),
    formatBytes(miner.bytesSent),
    formatBytes(miner.bytesReceived),
    formatMilliseconds(contract.milliseconds),
    formatMilliseconds(total.milliseconds),
  ]);
  const header = ["phase", "rounds", "one miner", "sent", "received", "contract", "whole process"];
  const table = formatTable([header, ...rows]).split("\n");
  return [...lines, "", ...table.map((line) => `  ${line}`), ""];
}

function beaconText({ beacon, attempts }: ViewChangeResult): string[] {
  if (beacon.length === 0) return [];
  const selected = attempts.at(-1)?.selected ?? [];
  const rows = beacon.map(({ record, ranks, signMilliseconds, recoverMilliseconds }) => [
    String(record.round),
    `${toHex(record.randomness).slice(0, 32)}…`,
    ranks
      .slice(0, MOST_RANKS)
      .map((index) => printable(selected[index - 1]?.name ?? String(index)))
      .join(", "),
    formatMilliseconds(signMilliseconds),
    formatMilliseconds(recoverMilliseconds),
  ]);
  const table = formatTable([["round", "randomness", `first ${MOST_RANKS} by rank`, "sign", "recover"], ...rows]);
  return [`Beacon: ${plural(beacon.length, "round")}`, ...table.split("\n").map((line) => `  ${line}`), ""];
}

/** The whole report. `written` lists the files that were written. */
export function reportText(result: ViewChangeResult, written: readonly string[]): string {
  const { magicBlock, attempts } = result;
  const lines = attempts.flatMap((attempt) => attemptText(attempt, result.candidates));
  lines.push(...result.warnings.map((warning) => `Warning: ${printable(warning)}`));
  if (magicBlock) {
    lines.push(
      `Magic block ${magicBlock.number}`,
      `  hash             ${toHex(MagicBlock.hash(magicBlock))}`,
      `  group public key ${toHex(magicBlock.groupPublicKey)}`,
      `  starting round   ${magicBlock.startingRound}`,
      `  agreement        ${result.agreement ? "all honest miners computed the same" : "FAILED: honest miners differ"}`,
      "",
    );
  } else if (result.failure) {
    lines.push(`No view change: ${result.failure.code}: ${printable(result.failure.message)}`, "");
  }
  lines.push(...beaconText(result));
  if (magicBlock && result.failure)
    lines.push(`The beacon stopped: ${result.failure.code}: ${printable(result.failure.message)}`, "");
  const { sent, lost, bytes } = result.messages;
  lines.push(
    `${plural(sent, "message")} (${formatBytes(bytes)}, ${lost} lost); ${formatMilliseconds(result.virtualMilliseconds)} of simulated time in ${formatMilliseconds(result.milliseconds)}`,
  );
  if (written.length > 0) lines.push(`Written: ${written.map(printable).join(", ")}`);
  return lines.join("\n");
}
