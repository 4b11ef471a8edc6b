// The log and a replica's place in it, for nodes that follow: entries, checkpoints, snapshots, events; and new entries.
import { onAbort } from "../../bindings/on-abort.js";
import { FeldsparError } from "../encoding/index.js";
import {
  decodeEntry,
  encodeEntries,
  LONGEST_ENTRY,
  MOST_BYTES,
  MOST_ENTRIES,
  partOf,
} from "../node/log/entry-parts.js";
import type { EntryLog } from "../node/ports.js";
import type { LedgerEntry } from "../view-change/entries.js";
import type { Route, RouteAnswer } from "./route.js";
import { COUNT, from, integerOf, MAYBE, notFound, OK, round } from "./route-parameters.js";
import { type SharderService, stamped } from "./service.js";

/** The longest that a request for entries waits for some, in milliseconds. */
const LONGEST_WAIT = 20_000;
/** How long one for an entry waits until a block has it. */
const LONGEST_APPEND = 5000;

export function logRoutes(service: SharderService): Route[] {
  const { chain, archive, admission, log, events } = service;
  const edge = (name: string | undefined): RouteAnswer => {
    const proven = chain.attestedEdge(name === "latest" ? null : Number(name));
    if (proven === undefined) return notFound(`a checkpoint of round ${name}`);
    const checkpoints = proven.checkpoints.map(({ id, signature }) => ({ id, signature }));
    return { json: { ...proven.edge, checkpoints } };
  };

  return [
    {
      method: "GET",
      path: "/v1/head",
      about: "Where this sharder's replica is.",
      answers: OK,
      handle: () => {
        const { round: at, position, logHash } = chain.head;
        return stamped(service, {
          sharder: service.id,
          round: at,
          position,
          logHash,
          attested: finite(chain.attested),
          edge: chain.edge === null ? null : { ...chain.edge },
          ready: chain.isReady,
        });
      },
    },
    {
      method: "GET",
      path: "/v1/checkpoints/{round}",
      about: "What more than half of the sharders signed of a round's state.",
      answers: MAYBE,
      parameters: [round],
      handle: (request) => edge(request.value("round")),
    },
    {
      method: "GET",
      path: "/v1/blocks/{round}",
      about: "The entries of a round.",
      answers: MAYBE,
      parameters: [round],
      handle: async (request) => {
        const at = request.value("round") === "latest" ? chain.head.round : integerOf(request, "round", 0);
        const [before, after] = [await archive.headOf(at - 1), await archive.headOf(at)];
        if (after === null || log === null) return notFound(`round ${at}`);
        const entries = await between(log, before?.position ?? 0n, after.position);
        return { json: { ...after, entries: entries.map(({ kind, bytes }) => ({ kind, bytes })) } };
      },
    },
    {
      method: "GET",
      path: "/v1/entries",
      about: "Entries of the log after a position, as bytes; waits for some if asked to.",
      answers: OK,
      parameters: [from, { name: "wait", in: "query", about: "Milliseconds to wait for an entry.", schema: COUNT }],
      handle: async (request) => {
        if (log === null) return notFound("a log of entries");
        const after = BigInt(integerOf(request, "from", 0));
        const wait = Math.min(integerOf(request, "wait", 0), LONGEST_WAIT);
        const entries = await waited(log, after, wait, request.signal);
        const { position } = await log.head();
        const headers = { "cache-control": "no-store", "x-log-position": String(position) };
        return { bytes: encodeEntries(partOf(entries)), headers };
      },
    },
    {
      method: "POST",
      path: "/v1/entries",
      about: "An entry for the log.",
      longestBody: LONGEST_ENTRY,
      costly: true,
      answers: {
        202: "Ordered; without a position: on its way, on a chain whose blocks take long to be final.",
        200: "It is there already.",
        400: "Refused.",
        429: "Too many of this sender.",
        503: "Try another sharder, or later.",
      },
      handle: async (request) => {
        const taking = admission.take(decodeEntry(await request.body()));
        const taken = log === null ? await soon(taking) : await taking;
        if (taken === null) return { status: 202, json: { position: null, duplicate: false } };
        const { position, duplicate } = taken;
        return { status: duplicate ? 200 : 202, json: { position, duplicate } };
      },
    },
    {
      method: "GET",
      path: "/v1/snapshots/latest",
      about: "The contract's state to go on from, as bytes; see its checkpoint.",
      answers: MAYBE,
      handle: async () => {
        const bytes = await chain.storedSnapshot();
        return bytes === undefined ? notFound("a snapshot") : { bytes };
      },
    },
    {
      method: "GET",
      path: "/v1/events",
      about: "Rounds, phases and the beacon as they come: server-sent events.",
      answers: OK,
      handle: (request) => ({
        response: events.open(request.header("last-event-id"), request.signal, request.address),
      }),
    },
  ];
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** The entries after one position up to another, none left out. Throws TOO_LARGE, NOT_FOUND. */
async function between(log: EntryLog, begin: bigint, end: bigint): Promise<readonly LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  let length = 0;
  for (let at = begin; at < end; ) {
    const part = await log.read(at, Math.min(MOST_ENTRIES, Number(end - at)));
    if (part.length === 0) return notFound(`entry ${at + 1n}`);
    at += BigInt(part.length);
    for (const entry of part) length += entry.bytes.length;
    if (length > MOST_BYTES)
      throw new FeldsparError("TOO_LARGE", `the round is too long for one answer: read /v1/entries?from=${begin}`);
    entries.push(...part);
  }
  return entries;
}

/** What comes of it within the time of a request; null: nothing yet, it goes on. */
async function soon<Result>(work: Promise<Result>): Promise<Result | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), LONGEST_APPEND);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    // whoever asked is not there any more
    work.catch(() => {});
  }
}

/** What there is after a position, or what comes within the time; nothing after what is not there yet. */
async function waited(log: EntryLog, after: bigint, milliseconds: number, signal: AbortSignal) {
  const there = await log.read(after, MOST_ENTRIES);
  if (there.length > 0 || milliseconds === 0) return there;
  const ending = new AbortController();
  const end = (): void => ending.abort();
  const timer = setTimeout(end, milliseconds);
  const callOff = onAbort(signal, end);
  try {
    for await (const part of log.entries(after, ending.signal)) return part;
    return [];
  } catch (error) {
    // whether another log is the right one is for whoever asks
    if (error instanceof FeldsparError && error.code === "LOG_DIVERGED") return [];
    throw error;
  } finally {
    clearTimeout(timer);
    callOff();
    end();
  }
}
