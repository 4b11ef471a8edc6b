// Who plays what: the candidates' names, and whose faults are whose in the list that is running.
import type { ContractState } from "../view-change/contract/state.js";
import type { Fault, FaultName } from "./faults/plan.js";

export class Cast {
  /** By miner id. */
  private readonly names: ReadonlyMap<string, string>;
  private readonly texts = new Map<string, readonly string[]>();

  /** `members` are ids and names. */
  constructor(
    members: readonly (readonly [string, string])[],
    private readonly faults: readonly Fault[],
  ) {
    this.names = new Map(members);
  }

  nameOf(id: string): string {
    return this.names.get(id) ?? id.slice(0, 12);
  }

  /** Position in the running list of a miner named in a plan, or null. */
  indexOf(name: string, { session }: ContractState): number | null {
    if (session === null) return null;
    const named = session.list.find((member) => this.names.get(member.id) === name);
    if (named !== undefined) return named.index;
    return /^\d+$/.test(name) && Number(name) <= session.list.length ? Number(name) : null;
  }

  /** Faults are given to positions in the frozen list, which is known once it is frozen; until then to names only. */
  faultsOf(id: string, { session }: ContractState): readonly Fault[] {
    const index = session?.list.find((member) => member.id === id)?.index ?? null;
    const name = this.names.get(id);
    return this.faults.filter(
      (fault) => fault.who === name || fault.who === "*" || (index !== null && fault.who === String(index)),
    );
  }

  /** A list was frozen: remembers which faults its members have, also for after its attempt. */
  freeze(state: ContractState): void {
    for (const { id } of state.session?.list ?? []) {
      this.texts.set(id, [...new Set(this.faultsOf(id, state).map((fault) => fault.text))]);
    }
  }

  /** Texts of the faults that this miner had in the last list that it was on. */
  textsOf(id: string): readonly string[] {
    return this.texts.get(id) ?? [];
  }

  has(id: string, kind: FaultName): boolean {
    return this.textsOf(id).some((text) => text.startsWith(`${kind}:`));
  }
}
