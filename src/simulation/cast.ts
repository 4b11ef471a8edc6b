// Who plays what: the candidates' names, and whose faults are whose in the list that is running.
import type { MagicBlock } from "../magic-block/index.js";
import { membersById } from "../view-change/contract/look-ups.js";
import type { ContractState } from "../view-change/contract/state.js";
import type { Fault, FaultName } from "./faults/plan.js";

export class Cast {
  /** By id. */
  private readonly names: ReadonlyMap<string, string>;
  private readonly ids: ReadonlyMap<string, string>;
  private readonly texts = new Map<string, readonly string[]>();

  /** `members` are ids and names, of candidates and of sharders. */
  constructor(
    members: readonly (readonly [string, string])[],
    private readonly faults: readonly Fault[],
  ) {
    this.names = new Map(members);
    this.ids = new Map(members.map(([id, name]) => [name, id]));
  }

  nameOf(id: string): string {
    return this.names.get(id) ?? id.slice(0, 12);
  }

  /** Id of a miner named in a plan, by its name or by its position in the running list of receivers, or null. */
  idOf(name: string, { session }: ContractState): string | null {
    const id = this.ids.get(name);
    if (id !== undefined) return id;
    return session === null || !/^\d+$/.test(name) ? null : (session.receivers[Number(name) - 1]?.id ?? null);
  }

  /** Faults are given to positions in the frozen list, which is known once it is frozen; until then to names only. */
  faultsOf(id: string, { session }: ContractState): readonly Fault[] {
    if (this.faults.length === 0) return this.faults;
    const index = session === null ? null : (membersById(session.receivers).get(id)?.index ?? null);
    const name = this.names.get(id);
    return this.faults.filter(
      (fault) => fault.who === name || fault.who === "*" || (index !== null && fault.who === String(index)),
    );
  }

  /** A list was frozen: remembers which faults those in it have, also for after its attempt. */
  freeze(state: ContractState): void {
    const { receivers = [], dealers = [] } = state.session ?? {};
    for (const { id } of new Set([...receivers, ...dealers])) {
      this.texts.set(id, [...new Set(this.faultsOf(id, state).map((fault) => fault.text))]);
    }
  }

  /** Texts of the faults that this miner had in the last session that it was in. */
  textsOf(id: string): readonly string[] {
    return this.texts.get(id) ?? [];
  }

  /** Had this miner such a fault in the last session that it was in, in the view and attempt of this block? */
  has(id: string, kind: FaultName, { number, body }: MagicBlock): boolean {
    const texts = this.textsOf(id);
    return this.faults.some(
      (fault) =>
        fault.kind === kind &&
        texts.includes(fault.text) &&
        (fault.view ?? number) === number &&
        (fault.attempt ?? body.attempt) === body.attempt,
    );
  }
}
