// The line at the top: what was verified here, from which genesis on, and what was said that is not so.
import { short } from "../page/copyable.js";
import { byId, make, redrawn, setText } from "../page/dom.js";
import { verdictMark } from "../page/verdict-mark.js";
import { type State, spans } from "./state.js";

/** Lies that are listed; the others are counted. */
const MOST = 6;
/** Milliseconds within which the header of a new view is to be there. */
const PATIENCE = 5000;

function verified({ views, rounds }: State): string {
  const good = [...rounds.values()].filter(({ valid }) => valid).map(({ round }) => round);
  const parts = [
    ...(views.length === 0
      ? []
      : [`${views.length === 1 ? "view" : "views"} ${spans(views.map(({ number }) => number))}`]),
    ...(good.length === 0 ? [] : [`${good.length === 1 ? "round" : "rounds"} ${spans(good)}`]),
  ];
  return parts.join(", ");
}

function trust({ trusted, genesis, phase, views, officeAt }: State): string {
  if (genesis === null) return trusted === "" ? "" : `From the genesis ${short(trusted)}, which you gave.`;
  const from =
    trusted === ""
      ? `From the genesis ${short(genesis.hash)}, which is this sharder’s word: give the hash that you know from elsewhere, below.`
      : `From the genesis ${short(genesis.hash)}, which you gave.`;
  const unknown = phase !== null && phase.inOffice.number > views.length && performance.now() - officeAt > PATIENCE;
  return unknown ? `${from} View ${phase.inOffice.number} is said to be in office: its header is not verified.` : from;
}

export function showVerdict(state: State): void {
  const { lies, trusted } = state;
  const what = verified(state);
  const verdict = lies.length > 0 ? "invalid" : what === "" ? "waiting" : trusted === "" ? "word" : "valid";
  const kept = what === "" ? "nothing is verified" : `verified here: ${what}`;
  const text =
    lies.length > 0
      ? `This sharder says what is not so; ${kept}`
      : what === ""
        ? "Nothing is verified yet"
        : `Verified here: ${what}`;
  byId("verdict").dataset.verdict = verdict;
  redrawn(byId("verdict-mark"), verdict, () => (verdict === "waiting" ? [] : [verdictMark(lies.length === 0)]));
  setText(byId("verdict-text"), text);
  setText(byId("verdict-trust"), trust(state));
  byId("lies").hidden = lies.length === 0;
  redrawn(byId("lies"), lies, () => {
    const shown = lies.slice(-MOST).map(({ subject, reason }) => {
      const words = make("span", {}, make("strong", {}, subject), `: ${reason}`);
      return make("li", { "data-valid": "false" }, verdictMark(false), words);
    });
    const more = lies.length - shown.length;
    return more > 0 ? [...shown, make("li", {}, make("span", {}), make("span", {}, `and ${more} before`))] : shown;
  });
}
