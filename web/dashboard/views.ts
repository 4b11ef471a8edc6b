// The views so far, each verified from the one before.
import { copyable } from "../page/copyable.js";
import { byId, make, redrawn, setText } from "../page/dom.js";
import { plural } from "../page/numbers.js";
import { verdictMark } from "../page/verdict-mark.js";
import type { ViewFacts } from "./messages.js";
import type { State } from "./state.js";

/** Views that are shown; the earlier ones are counted. */
const MOST = 6;

function card(view: ViewFacts, inOffice: boolean): HTMLElement {
  const { number, hash, groupPublicKey, startingRound, t, n, members, sharders } = view;
  const fact = (name: string, ...value: (Node | string)[]) =>
    make("div", {}, make("dt", {}, name), make("dd", {}, ...value));
  const title = make("h3", { "data-valid": "true" }, verdictMark(true), `View ${number}`);
  if (inOffice) title.append(make("span", { class: "tag-soft" }, "in office"));
  return make(
    "li",
    { class: "view" },
    title,
    make(
      "dl",
      { class: "facts" },
      fact("Members", `${members} of ${n}, any ${t} sign`),
      fact("Sharders", String(sharders)),
      fact("From round", String(startingRound)),
      fact("Group key", copyable(groupPublicKey, `group key of view ${number}`)),
      fact("Hash", copyable(hash, `hash of view ${number}`)),
    ),
  );
}

export function showViews({ views, phase }: State): void {
  if (views.length === 0) return;
  const inOffice = phase?.inOffice.number ?? 0;
  const shown = views.slice(-MOST).reverse();
  const earlier = views.length - shown.length;
  const more = earlier > 0 ? `; ${plural(earlier, "earlier one")} not shown` : "";
  setText(byId("views-about"), `${plural(views.length, "view")}, all verified here${more}.`);
  redrawn(byId("views"), [shown, inOffice], () => shown.map((view) => card(view, view.number === inOffice)));
}
