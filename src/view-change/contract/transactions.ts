// The transactions of a block: screened, their signatures and contents checked, taken or refused.
import type { Phase } from "../../magic-block/index.js";
import { checkContributions } from "./contribute.js";
import { checkPublications } from "./publish.js";
import type { BlockRun } from "./run.js";
import { type Checked, checkSignatures, type Submission, screen } from "./screen.js";
import type { SessionState } from "./state.js";
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
  const { session } = run;
  switch (run.state.phase) {
    case "contribute":
      record(run, checkContributions(run.context, signed), (taken) => ({
        contributions: replaced(session.contributions, taken),
      }));
      break;
    case "share":
      record(run, { accepted: signed, refused: [] }, (taken) => ({
        shared: replaced(
          session.shared,
          taken.map((entry) => ({ ...entry, value: true })),
        ),
      }));
      break;
    case "publish":
      record(run, checkPublications(run.context, signed), (taken) => ({
        publications: replaced(session.publications, taken),
      }));
      break;
    case "wait":
      record(run, checkWaits(run.context, signed), (taken) => {
        const confirming = taken.filter(({ value }) => value.confirmation !== null);
        const handing = taken.filter(({ value }) => value.handOver !== null);
        return {
          confirmations: replaced(
            session.confirmations,
            confirming.map((entry) => ({ ...entry, value: entry.value.confirmation })),
          ),
          handOvers: {
            ...session.handOvers,
            ...Object.fromEntries(handing.map(({ transaction, value }) => [transaction.sender, value.handOver!])),
          },
        };
      });
      break;
  }
}

type Taken<T> = Checked<T>["accepted"];

/** Reports what was refused and accepted; what was accepted changes the session all at once. */
function record<T>(
  run: BlockRun,
  { accepted, refused }: Checked<T>,
  change: (accepted: Taken<T>) => Partial<SessionState>,
): void {
  const phase = run.state.phase as Phase;
  for (const { transaction, error } of refused) run.refuse(transaction.sender, error, true);
  if (accepted.length > 0) run.updateSession(change(accepted));
  for (const { transaction, member } of accepted) {
    run.events.push({ type: "accepted", phase, sender: transaction.sender, index: member?.index ?? null });
  }
}

/** A copy with the members' values in their places. */
function replaced<T>(list: readonly T[], values: Taken<T>): T[] {
  const copy = [...list];
  for (const { member, value } of values) copy[member!.index - 1] = value;
  return copy;
}
