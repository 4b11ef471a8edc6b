// Who is registered, and this sharder's own place.
import { copyable } from "../page/copyable.js";
import { byId, focusable, make, redrawn, setText } from "../page/dom.js";
import type { Registered } from "./answers.js";
import type { State } from "./state.js";

function row({ id, url, stake, notes }: Registered): HTMLElement {
  const said = notes.length > 0 && make("small", {}, ` ${notes.join(", ")}`);
  return make(
    "tr",
    {},
    make("th", { scope: "row" }, copyable(id, "id")),
    make("td", {}, stake),
    make("td", {}, make("span", { class: "address" }, url), said),
  );
}

function facts({ head, genesis }: State): HTMLElement[] {
  const fact = (name: string, ...value: (Node | string)[]) =>
    make("div", {}, make("dt", {}, name), make("dd", {}, ...value));
  if (head === null) return [];
  const { sharder, round, position, logHash, attested, edge, ready } = head;
  return [
    fact("Id", copyable(sharder, "id of this sharder")),
    ...(genesis === null ? [] : [fact("Genesis", copyable(genesis.hash, "hash of the genesis"))]),
    fact("Round", ready ? String(round) : `${round}, catching up`),
    fact("Entries read", position),
    fact("Log hash", copyable(logHash, "log hash")),
    fact(
      "Attested",
      attested === null ? "the engine’s own finality" : `the states up to round ${attested}, by most sharders`,
    ),
    ...(edge === null
      ? []
      : [fact("Last signed state", `round ${edge.round}, `, copyable(edge.stateHash, "state hash"))]),
  ];
}

export class People {
  constructor() {
    for (const role of ["miners", "sharders"]) focusable(byId(`${role}-scroller`), "group", `${role}-title`);
  }

  show(state: State): void {
    redrawn(byId("sharder-facts"), [state.head, state.genesis], () => facts(state));
    for (const role of ["miners", "sharders"] as const) {
      const list = state[role];
      const name = role === "miners" ? "Miners" : "Sharders";
      setText(byId(`${role}-title`), list.length === 0 ? name : `${name} (${list.length})`);
      redrawn(byId(role), list, () => list.map(row));
    }
  }
}
