// Attempts of seven miners that fail as a plan says, and what the contract remembers of who was absent.
import { findById } from "../../../../src/view-change/contract/sorted.js";
import type { Candidate } from "../../../../src/view-change/contract/state.js";
import { type Person, personOf } from "./people.js";
import type { Plan, Table, TableOptions } from "./table.js";

export const SEVEN: TableOptions = { miners: 7, parameters: { miners: 7, threshold: 4, quorum: 4, minMiners: 1 } };
export const RESHARE: TableOptions = { ...SEVEN, genesis: { mode: "reshare" } };

export const candidate = ({ state }: Table, { id }: Pick<Person, "id">): Candidate => findById(state.candidates, id)!;

/** The miner that has this index in a list of all: by ascending id. */
export const byIndex = ({ state }: Table, index: number) => personOf(state.candidates[index - 1]!.id);

export const absent = (played: Table) => played.state.candidates.map((one) => one.absent).join("");
export const suspended = ({ state }: Table) =>
  state.candidates.filter(({ suspension }) => suspension !== null).map(({ id }) => id);

/** Plays on until an attempt has failed, each phase with what the plan says. */
export function fail(played: Table, plan: Plan, upTo: "contribute" | "publish" | "wait"): Table {
  const { failures } = played.state;
  played.freeze();
  if (upTo === "contribute") {
    const quiet = plan.noMpk ?? [];
    const dealing = played.session.dealers.map(({ index }) => index).filter((index) => !quiet.includes(index));
    played.block(dealing.map((index) => played.says.mpk(index)));
  } else {
    played.contribute(plan).share().publish(plan);
    if (upTo === "wait") played.confirm(plan);
  }
  return played.until(({ state }) => state.failures > failures);
}
