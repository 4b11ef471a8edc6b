// What a party stands on.
import { checkCallbacks, checkMilliseconds, optionsOf } from "../../bindings/arguments.js";
import type { RandomBytes } from "../../bindings/random.js";
import type { FeldsparError } from "../encoding/index.js";
import { checkPort, checkTime } from "../node/options.js";
import type { Clock, Store, Timers } from "../node/ports.js";
import type { MinerIdentity } from "../view-change/identity.js";
import type { CourseEvent } from "./course.js";
import type { ToRoom } from "./messages.js";

export interface PartyOptions {
  /** That of the ceremony, or of the view for which this party comes in: JSON or its text. */
  readonly invitation: unknown;
  /** By `createMinerIdentity`, with the name as its `url`. */
  readonly identity: MinerIdentity;
  /** Keeps what must not be forgotten; all of it is secret (`SealedStore`). */
  readonly store: Store;
  /** Brings a message to the room. It may be lost: it is sent again. */
  readonly send: (message: ToRoom) => unknown;
  /** The system's by default. Give both or neither. */
  readonly clock?: Clock;
  readonly timers?: Timers;
  /** Goes into every secret, beside what is secret already; the CSPRNG by default. */
  readonly random?: RandomBytes;
  /** Milliseconds after which is said again what is not in the log yet. Default 2000. */
  readonly retry?: number;
  readonly onEvent?: (event: CourseEvent) => void;
  /** Something is not as it should be: a message that is none, a room or a party that lies, evidence. */
  readonly onProblem?: (error: FeldsparError) => void;
}

const CALLBACKS = ["onEvent", "onProblem"] as const;
const NAMES = [
  ...(["invitation", "identity", "store", "send", "clock", "timers", "random", "retry"] as const),
  ...CALLBACKS,
] as const;

/** The options, read once. Throws BAD_TYPE, UNKNOWN_OPTION. */
export function partyOptions(given: PartyOptions): PartyOptions {
  const options = optionsOf<PartyOptions>(given, NAMES);
  checkPort(options.store, "store", ["get", "put"]);
  checkCallbacks({ ...options, send: options.send ?? null }, [...CALLBACKS, "send"]);
  checkTime(options.clock, options.timers);
  if (options.retry !== undefined) checkMilliseconds(options.retry, "retry");
  return options;
}
