// The loop of a thread: takes the compiled module, then one request after the other.
import { type InitOptions, init } from "../../bindings/instance.js";
import { buffersOf } from "./buffers.js";
import type { Port } from "./channel.js";
import { type FromThread, type Outcome, plainError, type Request, type ToThread } from "./messages.js";
import { perform } from "./perform.js";

export function serve(port: Port): void {
  const post = (message: FromThread): void => port.post(message, buffersOf(message));
  let started: Promise<unknown> = Promise.resolve();
  port.listen((data) => {
    const message = data as ToThread;
    if (message.type === "start") started = start(message);
    // requests may come while the module is being instantiated
    else started = started.then(() => reply(message.request)).catch(crash);
  });

  function reply(request: Request): void {
    post({ type: "reply", outcome: outcomeOf(() => perform(request)) });
  }

  async function start({ module }: InitOptions): Promise<void> {
    try {
      post({ type: "started", outcome: { value: await init({ module: module! }) } });
    } catch (error) {
      post({ type: "started", outcome: { error: plainError(error) } });
    }
  }
}

/**
 * An answer that cannot be sent must not leave the other side waiting: an uncaught error ends the thread, a rejected
 * promise need not.
 */
function crash(error: unknown): void {
  setTimeout(() => {
    throw error;
  });
}

function outcomeOf(action: () => unknown): Outcome {
  try {
    return { value: action() };
  } catch (error) {
    return { error: plainError(error) };
  }
}
