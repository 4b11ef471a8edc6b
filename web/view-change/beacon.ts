// The beacon's rounds as they come, each with its randomness and the order in which it ranks the miners.
import { toHex } from "../../src/encoding/index.js";
import type { BeaconRoundReport } from "../../src/entry/view-change.js";
import { byId, focusable, make } from "../page/dom.js";
import { plural } from "../page/numbers.js";
import type { RunModel } from "./run-model.js";

const RANKS = 5;

function rowOf({ record, ranks, signers, invalid }: BeaconRoundReport, model: RunModel): HTMLElement {
  const first = ranks.slice(0, RANKS).map((index) => make("li", { title: model.receivers.name(index) }, String(index)));
  const bad = invalid.length > 0 ? `; ${plural(invalid.length, "bad signature")} ignored (${invalid.join(", ")})` : "";
  return make(
    "tr",
    {},
    make("th", { scope: "row" }, String(record.round)),
    make("td", {}, make("code", { class: "randomness" }, `${toHex(record.randomness).slice(0, 24)}…`)),
    make("td", {}, make("ol", { class: "ranks" }, ...first)),
    make("td", {}, `${plural(signers.length, "member")}${bad}`),
  );
}

export class BeaconTable {
  private model: RunModel | null = null;
  private shown = 0;

  constructor() {
    // on a phone it scrolls sideways, which a keyboard must be able to do too
    focusable(byId("beacon-scroller"), "group", "beacon-caption");
  }

  show(model: RunModel): void {
    const body = byId("beacon-rounds");
    if (this.model !== model) {
      body.replaceChildren();
      this.shown = 0;
      this.model = model;
    }
    const fresh = model.beacon.slice(this.shown);
    this.shown = model.beacon.length;
    byId("beacon").hidden = this.shown === 0;
    // the latest on top
    for (const round of fresh) body.prepend(rowOf(round, model));
  }
}
