// How a run ended: the last magic block with its hash, key and sets, the chain that leads to it, checked again as a
// light client would, and its files, ready to be saved or looked at.
import type { TextFile } from "../../src/documents/index.js";
import { byId, focusable, make, saveFile } from "../page/dom.js";
import { count, duration, plural } from "../page/numbers.js";
import { term } from "../page/term.js";
import { verdictMark } from "../page/verdict-mark.js";
import type { BlockSummary, Outcome } from "./messages.js";

/** Opens files in the panel that verifies. */
type Verify = (files: readonly TextFile[]) => void;

const FILES: Record<string, string> = {
  "genesis.json": "what never changes of the chain",
  "magic-block.json": "the last magic block",
  "magic-blocks.json": "all of them",
  "beacon.json": "rounds of the last set",
  "headers.json": "what a light client follows",
  "member.json": "proof of one member",
  "sharder.json": "proof of one sharder",
};
/** Without these a verdict on the others would rest on nothing. */
const GROUNDS: Record<string, readonly string[]> = {
  "genesis.json": [],
  "magic-blocks.json": ["genesis.json"],
  "magic-block.json": ["genesis.json", "headers.json"],
  "beacon.json": ["genesis.json", "headers.json"],
  "headers.json": ["genesis.json"],
  "member.json": ["genesis.json", "headers.json"],
  "sharder.json": ["genesis.json", "headers.json"],
};

function fact(name: Node | string, ...description: (Node | string)[]): HTMLElement {
  return make("div", {}, make("dt", {}, name), make("dd", {}, ...description));
}

function table(titles: readonly string[], rows: readonly (readonly (Node | string)[])[]): HTMLElement {
  const head = make("tr", {}, ...titles.map((title) => make("th", { scope: "col" }, title)));
  const body = rows.map((cells) => make("tr", {}, ...cells.map((cell) => make("td", {}, cell))));
  return make("table", {}, make("thead", {}, head), make("tbody", {}, ...body));
}

const folded = (title: string, ...content: Node[]) =>
  make("details", { class: "members" }, make("summary", {}, title), ...content);

function memberList({ members, sharders }: BlockSummary): HTMLElement {
  return folded(
    `${plural(members.length, "member")} and ${plural(sharders.length, "sharder")} by stake`,
    table(
      ["Index", "Miner", "Stake"],
      members.map(({ index, name, stake }) => [String(index), name, count(Number(stake))]),
    ),
    table(
      ["Sharder", "Stake"],
      sharders.map(({ name, stake }) => [name, count(Number(stake))]),
    ),
  );
}

function blockFacts(block: BlockSummary, before: BlockSummary | undefined, genesisHash: string): HTMLElement {
  const { hash, groupPublicKey, startingRound, t, members, dealt, dealings, signedBy, lot } = block;
  const dealers = dealt === "reshare" ? plural(dealings, "member") : plural(dealings, "miner");
  const kept = before?.groupPublicKey === groupPublicKey;
  return make(
    "dl",
    { class: "facts facts-wide" },
    fact(term("Hash", "magic block"), make("code", { class: "hex" }, hash)),
    fact(
      term(kept ? "Group public key, as before" : "Group public key", "group key"),
      make("code", { class: "hex" }, groupPublicKey),
    ),
    fact(term("Hash of the genesis", "genesis"), make("code", { class: "hex" }, genesisHash)),
    fact("In office from", `round ${count(startingRound)}`),
    fact(term("Signs with", "threshold"), `any ${t} of ${members.length} members`),
    fact(term("Key made by", "qualified"), dealt === "reshare" ? `${dealers} of the set before` : dealers),
    fact(term("Certified by", "hand-over"), signedBy),
    fact("Last seats", lot ? "drawn by lot" : "by stake, then by age"),
  );
}

/** All blocks, where there are several: in a reshare the key's digits stay the same. */
function chainTable(blocks: readonly BlockSummary[]): HTMLElement {
  const short = (hex: string) => make("code", {}, `${hex.slice(0, 12)}…`);
  const rows = blocks.map(({ number, hash, groupPublicKey, startingRound, members, signedBy }) => [
    ...[String(number), short(hash), short(groupPublicKey), count(startingRound)],
    ...[String(members.length), signedBy],
  ]);
  const scroller = make(
    "div",
    { class: "scroller chain" },
    make("h3", { id: "chain-title" }, "The chain"),
    table(["Block", "Hash", "Group key", "From round", "Members", "Certified by"], rows),
  );
  // on a phone it scrolls sideways, which a keyboard must be able to do too
  focusable(scroller, "group", "chain-title");
  return scroller;
}

function fileList(files: readonly TextFile[], verify: Verify): HTMLElement {
  const items = files.map((file) => {
    const { name, text } = file;
    const save = make("button", { type: "button", class: "link", "aria-label": `Save ${name}` }, "Save");
    save.addEventListener("click", () => saveFile(name, text));
    const check = make("button", { type: "button", class: "link", "aria-label": `Verify ${name}` }, "Verify");
    const wanted = [...(GROUNDS[name] ?? []), name];
    const found = wanted.flatMap((one) => files.find((other) => other.name === one) ?? []);
    check.addEventListener("click", () => verify(found));
    return make("li", {}, make("code", {}, name), make("span", { class: "quiet" }, FILES[name] ?? ""), save, check);
  });
  return make("ul", { class: "files", "aria-label": "Files" }, ...items);
}

function verdictList({ verdicts }: Outcome): HTMLElement {
  const items = verdicts.map(({ subject, valid, reason }) =>
    make(
      "li",
      { "data-valid": String(valid) },
      verdictMark(valid),
      make("span", {}, make("strong", {}, subject), ` ${reason}`),
    ),
  );
  return make("ul", { class: "verdicts" }, ...items);
}

function heading({ activated, failure, blocks }: Outcome): Node[] {
  const last = blocks.at(-1);
  if (activated && last !== undefined) return [make("h2", { id: "outcome-title" }, `Magic block ${last.number}`)];
  const title = last === undefined ? "No magic block" : `No magic block ${last.number + 1}`;
  const parts: Node[] = [make("h2", { id: "outcome-title" }, title), make("p", {}, failure?.message ?? "")];
  if (last !== undefined) parts.push(make("p", {}, `The set of magic block ${last.number} stays in office.`));
  return parts;
}

export interface OutcomeOptions {
  /** To this run. */
  readonly link: string;
  readonly verify: Verify;
  readonly verifyAll: () => void;
}

/** Shows the outcome. */
export function showOutcome(outcome: Outcome, { link, verify, verifyAll }: OutcomeOptions): void {
  const { activated, failure, blocks, files, messages, warnings, agreement, genesisHash } = outcome;
  const block = blocks.at(-1);
  const parts: Node[] = heading(outcome);
  const copyLink = make("button", { type: "button", class: "secondary", "data-copy": link }, "Copy a link to this run");
  if (block !== undefined) {
    parts.push(blockFacts(block, blocks.at(-2), genesisHash), verdictList(outcome));
    if (blocks.length > 1) parts.push(chainTable(blocks));
    const all = make("button", { type: "button", class: "secondary" }, "Verify all of it");
    all.addEventListener("click", verifyAll);
    parts.push(memberList(block), fileList(files, verify), make("div", { class: "actions" }, all, copyLink));
  } else parts.push(make("div", { class: "actions" }, copyLink));
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
