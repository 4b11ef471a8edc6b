// One end of a network for several users of it: each is shown every message, and passes over what is not for it.
import { checkInteger } from "../../bindings/arguments.js";
import { quietly } from "./callbacks.js";
import { checkCallbacks, checkPort } from "./options.js";
import type { Transport } from "./ports.js";

/** Nobody has so many users. */
const MOST_USERS = 1024;

/**
 * So many transports over one, at least 1. Taking them takes the receiver's place in it. Throws BAD_TYPE, BAD_INTEGER.
 *
 * @example
 * // one end of a network for two nodes of a machine: each takes what is meant for it
 * const [forMiner, forBeacon] = sharedTransport(network.endpoint(miners[0].id), 2);
 * forMiner !== forBeacon; //=> true
 */
export function sharedTransport(transport: Transport, users: number): readonly Transport[] {
  checkPort(transport, "transport", ["send", "receive"]);
  checkInteger(users, "users", 1, MOST_USERS);
  const handlers: (((message: Uint8Array) => void) | null)[] = Array.from({ length: users }, () => null);
  return handlers.map((_, place) => ({
    send: (to, message) => transport.send(to, message),
    receive(handler) {
      if (handler !== null) checkCallbacks({ handler: handler ?? null }, ["handler"]);
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
