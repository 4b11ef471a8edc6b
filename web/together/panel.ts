// "Together": a room among tabs, a key made in a ceremony, the words, and what is signed.
import { linkTo, readAddress, setAddress } from "../page/address.js";
import { copyable } from "../page/copyable.js";
import { byId, make, redrawn, setText } from "../page/dom.js";
import { plural } from "../page/numbers.js";
import { serverIn } from "../page/server-address.js";
import { term } from "../page/term.js";
import { verdictMark } from "../page/verdict-mark.js";
import type { MeetingState, Proposal, ToMeeting } from "./messages.js";

const PANEL = "together";
const ROOM = /^[0-9a-z]{10,40}$/;

function anyRoom(): string {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((word) => word.toString(36)).join("");
}

/** A room that a link names. */
interface Named {
  /** Empty for one at a server. */
  readonly room: string;
  readonly server: string | null;
  /** At a server, one of those who come is the host: who has the link that says so. */
  readonly isHost: boolean;
}

/** The room that the address names; null for none. */
function roomInAddress(): Named | null {
  const { panel, values } = readAddress();
  if (panel !== PANEL) return null;
  const room = values.get("room") ?? "";
  if (ROOM.test(room)) return { room, server: null, isHost: false };
  const server = serverIn(values.get("server") ?? "");
  return server === null ? null : { room: "", server, isHost: values.get("host") === "1" };
}

function whatIsWrong({ problem, isRefused, isSilent }: MeetingState): string {
  if (isSilent) return " The room does not answer: it is not there, or does not let this page ask it. Trying again.";
  if (problem === null) return "";
  return isRefused ? ` You are not let in: ${problem}` : ` Somebody said what cannot be: ${problem}`;
}

function statusOf(state: MeetingState): string {
  const { stage, isHost, names, threshold, phase, problem } = state;
  if (stage === "stopped") return `It has ended: ${problem ?? ""}`;
  const trouble = whatIsWrong(state);
  if (stage === "made") return `The key is made: any ${threshold} of ${names.length} sign.${trouble}`;
  if (stage === "making") return `Making the key: the ${phase} phase.${trouble}`;
  if (state.isSilent) return trouble.trim();
  if (!isHost) return `In the room. Whoever opened it begins.${trouble}`;
  return names.length < 2
    ? `The room is open. Open its link elsewhere.${trouble}`
    : `${plural(names.length, "member")}: any ${threshold} of them will be able to sign.${trouble}`;
}

export function setUpTogether(): void {
  let worker: Worker | null = null;
  let wanted = roomInAddress();
  const name = byId("together-name", HTMLInputElement);

  const tell = (message: ToMeeting) => worker?.postMessage(message);

  function offer(): void {
    if (worker !== null) return;
    const opens = wanted === null || wanted.isHost;
    setText(byId("together-enter"), opens ? "Open a room" : "Join the room");
    const server = wanted?.server ?? null;
    const where =
      server === null ? "" : `The room is at ${new URL(server).host}: from the moment you enter, it is asked.`;
    setText(byId("together-status"), where);
    if (name.value === "") name.value = opens ? "Ada" : "";
  }

  function enter(): void {
    if (name.value.trim() === "") {
      setText(byId("together-status"), "Say your name first.");
      name.focus();
      return;
    }
    if (!isSecureContext) {
      setText(
        byId("together-status"),
        "Browsers give pages that came without https no cryptography: use such an address.",
      );
      return;
    }
    const { room, server, isHost } = wanted ?? { room: anyRoom(), server: null, isHost: true };
    const values = new URLSearchParams(server === null ? { room } : { server });
    const link = linkTo(PANEL, values);
    // the host's own says so, for when it is loaded again
    setAddress(PANEL, new URLSearchParams([...values, ...(server !== null && isHost ? [["host", "1"]] : [])]));
    byId("together-link").dataset.copy = link;
    byId("together-open").setAttribute("href", link);
    worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<MeetingState>) => show(data));
    tell({ type: "enter", room, server, name: name.value.trim(), isHost });
    byId("together-form").hidden = true;
  }

  function show(state: MeetingState): void {
    const { stage, names, own, isHost, words, proposals } = state;
    setText(byId("together-status"), statusOf(state));
    byId("together-lobby").hidden = stage === "stopped";
    for (const id of ["together-link", "together-open", "together-begin"])
      byId(id).hidden = !isHost || stage !== "lobby";
    byId("together-begin", HTMLButtonElement).disabled = names.length < 2;
    redrawn(byId("together-names"), [names, own], () => {
      const place = names.indexOf(own);
      return names.map((one, at) => make("li", {}, one, at === place && make("small", {}, " this tab")));
    });
    byId("together-made").hidden = stage !== "made";
    redrawn(byId("together-words"), words, () => words.map((word) => make("li", {}, word)));
    const { chainId, groupPublicKey } = state;
    Object.assign(byId("together-key").dataset, { chainId, groupPublicKey });
    redrawn(byId("together-key"), groupPublicKey, () => {
      if (groupPublicKey === "") return [];
      const whole = copyable(groupPublicKey, "the group’s public key");
      return [term("Public key of the group", "group key"), document.createTextNode(" "), whole];
    });
    redrawn(byId("proposals"), proposals, () => proposals.map((one) => itemOf(one, state)));
  }

  function itemOf(proposal: Proposal, { threshold }: MeetingState): HTMLElement {
    const { message, text, by, signers, agreed, signature } = proposal;
    const title = make("p", {}, make("strong", {}, `“${text}”`), ` proposed by ${by}`);
    const who = make("p", { class: "hint" }, `Signed their part: ${signers.join(", ") || "nobody yet"}.`);
    const parts: Node[] = [title, who];
    if (signature !== null) {
      const note = make("small", {}, " the group’s signature, verified in this tab");
      parts.push(make("p", {}, copyable(signature, "the signature"), note));
    } else if (!agreed) {
      const agree = make("button", { type: "button", class: "primary agree" }, "Sign my part");
      agree.addEventListener("click", () => tell({ type: "agree", message }));
      parts.push(make("div", { class: "actions" }, agree));
    } else {
      const missing = threshold - signers.length;
      parts.push(
        make("p", { class: "hint" }, `${plural(missing, "more part")} needed: fewer than ${threshold} are nothing.`),
      );
    }
    const mark = signature === null ? make("span") : verdictMark(true);
    return make(
      "li",
      { class: "key-result", "data-valid": signature === null ? null : "true" },
      mark,
      make("div", {}, ...parts),
    );
  }

  byId("together-form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (worker === null) enter();
  });
  byId("together-begin").addEventListener("click", () => tell({ type: "begin" }));
  byId("propose-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = byId("propose-text", HTMLInputElement).value;
    if (text !== "") tell({ type: "propose", text });
  });
  addEventListener("hashchange", () => {
    wanted = roomInAddress();
    offer();
  });
  offer();
}
