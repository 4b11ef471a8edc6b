// The control socket of a node: for its operator, on this machine alone. Both ends of it.
import { existsSync } from "node:fs";
import { request } from "node:http";
import { FeldsparError, type JsonInput, parseJson } from "../../encoding/index.js";
import { type Listening, listen } from "../../http/listen.js";
import { appOf, type Route } from "../../http/route.js";
import { UsageError } from "../usage-error.js";
import { isLogLevel, type NodeLog } from "./node-log.js";
import { LOG_LEVELS } from "./settings.js";
import { controlSocket } from "./state-folder.js";

export interface Controlled {
  status(): JsonInput;
  /** The snapshot from which a replica goes on; undefined before there is one. */
  snapshot(): Promise<Uint8Array | undefined>;
  stop(): void;
  readonly log: NodeLog;
}

function routes({ status, snapshot, stop, log }: Controlled): Route[] {
  const answers = { 200: "Done." };
  return [
    { method: "GET", path: "/status", about: "How it is.", answers, handle: () => ({ json: status() }) },
    {
      method: "GET",
      path: "/snapshot",
      about: "The contract's state to go on from.",
      answers,
      async handle() {
        const bytes = await snapshot();
        if (bytes === undefined) throw new FeldsparError("NOT_FOUND", "there is no snapshot yet");
        return { bytes };
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

const LONGEST = 256 << 20;

/** Asks a running node. Throws `UsageError` when none runs there, and what it answers. */
export async function askControl(
  state: string,
  method: "GET" | "POST",
  path: string,
  timeout = 10_000,
): Promise<Uint8Array> {
  const socketPath = controlSocket(state);
  if (!existsSync(socketPath)) throw new UsageError(`${state}: no node runs there`);
  const { status, body } = await new Promise<{ status: number; body: Uint8Array }>((resolve, reject) => {
    const asked = request({ socketPath, path, method, timeout }, (answer) => {
      const parts: Buffer[] = [];
      let length = 0;
      answer.on("data", (part: Buffer) => {
        length += part.length;
        if (length > LONGEST) asked.destroy(new Error("too long an answer"));
        parts.push(part);
      });
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(parts) }));
      answer.on("error", reject);
    });
    asked.on("timeout", () => asked.destroy(new Error(`no answer within ${timeout} ms`)));
    asked.on("error", (error) => reject(new UsageError(`${state}: no node answers there: ${error.message}`)));
    asked.end();
  });
  if (status === 200) return body;
  const { code, message } = parseJson(new TextDecoder().decode(body), "answer") as { code: string; message: string };
  throw new FeldsparError(code as FeldsparError["code"], message);
}

/** A JSON answer. Throws as `askControl`. */
export async function controlJson<T>(state: string, path: string, timeout?: number): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await askControl(state, "GET", path, timeout))) as T;
}
