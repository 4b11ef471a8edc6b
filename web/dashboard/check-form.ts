// What the reader gives: the genesis' hash, known from elsewhere, and a member to look for.
import { copyable } from "../page/copyable.js";
import { byId, make } from "../page/dom.js";
import { hashField } from "../page/hash-field.js";
import { verdictMark } from "../page/verdict-mark.js";
import type { Following } from "./following.js";
import type { Answers } from "./messages.js";

const IN_ADDRESS = /^#genesis=([0-9a-f]{64})$/;

/** The genesis' hash that the page's address carries, or empty. */
export const givenHash = (): string => IN_ADDRESS.exec(location.hash)?.[1] ?? "";

function memberView(number: number, index: number, { valid, reason, member }: Answers["member"]): HTMLElement {
  const words = make("span", {});
  if (member === null) words.append(make("strong", {}, "Not a member"), `: ${reason}`);
  else
    words.append(
      make("strong", {}, `Member ${index} of view ${number}`),
      " is ",
      copyable(member.id, "id"),
      `, stake ${member.stake}, ${member.url}: its path leads to the root in the verified header.`,
    );
  return make("p", { class: "proof", "data-valid": String(valid) }, verdictMark(valid), words);
}

export function setUpChecks(following: Following): void {
  const hash = hashField("genesis-hash");
  const field = byId("genesis-hash", HTMLInputElement);
  field.value = givenHash();
  byId("trust-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const given = hash.read();
    if (given === null) return;
    // in the address, so that it stays with a bookmark; everything is verified anew
    history.replaceState(null, "", given === "" ? location.pathname : `#genesis=${given}`);
    location.reload();
  });

  const [view, index] = [byId("member-view", HTMLInputElement), byId("member-index", HTMLInputElement)];
  const area = byId("member-verdict");
  byId("member-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const latest = following.state.views.length;
    if (view.value.trim() === "" && latest > 0) view.value = String(latest);
    const [number, place] = [view, index].map(({ value }) => (/^\s*[1-9]\d*\s*$/.test(value) ? Number(value) : 0));
    if (!number || !place) {
      area.replaceChildren(make("p", { class: "error" }, "Expected the number of a view and an index, both from 1."));
      return;
    }
    if (number > latest) {
      area.replaceChildren(make("p", { class: "error" }, `No header of view ${number} has been verified here.`));
      return;
    }
    area.setAttribute("aria-busy", "true");
    try {
      area.replaceChildren(memberView(number, place, await following.checkMember(number, place)));
    } catch (error) {
      area.replaceChildren(make("p", { class: "error" }, `The sharder gives no proof. ${(error as Error).message}`));
    }
    area.removeAttribute("aria-busy");
  });
}
