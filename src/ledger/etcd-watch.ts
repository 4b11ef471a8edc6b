// Tells a reader of a log on etcd that there is something new. What it misses is found a little later.
import { onAbort } from "../../bindings/on-abort.js";
import type { AbortSignal } from "../../bindings/platform.js";
import type { EtcdGateway } from "./etcd-gateway.js";

export class EtcdWatch {
  private wake: () => void = () => {};
  private hasChanged = false;
  private readonly ending = new AbortController();
  private isListening = false;

  constructor(
    private readonly gateway: EtcdGateway,
    private readonly key: string,
  ) {}

  /** Opens a stream of changes after a revision, unless there is one. */
  listen(revision: string): void {
    if (this.isListening) return;
    this.isListening = true;
    const startRevision = String(BigInt(revision) + 1n);
    void this.gateway
      .watch(this.key, startRevision, () => this.noticed(), this.ending.signal)
      .finally(() => {
        this.isListening = false;
      });
  }

  /** Resolves at the next change, after so many milliseconds, or when a signal is given. */
  changed(milliseconds: number, ...signals: readonly AbortSignal[]): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        for (const end of ends) end();
        this.hasChanged = false;
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      const ends = signals.map((signal) => onAbort(signal, done));
      this.wake = done;
      // what changed while nobody waited
      if (this.hasChanged || signals.some(({ aborted }) => aborted)) done();
    });
  }

  close(): void {
    this.ending.abort();
  }

  private noticed(): void {
    this.hasChanged = true;
    this.wake();
  }
}
