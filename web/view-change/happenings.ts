// Who was removed and why, what the contract refused, what miners noticed: one line each.
import { byId, focusable, make } from "../page/dom.js";
import type { Happening, RunModel } from "./run-model.js";

const MOST = 200;

const EVIDENCE: Record<string, string> = {
  BAD_SHARE: "got a share that does not verify from",
  CONFLICTING_SHARES: "got two different shares from",
  BAD_ENVELOPE: "got a share that cannot be opened from",
  BAD_ACKNOWLEDGEMENT: "got a wrong acknowledgement from",
};

interface Line {
  readonly tag: string;
  readonly tone: "bad" | "warm" | "plain" | "good";
  readonly title: string;
  readonly text: string;
}

function lineOf(happening: Happening, model: RunModel): Line {
  const who = (index: number) => `${index} ${model.nameOf(index)}`;
  switch (happening.kind) {
    case "attempt":
      return {
        tag: "begins",
        tone: "plain",
        title: `View ${happening.number}, attempt ${happening.attempt}`,
        text: "a new list is frozen",
      };
    case "removed": {
      const { role, index, name, phase, reason } = happening.miner;
      const tag = role === "dealer" ? "out" : "off the list";
      return { tag, tone: "bad", title: `${role} ${index} ${name}`, text: `in ${phase}: ${reason}` };
    }
    case "refused": {
      const { index, sender, phase, message } = happening.refusal;
      const title = index === null ? `${sender.slice(0, 12) || "somebody"}…` : who(index);
      return { tag: "refused", tone: "warm", title, text: `in ${phase}: ${message}` };
    }
    case "noticed": {
      const { by, against, code } = happening.evidence;
      const what = EVIDENCE[code] ?? `${code.toLowerCase().replaceAll("_", " ")}, by`;
      return { tag: "noticed", tone: "plain", title: who(by), text: `${what} ${who(against)}` };
    }
    case "left-out":
      return { tag: "left out", tone: "warm", title: who(happening.index), text: "its dealing is not part of the key" };
    case "exposed":
      return {
        ...{ tag: "exposed", tone: "warm", title: `${happening.count} off the list` },
        text: "every share of them is public",
      };
    case "ended": {
      const { number, attempt, outcome, reason, members, thresholds } = happening.report;
      const title = `View ${number}, attempt ${attempt}`;
      if (reason !== null) return { tag: outcome, tone: "bad", title, text: `ended: ${reason.message}` };
      return { tag: outcome, tone: "good", title, text: `with ${members.length} of ${thresholds?.n ?? 0} as members` };
    }
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
      return make(
        "li",
        { "data-tone": tone },
        make("span", { class: "tag" }, tag),
        make("span", {}, make("strong", {}, title), ` ${text}`),
      );
    });
    list.append(...items);
    while (list.childElementCount > MOST) list.firstElementChild?.remove();
    list.scrollTop = list.scrollHeight;
  }
}
