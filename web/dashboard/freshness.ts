// How fresh all this is: is the stream there, do rounds come, does the sharder know what it says?
import { byId, setText } from "../page/dom.js";
import { duration } from "../page/numbers.js";
import { LATE } from "./halted.js";
import type { State } from "./state.js";

interface Freshness {
  readonly link: "connecting" | "live" | "late" | "stale" | "lost";
  readonly title: string;
  readonly about: string;
}

export function freshness({ link, tries, phase, head, genesis, heardAt, problem }: State, now: number): Freshness {
  const silent = now - heardAt;
  const ago = duration(Math.max(1000, Math.round(silent / 1000) * 1000));
  const at = phase === null ? "" : `round ${phase.round}`;
  if (link === "lost") {
    const about = `No connection to the sharder for ${ago}; this is as of ${at || "never"}. Trying again (${tries}).`;
    return { link: "lost", title: "Connection lost", about };
  }
  if (phase === null) return { link: "connecting", title: "Connecting", about: problem };
  if (phase.stale || head?.stale === true) {
    const about = `The ledger does not answer this sharder: what it says is as of ${at}.`;
    return { link: "stale", title: "Stale", about };
  }
  if (silent > Math.max(LATE.atLeast, LATE.rounds * (genesis?.roundTime ?? 0)))
    return {
      link: "late",
      title: "No rounds",
      about: `The last one, ${at}, came ${ago} ago: the ledger stands still.`,
    };
  if (head?.ready === false)
    return { link: "stale", title: "Catching up", about: `The sharder still reads the ledger: ${at}.` };
  const behind = head === null || head.attested === null ? 0 : head.round - head.attested;
  const attested = head?.attested == null ? "" : `, attested ${behind === 0 ? "as well" : `up to ${head.attested}`}`;
  return {
    link: "live",
    title: "Live",
    about: problem === "" ? `${at[0]?.toUpperCase()}${at.slice(1)}${attested}` : problem,
  };
}

let announced = "";

export function showFreshness(state: State): void {
  const { link, title, about } = freshness(state, performance.now());
  byId("link").dataset.link = link;
  setText(byId("link"), title);
  setText(byId("link-about"), about);
  // said aloud when it changes, not with every round
  const said = state.lies.length > 0 ? "This sharder says what is not so." : title;
  if (said !== announced) setText(byId("announce"), said);
  announced = said;
}
