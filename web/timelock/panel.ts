// "Timelock": a note is sealed to a round that is still to come, and opened when the round is there.
import { byId, make, setText } from "../page/dom.js";
import { count } from "../page/numbers.js";
import type { FromTimelock, NetworkName, ToTimelock, Waiting } from "./messages.js";

const NAMES: Readonly<Record<NetworkName, string>> = { tab: "this tab's network", quicknet: "quicknet" };

/** "9 s", "4 min", "3 h", "12 days". */
function remaining(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${count(Math.round(seconds / 86_400))} days`;
}

type Request = ToTimelock extends infer Each ? (Each extends unknown ? Omit<Each, "number"> : never) : never;

export function setUpTimelock(): void {
  let worker: Worker | null = null;
  let asked = 0;
  /** What is counted down to, and whether the note opens by itself then. */
  let awaited: Waiting | null = null;
  const sealedField = byId("sealed", HTMLTextAreaElement);
  const beaconField = byId("round-beacon", HTMLTextAreaElement);
  const beaconPart = byId("round-beacon-part");
  const opened = byId("opened");

  function ask(message: Request): void {
    if (worker === null) {
      worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
      worker.addEventListener("message", heard);
    }
    asked++;
    worker.postMessage({ ...message, number: asked } satisfies ToTimelock);
  }

  const open = () => ask({ type: "open", sealed: sealedField.value.trim(), beacon: beaconField.value });
  const say = (text: string) => setText(byId("timelock-status"), text);

  function show(state: string, title: string, ...content: readonly (Node | string)[]): void {
    say(title);
    opened.dataset.state = state;
    opened.replaceChildren(make("h2", {}, title), ...content);
  }

  const hint = (text: string) => make("p", { class: "hint" }, text);

  function heard({ data }: MessageEvent<FromTimelock>): void {
    if (data.number !== asked) return; // a later question is on its way
    awaited = data.type === "sealed" || data.type === "early" ? data : null;
    // after a problem it stays as it was: the round that was pasted may be the wrong one
    if (data.type !== "problem") beaconPart.hidden = data.network !== "quicknet";
    switch (data.type) {
      case "sealed":
        sealedField.value = data.sealed;
        beaconField.value = "";
        byId("sealed-copy").dataset.copy = data.sealed;
        byId("sealed-copy").hidden = false;
        showWaiting("Sealed", data);
        break;
      case "early":
        showWaiting("Too early", data);
        break;
      case "wanted": {
        const link = make("a", { href: data.address, target: "_blank", rel: "noreferrer" }, data.address);
        const title = `Round ${count(data.round)} of ${NAMES.quicknet} is there`;
        show(
          "wanted",
          title,
          hint("This page asks nobody. Open the address, and paste what it says into “The round”."),
          link,
        );
        break;
      }
      case "opened": {
        const about = `By the signature of round ${count(data.round)} of ${NAMES[data.network]}.`;
        show("opened", "Opened", make("p", { class: "note-text" }, data.note), hint(about));
        break;
      }
      case "problem":
        show("problem", "This does not open", make("p", {}, data.problem));
    }
    countDown();
  }

  function showWaiting(what: string, { network, round, due }: Waiting): void {
    const title = `${what}: opens with round ${count(round)} of ${NAMES[network]}`;
    const when = `Due ${new Date(due).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "medium" })}.`;
    const by = network === "tab" ? " It opens by itself then." : "";
    show("waiting", title, make("p", { class: "countdown", id: "countdown" }), hint(when + by));
  }

  function countDown(): void {
    if (awaited === null) return;
    const left = awaited.due - Date.now();
    const place = document.getElementById("countdown");
    if (place !== null) setText(place, left > 0 ? `in ${remaining(left)}` : "now");
    // the worker's clock may be a little behind
    if (left < -100) {
      awaited = null;
      open();
    }
  }
  setInterval(countDown, 250);

  byId("seal-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = document.querySelector<HTMLInputElement>('input[name="timelock-network"]:checked')?.value;
    const note = byId("note", HTMLTextAreaElement).value;
    if (note === "") {
      say("There is nothing to seal yet: write a note.");
      byId("note").focus();
      return;
    }
    const delay = 1000 * Number(byId("delay", HTMLSelectElement).value);
    ask({ type: "seal", network: chosen === "quicknet" ? "quicknet" : "tab", note, delay });
  });
  byId("open-form").addEventListener("submit", (event) => {
    event.preventDefault();
    open();
  });
  sealedField.addEventListener("input", () => {
    byId("sealed-copy").hidden = true;
  });
}
