// One end of a network for several users of it: each is shown every message, and passes over what is not for it.
import { quietly } from "./callbacks.js";
import type { Transport } from "./ports.js";

/** So many transports over one. Taking them takes the receiver's place in it. */
export function sharedTransport(transport: Transport, users: number): readonly Transport[] {
  const handlers: (((message: Uint8Array) => void) | null)[] = Array.from({ length: users }, () => null);
  return handlers.map((_, place) => ({
    send: (to, message) => transport.send(to, message),
    receive(handler) {
      handlers[place] = handler;
      if (handlers.every((one) => one === null)) transport.receive(null);
      else {
        transport.receive((message) => {
          for (const one of handlers) if (one !== null) quietly(() => one(message));
        });
      }
    },
  }));
}
