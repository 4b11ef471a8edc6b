// How a run ended: the magic block with its hash, key and members, checked again as a light client would, and ready to
// be saved.
import type { TextFile } from "../../src/documents/index.js";
import { byId, make, saveFile } from "../page/dom.js";
import { count, duration, plural } from "../page/numbers.js";
import { verdictMark } from "../page/verdict-mark.js";
import type { BlockSummary, Outcome } from "./messages.js";

function fact(term: string, ...description: (Node | string)[]): HTMLElement {
  return make("div", {}, make("dt", {}, term), make("dd", {}, ...description));
}

function memberList({ members }: BlockSummary): HTMLElement {
  const rows = members.map(({ index, name, stake }) =>
    make("tr", {}, make("td", {}, String(index)), make("td", {}, name), make("td", {}, count(Number(stake)))),
  );
  const head = make("tr", {}, ...["Index", "Miner", "Stake"].map((title) => make("th", { scope: "col" }, title)));
  return make(
    "details",
    { class: "members" },
    make("summary", {}, `${plural(members.length, "member")} by index and stake`),
    make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows)),
  );
}

function blockFacts(block: BlockSummary): HTMLElement {
  return make(
    "dl",
    { class: "facts facts-wide" },
    fact("Hash", make("code", { class: "hex" }, block.hash)),
    fact("Group public key", make("code", { class: "hex" }, block.groupPublicKey)),
    fact("In office from", `round ${count(block.startingRound)}`),
    fact("Signs with", `any ${block.t} of ${block.members.length} members`),
  );
}

function saveButtons(files: readonly TextFile[], verify: (files: readonly TextFile[]) => void): HTMLElement {
  const buttons = files.map(({ name, text }) => {
    const button = make("button", { type: "button", class: "secondary" }, `Save ${name}`);
    button.addEventListener("click", () => saveFile(name, text));
    return button;
  });
  const check = make("button", { type: "button", class: "secondary" }, "Open in Verify");
  check.addEventListener("click", () => verify(files));
  return make("div", { class: "actions" }, ...buttons, check);
}

/** Shows the outcome; `verify` opens the files in the other panel. */
export function showOutcome(outcome: Outcome, verify: (files: readonly TextFile[]) => void): void {
  const { activated, failure, blocks, files, verdicts, messages, warnings, agreement } = outcome;
  const block = blocks.at(-1);
  const parts: Node[] = [];
  if (activated && block !== undefined) {
    parts.push(
      make("h2", { id: "outcome-title" }, `Magic block ${block.number}`),
      blockFacts(block),
      make(
        "ul",
        { class: "verdicts" },
        ...verdicts.map(({ subject, valid, reason }) =>
          make(
            "li",
            { "data-valid": String(valid) },
            verdictMark(valid),
            make("span", {}, make("strong", {}, subject), ` ${reason}`),
          ),
        ),
      ),
      memberList(block),
      saveButtons(files, verify),
    );
  } else {
    parts.push(make("h2", { id: "outcome-title" }, "No magic block"), make("p", {}, failure?.message ?? ""));
  }
  if (activated && failure !== null) parts.push(make("p", { class: "note" }, `The beacon stopped: ${failure.message}`));
  if (!agreement) parts.push(make("p", { class: "note" }, "Honest miners disagree. This is a bug: please report it."));
  parts.push(...warnings.map((warning) => make("p", { class: "note" }, warning)));
  parts.push(
    make(
      "p",
      { class: "hint" },
      `${plural(messages.sent, "private message")}, ${duration(outcome.simulatedMilliseconds)} of simulated time in ${duration(outcome.milliseconds)}, on the ${outcome.core.kernel} build.`,
    ),
  );
  const section = byId("outcome");
  section.replaceChildren(...parts);
  section.hidden = false;
}
