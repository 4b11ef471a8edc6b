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

function attemptText(attempt: AttemptReport, candidates: number): string[] {
  const { number, selected, removed, matrix, phases } = attempt;
  const name = (index: number) => `${index} ${printable(selected[index - 1]?.name ?? "?")}`;
  const lines = [`View ${number}, attempt ${attempt.attempt}: ${attempt.outcome}`];
  if (attempt.reason) lines.push(`  reason     ${attempt.reason.code}: ${printable(attempt.reason.message)}`);
  if (attempt.thresholds) {
    const { n, t, k } = attempt.thresholds;
    lines.push(`  thresholds n = ${n}, t = ${t} to sign, k = ${k} to succeed`);
  }
  const byStake = [...selected].sort((a, b) => (a.stake === b.stake ? a.index - b.index : a.stake > b.stake ? -1 : 1));
  const seats = byStake.map((miner) => `${name(miner.index)} (${miner.stake})`);
  lines.push(`  selected   ${selected.length} of ${candidates} candidates by stake: ${listNames(seats)}`);
  if (attempt.outcome === "activated") {
    lines.push(
      `  members    ${attempt.members.length}; ${plural(attempt.qualified.length, "dealing")} in the key; ${attempt.confirmed.length} confirmed the new key`,
    );
  }
  for (const { index, phase, code, reason } of removed) {
    lines.push(`  removed    ${name(index)} in ${phase}: ${printable(reason)} (${code})`);
  }
  for (const index of attempt.disqualified) lines.push(`  left out   dealing of ${name(index)}: too few confirmations`);
  for (const index of attempt.exposed) lines.push(`  exposed    ${name(index)}: every share of it is public`);
  for (const { phase, index, sender, code, message } of attempt.refusals.slice(0, 10)) {
    lines.push(
      `  refused    ${index ? name(index) : printable(sender.slice(0, 16))} in ${phase}: ${printable(message)} (${code})`,
    );
  }
  for (const { by, against, code } of attempt.evidence.slice(0, 10)) {
    lines.push(`  evidence   ${name(by)} against ${name(against)}: ${code}`);
  }
  const cells = matrix.flat();
  const revealed: string[] = [];
  for (const [dealer, row] of matrix.entries()) {
    for (const [receiver, cell] of row.entries())
      if (cell === "revealed") revealed.push(`${dealer + 1}>${receiver + 1}`);
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
