// The transactions of a block: screened, their signatures and contents checked, taken or refused.
import type { Phase } from "../../magic-block/index.js";
import { checkContributions } from "./contribute.js";
import { checkPublications } from "./publish.js";
import type { BlockRun } from "./run.js";
import { type Checked, checkSignatures, type Submission, screen } from "./screen.js";
import { checkWaits } from "./wait.js";

/** Screens all of them, then checks what they say, and takes what is right. */
export function takeTransactions(run: BlockRun): void {
  const submissions: Submission[] = [];
  for (const transaction of run.block.transactions) {
    try {
      submissions.push(screen(run.state, transaction));
    } catch (error) {
      run.refuse(transaction?.sender, error);
    }
  }
  if (submissions.length === 0) return;
  const { accepted: signed, refused } = checkSignatures(run.context, submissions);
  for (const { transaction, error } of refused) run.refuse(transaction.sender, error);
  switch (run.state.phase) {
    case "contribute":
      record(run, checkContributions(run.context, signed), (index, value) => {
        run.updateSession({ contributions: replace(run.session.contributions, index, value) });
      });
      break;
    case "share":
      record(run, { accepted: signed, refused: [] }, (index) => {
        run.updateSession({ shared: replace(run.session.shared, index, true) });
      });
      break;
    case "publish":
      record(run, checkPublications(run.context, signed), (index, value) => {
        run.updateSession({ publications: replace(run.session.publications, index, value) });
      });
      break;
    case "wait":
      record(run, checkWaits(run.context, signed), (index, { confirmation, handOver }, sender) => {
        const { confirmations, handOvers } = run.session;
        if (confirmation !== null) run.updateSession({ confirmations: replace(confirmations, index, confirmation) });
        if (handOver !== null) run.updateSession({ handOvers: { ...handOvers, [sender]: handOver } });
      });
      break;
  }
}

function record<T>(
  run: BlockRun,
  { accepted, refused }: Checked<T>,
  take: (index: number, value: T, sender: string) => void,
): void {
  const { phase } = run.state;
  for (const { transaction, error } of refused) run.refuse(transaction.sender, error, true);
  for (const { transaction, member, value } of accepted) {
    take((member?.index ?? 0) - 1, value, transaction.sender);
    run.events.push({
      type: "accepted",
      phase: phase as Phase,
      sender: transaction.sender,
      index: member?.index ?? null,
    });
  }
}

function replace<T>(list: readonly T[], position: number, value: T): T[] {
  const copy = [...list];
  copy[position] = value;
  return copy;
}
