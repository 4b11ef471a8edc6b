// Many may wait for one signal: it is listened to once, so that nobody is warned of a leak that is none, and those who
// have gone leave nothing behind.
import type { AbortSignal } from "./platform.js";

interface Waiting {
  readonly actions: Set<() => void>;
  readonly listener: () => void;
}

const waiting = new WeakMap<AbortSignal, Waiting>();

/** Calls `action` once when the signal is given, not if it was before; the result calls it off. */
export function onAbort(signal: AbortSignal, action: () => void): () => void {
  // one of its own: the same function may be given twice
  const own = (): void => action();
  const known = waiting.get(signal) ?? listenTo(signal);
  known.actions.add(own);
  return () => {
    if (!known.actions.delete(own) || known.actions.size > 0 || waiting.get(signal) !== known) return;
    waiting.delete(signal);
    signal.removeEventListener("abort", known.listener);
  };
}

function listenTo(signal: AbortSignal): Waiting {
  const actions = new Set<() => void>();
  const listener = (): void => {
    waiting.delete(signal);
    signal.removeEventListener("abort", listener);
    for (const action of [...actions]) action();
    actions.clear();
  };
  const made = { actions, listener };
  waiting.set(signal, made);
  signal.addEventListener("abort", listener);
  return made;
}
