// Who was removed and why, what the contract refused, what miners noticed: one line each.
import type { AttemptReport, EvidenceReport } from "../../src/entry/view-change.js";
import { byId, focusable, make } from "../page/dom.js";
import { plural } from "../page/numbers.js";
import { whyHarmless } from "./harmless.js";
import type { Happening, RunModel } from "./run-model.js";

const MOST = 200;

const EVIDENCE: Record<string, string> = {
  BAD_SHARE: "got a share that does not verify from",
  TWO_SHARES: "got two different shares from",
  BAD_ENVELOPE: "got a share that cannot be opened from",
  BAD_ACKNOWLEDGEMENT: "got a wrong acknowledgement from",
};

interface Line {
  readonly tag: string;
  readonly tone: "bad" | "warm" | "plain" | "good";
  readonly title: string;
  readonly text: string;
}

function evidenceLine({ by, against, code, proven }: EvidenceReport, { dealers, receivers }: RunModel): Line {
  // only dealers are given acknowledgements
  const [own, others] = code === "BAD_ACKNOWLEDGEMENT" ? [dealers, receivers] : [receivers, dealers];
  const line = { tag: "noticed", tone: "plain", title: own.name(by) } as const;
  if (code === "ANOTHER_MPK") return { ...line, text: "finds commitments under its name that are not its own" };
  const what = EVIDENCE[code] ?? `${code.toLowerCase().replaceAll("_", " ")}, by`;
  return { ...line, text: `${what} ${others.name(against)}${proven ? ", and can prove it" : ""}` };
}

function endLine({ number, attempt, outcome, reason, members, thresholds }: AttemptReport): Line {
  const title = `View ${number}, attempt ${attempt}`;
  if (reason !== null) return { tag: outcome, tone: "bad", title, text: `ended: ${reason.message}` };
  if (outcome === "decided") return { tag: "waits", tone: "bad", title, text: "nobody handed over to the new set" };
  return { tag: outcome, tone: "good", title, text: `with ${members.length} of ${thresholds?.n ?? 0} as members` };
}

function lineOf(happening: Happening, model: RunModel): Line {
  switch (happening.kind) {
    case "attempt": {
      const { number, attempt, mode, dealers, receivers } = happening;
      const title = `View ${number}, attempt ${attempt}`;
      const text =
        mode === "reshare"
          ? `${plural(dealers, "member")} in office share their key among ${receivers} on the new list`
          : `a list of ${receivers} is frozen, for a new key`;
      return { tag: "begins", tone: "plain", title, text };
    }
    case "removed": {
      const { role, index, name, phase, code, reason: told } = happening.miner;
      // one list: who has dealt is present
      const reason = happening.both && code === "no-mpk" ? "published no valid commitments" : told;
      const tag = happening.both ? "removed" : role === "dealer" ? "out" : "off the list";
      return { tag, tone: "bad", title: `${index} ${name}`, text: `in ${phase}: ${reason}` };
    }
    case "refused": {
      const { index, name, sender, phase, message } = happening.refusal;
      const who = name || (sender === "" ? "somebody" : `${sender.slice(0, 12)}…`);
      return {
        tag: "refused",
        tone: "warm",
        title: index === null ? who : `${index} ${who}`,
        text: `in ${phase}: ${message}`,
      };
    }
    case "noticed":
      return evidenceLine(happening.evidence, model);
    case "decided": {
      const title = `Magic block ${happening.number}`;
      return { tag: "decided", tone: "plain", title, text: "is confirmed, and waits for the set in office" };
    }
    case "exposed": {
      const title = plural(happening.count, "receiver");
      const whose = happening.count === 1 ? "its share" : "their shares";
      return { tag: "exposed", tone: "warm", title, text: `off the list: anybody can compute ${whose}` };
    }
    case "ended":
      return endLine(happening.report);
  }
}

export class Happenings {
  private shown = 0;
  private model: RunModel | null = null;

  constructor() {
    // a long list scrolls, which a keyboard must be able to do too
    focusable(byId("happenings"), "list", "happenings-title");
  }

  show(model: RunModel): void {
    const list = byId("happenings");
    if (this.model !== model) {
      list.replaceChildren();
      this.shown = 0;
      this.model = model;
    }
    const fresh = model.happenings.slice(this.shown);
    this.shown = model.happenings.length;
    byId("happenings-empty").hidden = this.shown > 0;
    if (fresh.length === 0) return;
    const items = fresh.map((happening) => {
      const { tag, tone, title, text } = lineOf(happening, model);
      const why = whyHarmless(happening);
      return make(
        "li",
        { "data-tone": tone },
        make("span", { class: "tag" }, tag),
        make("span", {}, make("strong", {}, title), ` ${text}`, why !== null && make("small", { class: "why" }, why)),
      );
    });
    list.append(...items);
    while (list.childElementCount > MOST) list.firstElementChild?.remove();
    list.scrollTop = list.scrollHeight;
  }
}
