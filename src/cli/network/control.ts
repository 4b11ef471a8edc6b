// The control socket of a node: for its operator, on this machine alone.
import { FeldsparError, type JsonInput } from "../../encoding/index.js";
import { type Listening, listen } from "../../http/listen.js";
import { appOf, type Route } from "../../http/route.js";
import { LONGEST_CONTENT, readContent } from "./application.js";
import { controlSocket } from "./control-client.js";
import { isLogLevel, type NodeLog } from "./node-log.js";
import { LOG_LEVELS } from "./settings.js";
import type { ProvenSnapshot } from "./snapshot-file.js";

export interface Controlled {
  status(): JsonInput;
  /** The snapshot from which a replica goes on, and its proof; undefined before there is one. */
  snapshot(): Promise<ProvenSnapshot | undefined>;
  /** Signs for an application with the share of the key in office. Throws BAD_OPTION for a node that has none. */
  sign(context: string, message: Uint8Array): Promise<JsonInput>;
  stop(): void;
  readonly log: NodeLog;
}

function routes({ status, snapshot, sign, stop, log }: Controlled): Route[] {
  const answers = { 200: "Done." };
  return [
    { method: "GET", path: "/status", about: "How it is.", answers, handle: () => ({ json: status() }) },
    {
      method: "GET",
      path: "/snapshot",
      about: "The contract's state to go on from.",
      answers,
      async handle() {
        const found = await snapshot();
        if (found === undefined)
          throw new FeldsparError(
            "NOT_FOUND",
            "there is no snapshot yet: the first one is kept when an attempt has ended",
          );
        return { json: { snapshot: found.snapshot, proof: found.proof } };
      },
    },
    {
      method: "POST",
      path: "/sign",
      about: "A part of a signature for an application.",
      answers,
      longestBody: LONGEST_CONTENT,
      async handle(request) {
        const { context, message } = readContent(await request.body());
        return { json: await sign(context, message) };
      },
    },
    {
      method: "POST",
      path: "/stop",
      about: "End.",
      answers,
      handle() {
        stop();
        return { json: { stopping: true } };
      },
    },
    {
      method: "POST",
      path: "/log-level/{level}",
      about: "What is written down from now on.",
      answers,
      handle(asked) {
        const level = asked.value("level") ?? "";
        if (!isLogLevel(level)) throw new FeldsparError("BAD_OPTION", `expected one of ${LOG_LEVELS.join(", ")}`);
        log.level = level;
        return { json: { level } };
      },
    },
  ];
}

/** Serves the socket of a node's folder. Throws BAD_OPTION for a path too long, or one where somebody answers. */
export function serveControl(state: string, controlled: Controlled): Promise<Listening> {
  return listen(appOf(routes(controlled)), { socket: controlSocket(state) });
}
