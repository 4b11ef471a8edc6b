// Private messages of a plan: lost, repeated, late, out of order, changed on the way, and forged by somebody without
// keys.
import type { Machine } from "./machine.js";
import type { World } from "./world.js";

/** Messages that somebody without keys has seen, to be sent again and changed. */
const MOST_SEEN = 64;

export class Network {
  private readonly seen: { readonly to: string; readonly message: Uint8Array }[] = [];

  constructor(private readonly world: World) {}

  send(from: string, to: string, message: Uint8Array): void {
    const { plan, trouble } = this.world;
    if (this.seen.length < MOST_SEEN) this.seen.push({ to, message: message.slice() });
    else if (trouble.chance(0.1)) this.seen[trouble.below(MOST_SEEN)] = { to, message: message.slice() };
    const harmed = this.world.byId(from)?.corrupt !== true;
    if (harmed && trouble.chance(plan.loss)) return;
    const copies = trouble.chance(plan.duplication) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      this.arrive(to, trouble.chance(plan.change) ? this.changed(message) : message.slice());
    }
  }

  private arrive(to: string, message: Uint8Array): void {
    const { time, plan, trouble } = this.world;
    const at = time.now() + 10 * (1 + trouble.below(Math.max(1, plan.delay / 10)));
    time.schedule(at, "message", to, () =>
      this.world
        .byId(to)
        ?.runner?.receive([message])
        .catch(() => {}),
    );
  }

  private changed(message: Uint8Array): Uint8Array {
    const { trouble } = this.world;
    const copy = message.slice(0, trouble.chance(0.1) ? trouble.below(message.length) : message.length);
    for (let times = trouble.from(1, 3); times > 0 && copy.length > 0; times--)
      copy[trouble.below(copy.length)]! ^= 1 << trouble.below(8);
    return copy;
  }

  /** Somebody without keys says something: what was said before, to somebody else, changed, or nothing sensible. */
  junk(machines: readonly Machine[]): void {
    const { trouble } = this.world;
    const to = trouble.pick(machines).id;
    const old = this.seen.length === 0 ? null : trouble.pick(this.seen);
    if (old === null || trouble.chance(0.2)) this.arrive(to, trouble.bytes(trouble.below(400)));
    else this.arrive(trouble.chance(0.5) ? to : old.to, trouble.chance(0.5) ? this.changed(old.message) : old.message);
  }
}
