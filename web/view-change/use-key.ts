// "Use the key": members chosen as toggles sign a text together. Any t of them make the same signature, and fewer make
// nothing.
import { copyable } from "../page/copyable.js";
import { byId, make } from "../page/dom.js";
import { duration, plural } from "../page/numbers.js";
import { term } from "../page/term.js";
import { verdictMark } from "../page/verdict-mark.js";
import type { KeySummary, KeyUse, Outcome } from "./messages.js";

/** Shown, the latest first. */
const MOST = 12;
/** Named one by one. */
const MOST_NAMED = 24;

interface Toggle {
  readonly index: number;
  readonly input: HTMLInputElement;
}

function named(indices: readonly number[]): string {
  return indices.length <= MOST_NAMED ? indices.join(", ") : `${indices.slice(0, MOST_NAMED).join(", ")} and others`;
}

/** Why there is no signature, in a sentence or two. */
function whyNot({ signers, liars }: KeyUse, { threshold }: KeySummary): string {
  const short = threshold - signers.length;
  if (short > 0) {
    const with_ = plural(signers.length, "share");
    return (
      `${short} too few: a curve through ${with_} can still start anywhere, so they fit every key there could be. ` +
      "Put together all the same, they give a point that does not verify:"
    );
  }
  const missing = plural(threshold - (signers.length - liars.length), "more honest member");
  return (
    `${plural(liars.length, "member")} signed something else (${named(liars)}): each part is checked under the ` +
    `member's public share, so who lies has a name. It takes ${missing}. All of it together gives a point that does not verify:`
  );
}

export class UseKey {
  private key: KeySummary | null = null;
  private toggles: readonly Toggle[] = [];
  /** The first good signature of each text, and who made it. */
  private readonly known = new Map<string, KeyUse>();

  /** `sign` asks for a signature of a text by these members. */
  constructor(sign: (text: string, signers: readonly number[]) => void) {
    byId("key-form").addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.chosen.length === 0) byId("key-count").textContent = "Nobody is chosen: choose some members.";
      else sign(byId("key-text", HTMLInputElement).value, this.chosen);
    });
    byId("key-others").addEventListener("click", () => this.choose(this.anyOf(this.key?.threshold ?? 0)));
    byId("key-too-few").addEventListener("click", () => this.choose(this.anyOf((this.key?.threshold ?? 1) - 1)));
  }

  hide(): void {
    byId("use-key").hidden = true;
  }

  /** The key of a run that ended; nothing where there is none. */
  show({ key, blocks }: Outcome): void {
    const block = blocks.at(-1);
    byId("use-key").hidden = key === null || block === undefined;
    if (key === null || block === undefined) return;
    this.key = key;
    this.known.clear();
    byId("key-results").replaceChildren();
    const { threshold, holders } = key;
    const total = block.members.length;
    byId("key-about").replaceChildren(
      `On no machine is there a key. Each of the ${total} members has a `,
      term("share"),
      `, and any ${threshold} of them sign as if they had the key: each makes a `,
      term("partial signature"),
      ", and anybody can ",
      term("put these together", "combine"),
      ". The shares are in this tab’s memory only, until the next run.",
    );
    this.toggles = block.members.map(({ index, name }) => {
      const input = make("input", { type: "checkbox", value: index, "aria-label": `${index} ${name}` });
      input.disabled = !holders.includes(index);
      input.addEventListener("change", () => this.count());
      return { index, input };
    });
    const labels = this.toggles.map(({ index, input }, place) => {
      const title = `${block.members[place]?.name ?? ""}${input.disabled ? ": is down, or has no share" : ""}`;
      return make("label", { class: "toggle", title }, input, make("span", {}, String(index)));
    });
    byId("key-members").replaceChildren(...labels);
    byId("key-others").textContent = `Any ${threshold}`;
    byId("key-too-few").textContent = `Only ${threshold - 1}`;
    this.choose(holders.slice(0, threshold));
  }

  private get chosen(): number[] {
    return this.toggles.filter(({ input }) => input.checked).map(({ index }) => index);
  }

  private choose(indices: readonly number[]): void {
    for (const { index, input } of this.toggles) input.checked = indices.includes(index);
    this.count();
  }

  private anyOf(size: number): number[] {
    const left = [...(this.key?.holders ?? [])];
    while (left.length > size) left.splice(Math.floor(Math.random() * left.length), 1);
    return left;
  }

  private count(): void {
    const threshold = this.key?.threshold ?? 0;
    const { length } = this.chosen;
    const short = threshold - length;
    byId("key-count").textContent = `${length} chosen: ${short > 0 ? `${short} too few` : "enough"}`;
  }

  /** What came of it. */
  take(use: KeyUse): void {
    const { key, known } = this;
    if (key === null) return;
    const { valid, text, signers, combined, liars } = use;
    const before = known.get(text);
    if (valid && before === undefined) known.set(text, use);
    const who = `${plural(signers.length, "member")} (${named(signers)})`;
    const parts: (Node | string)[] = [];
    if (!valid) parts.push(whyNot(use, key));
    else if (before === undefined) {
      parts.push("Verified under the group’s public key: whoever checks it needs nothing else.");
    } else if (before.combined === combined) {
      parts.push("The very same signature as before: it does not tell who signed.");
    }
    if (valid && liars.length > 0) parts.push(` Not needed, and found to be wrong: what ${named(liars)} signed.`);
    const together = duration(use.combineMilliseconds);
    const times = `Parts in ${duration(use.signMilliseconds)}, put together and verified in ${together}.`;
    const item = make(
      "li",
      { class: "key-result", "data-valid": String(valid) },
      verdictMark(valid),
      make(
        "div",
        {},
        make("p", {}, make("strong", {}, valid ? "Signed" : "No signature"), ` “${text}” by ${who}`),
        make("p", { class: "hint" }, ...parts),
        make("p", {}, copyable(combined, valid ? "the signature" : "the point"), make("small", {}, ` ${times}`)),
      ),
    );
    const list = byId("key-results");
    list.prepend(item);
    while (list.childElementCount > MOST) list.lastElementChild?.remove();
  }
}
