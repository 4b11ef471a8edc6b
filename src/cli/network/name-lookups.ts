// Names of hosts, looked up so that nobody can hold up the machine by one. The system's own look-up occupies one of the
// few threads on which stores write and messages are sealed, for as long as a name server likes that does not answer;
// and members choose their addresses themselves. A few look-ups run at once, names that were found are not waited for
// again, and names that were not are left alone for a while.
import dns from "node:dns";
import { isIP } from "node:net";

export type Addresses = readonly { readonly address: string; readonly family: number }[];

export interface NameLookupOptions {
  /** The system's by default. */
  readonly lookUp?: (name: string) => Promise<Addresses>;
  /** Look-ups that run at once; 2 by default, of the four threads that there are. */
  readonly most?: number;
  /** Milliseconds that anybody waits for one; 5000 by default. */
  readonly patience?: number;
  readonly now?: () => number;
}

interface Known {
  found: Addresses | null;
  failure: Error | null;
  /** When that was found out. */
  at: number;
  asking: Promise<void> | null;
}

/** Milliseconds after which a name that was found is looked up again, beside its use; and one that was not. */
const FRESH = 60_000;
const LEFT_ALONE = 30_000;
const MOST_NAMES = 4096;

const systemLookUp = dns.lookup;
const bySystem = (name: string): Promise<Addresses> =>
  new Promise((resolve, reject) => {
    systemLookUp(name, { all: true }, (error, found) => (error === null ? resolve(found) : reject(error)));
  });

const failed = (name: string, code: string): Error =>
  Object.assign(new Error(`${code}: the name ${name} was not found`), { code });

export class NameLookups {
  private readonly names = new Map<string, Known>();
  private readonly queue: (() => void)[] = [];
  private running = 0;
  private readonly options: Required<NameLookupOptions>;

  constructor({ lookUp = bySystem, most = 2, patience = 5000, now = () => performance.now() }: NameLookupOptions = {}) {
    this.options = { lookUp, most, patience, now };
  }

  /** Where a host is. Rejects with an error that has the system's code. */
  async addresses(name: string): Promise<Addresses> {
    const { now } = this.options;
    const known = this.known(name);
    const age = now() - known.at;
    if (known.failure !== null && age < LEFT_ALONE) throw known.failure;
    if (known.found === null || age >= FRESH) known.asking ??= this.ask(name, known);
    if (known.found !== null) return known.found;
    await this.patiently(known.asking!);
    if (known.found !== null) return known.found;
    // whoever asks next does not wait as well
    known.failure ??= failed(name, "ETIMEDOUT");
    known.at = now();
    throw known.failure;
  }

  private known(name: string): Known {
    const known = this.names.get(name) ?? { found: null, failure: null, at: Number.NEGATIVE_INFINITY, asking: null };
    this.names.delete(name);
    this.names.set(name, known);
    if (this.names.size > MOST_NAMES) this.names.delete(this.names.keys().next().value!);
    return known;
  }

  private async ask(name: string, known: Known): Promise<void> {
    const { lookUp, most, now } = this.options;
    if (this.running >= most) await new Promise<void>((resolve) => this.queue.push(resolve));
    this.running++;
    try {
      known.found = await lookUp(name);
      known.failure = null;
    } catch (error) {
      // what was found before may be right still
      if (known.found === null) known.failure = error instanceof Error ? error : failed(name, "ENOTFOUND");
    } finally {
      known.at = now();
      known.asking = null;
      this.running--;
      this.queue.shift()?.();
    }
  }

  private async patiently(work: Promise<void>): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.options.patience);
    });
    await Promise.race([work, late]);
    clearTimeout(timer);
  }
}

type Callback = (error: Error | null, address?: string | Addresses, family?: number) => void;

/** Has every connection of this process look up names in this way. The result undoes it. */
export function boundNameLookups(names = new NameLookups()): () => void {
  const before = dns.lookup;
  const bounded = (name: string, given: unknown, callback: Callback): void => {
    if (isIP(name) !== 0 || typeof given === "function") {
      before(name, given as never, callback as never);
      return;
    }
    const options = (typeof given === "number" ? { family: given } : (given ?? {})) as dns.LookupOptions;
    const wanted = options.family === "IPv4" ? 4 : options.family === "IPv6" ? 6 : (options.family ?? 0);
    names.addresses(name).then(
      (all) => {
        const found = all.filter(({ family }) => wanted === 0 || family === wanted);
        if (found.length === 0) callback(failed(name, "ENOTFOUND"));
        else if (options.all === true) callback(null, found);
        else callback(null, found[0]!.address, found[0]!.family);
      },
      (error: Error) => callback(error),
    );
  };
  dns.lookup = bounded as typeof dns.lookup;
  return () => {
    dns.lookup = before;
  };
}
