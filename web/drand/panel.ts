// "Live", in "Verify": the rounds of a public beacon, asked of a server as they come and verified here. It is the one
// thing of the page that asks a server, and it does so from one press of a button to another.
import { copyable } from "../page/copyable.js";
import { byId, focusable, make, redrawn, setText } from "../page/dom.js";
import { hashField } from "../page/hash-field.js";
import { keep, kept } from "../page/kept.js";
import { count, duration, plural } from "../page/numbers.js";
import { serverIn } from "../page/server-address.js";
import { verdictMark } from "../page/verdict-mark.js";
import { Following, type LiveState } from "./following.js";
import type { LiveRound } from "./messages.js";

const KEPT = "feldspar-drand";
const USUAL = "https://api.drand.sh";
/** Hashes of the chain information of drand's public networks; the worker knows what belongs to them. */
const HASHES: Readonly<Record<string, string>> = {
  quicknet: "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
  default: "8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce",
};
const OTHER = "other";

interface Words {
  readonly title: string;
  readonly about: string;
}

function wordsFor({ link, name, rounds, verified, lateSince, status, problem, behind }: LiveState, at: string): Words {
  const last = rounds[0]?.round ?? 0;
  const asOf = verified === 0 ? "Nothing is verified." : `Verified up to round ${count(last)}.`;
  const again = "Trying again.";
  switch (link) {
    case "asking":
      return { title: `Asking ${at}`, about: name === "" ? "For the network." : `For the latest round of ${name}.` };
    case "live": {
      const clock = behind > 2000 ? ` This device’s clock is ${duration(behind)} behind.` : "";
      const many = `${plural(verified, "round")} verified here, the last one ${count(last)}.${clock}`;
      return { title: `Live: ${name}`, about: many };
    }
    case "late": {
      const since = lateSince === null ? "" : ` since ${new Date(lateSince).toLocaleTimeString("en-GB")}`;
      const missing = last === 0 ? "the latest round" : `round ${count(last + 1)}, which is due${since}`;
      return {
        title: "Late",
        about: `${at} has not got ${missing}, or this device’s clock is ahead. ${asOf} ${again}`,
      };
    }
    case "refused":
      return {
        title: "No answer to the question",
        about: `${at} answers ${status}: no such network? ${asOf} ${again}`,
      };
    case "silent":
      return {
        title: "No answer",
        about: `${at} is not there, or does not let pages ask it. ${asOf} ${again}`,
      };
    case "offline":
      return { title: "Off line", about: `This browser has no network. ${asOf} It goes on when there is one.` };
    case "lied":
      return { title: "Not what was asked for", about: `${at} says what cannot be: ${problem}. ${asOf}` };
  }
}

function rowOf({ round, signature, randomness, due }: LiveRound): HTMLElement {
  const time = new Date(due).toLocaleTimeString("en-GB");
  return make(
    "tr",
    { "data-valid": "true" },
    make("th", { scope: "row" }, verdictMark(true), count(round)),
    make("td", {}, time),
    make("td", {}, copyable(randomness, `the randomness of round ${round}`)),
    make("td", {}, copyable(signature, `the signature of round ${round}`)),
  );
}

export function setUpLive(): void {
  const server = byId("live-server", HTMLInputElement);
  const network = byId("live-network", HTMLSelectElement);
  const other = hashField("live-hash");
  const view = byId("live");
  let host = "";

  function show(state: LiveState): void {
    const { title, about } = wordsFor(state, host);
    view.hidden = false;
    view.dataset.link = state.link;
    setText(byId("live-title"), title);
    setText(byId("live-about"), about);
    byId("live-table").hidden = state.rounds.length === 0;
    redrawn(byId("live-rounds"), state.rounds, () => state.rounds.map(rowOf));
    setButtons();
  }

  const following = new Following(show);
  // on a phone it scrolls sideways, which a keyboard must be able to do too
  focusable(byId("live-table"), "group", "live-caption");

  function setButtons(): void {
    const [begin, stop] = [byId("live-begin", HTMLButtonElement), byId("live-stop", HTMLButtonElement)];
    const hadFocus = document.activeElement === stop;
    stop.disabled = !following.isFollowing;
    if (hadFocus && stop.disabled) begin.focus();
  }

  function begin(): void {
    const address = serverIn(server.value);
    const wrong = address === null;
    byId("live-server-error").textContent = wrong ? "Expected an address that begins with https:// or http://." : "";
    server.toggleAttribute("aria-invalid", wrong);
    if (wrong) server.focus();
    const hash = network.value === OTHER ? other.read() : (HASHES[network.value] ?? "");
    if (hash === "") byId("live-hash-error").textContent = "Expected 64 hexadecimal digits.";
    if (address === null || hash === null || hash === "") return;
    keep(KEPT, address === USUAL ? "" : address);
    host = new URL(address).host;
    following.begin({ server: address, hash });
    if (view.getBoundingClientRect().top > innerHeight - 120) view.scrollIntoView();
  }

  network.append(...[...Object.keys(HASHES), OTHER].map((name) => make("option", { value: name }, name)));
  network.options[network.options.length - 1]!.textContent = "another one, by its chain hash";
  const showHash = () => {
    byId("live-hash-field").hidden = network.value !== OTHER;
  };
  network.addEventListener("change", showHash);
  showHash();
  server.value = kept(KEPT) || USUAL;
  byId("live-form").addEventListener("submit", (event) => {
    event.preventDefault();
    begin();
  });
  byId("live-stop").addEventListener("click", () => {
    following.end();
    setText(byId("live-title"), "Stopped");
    view.dataset.link = "stopped";
    setButtons();
  });
}
