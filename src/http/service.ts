// What a sharder's routes are made of.
import type { JsonInput } from "../encoding/index.js";
import type { Admission } from "../node/admission.js";
import type { Archive } from "../node/archive.js";
import type { DrandArchive } from "../node/drand/archive.js";
import type { EvidenceArchive } from "../node/evidence-archive.js";
import type { LogChain } from "../node/log/chain.js";
import type { EntryLog } from "../node/ports.js";
import type { EventStreams } from "./event-streams.js";
import type { HeldRequests } from "./held-requests.js";
import type { RouteAnswer } from "./route.js";

export interface SharderService {
  readonly chain: LogChain;
  /** The log that replicas may follow here; null on an engine that they read themselves. */
  readonly log: EntryLog | null;
  readonly archive: Archive;
  /** Of a chain whose beacon is in drand's form; null of others. */
  readonly drand: DrandArchive | null;
  readonly evidence: EvidenceArchive;
  readonly admission: Admission;
  readonly events: EventStreams;
  /** Requests for a round that is still to come. */
  readonly held: HeldRequests;
  /** This sharder's id. */
  readonly id: string;
  /** Is the engine answering? What is served while it is not says so. */
  readonly isStale: () => boolean;
}

/** An answer that says when the engine is away, and it may be old. */
export function stamped(service: SharderService, json: JsonInput): RouteAnswer {
  return { json: service.isStale() ? { ...(json as object), stale: true } : json };
}
