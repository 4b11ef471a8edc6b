// The operator's end of a node's control socket.
import { existsSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { FeldsparError, parseJson } from "../../encoding/index.js";
import { UsageError } from "../usage-error.js";

export const controlSocket = (state: string): string => join(state, "run", "control.sock");

const LONGEST = 256 << 20;

/** Asks a running node. Throws `UsageError` when none runs there, and what it answers. */
export async function askControl(
  state: string,
  method: "GET" | "POST",
  path: string,
  { timeout = 10_000, content = "" }: { readonly timeout?: number | undefined; readonly content?: string } = {},
): Promise<Uint8Array> {
  const socketPath = controlSocket(state);
  if (!existsSync(socketPath))
    throw new UsageError(
      `${state}: no node runs there: expected the folder of one that does, as its --state;` +
        ` \`feldspar miner --state ${state}\` or \`feldspar sharder\` starts it`,
    );
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
    asked.on("error", (error) =>
      reject(
        new UsageError(
          `${state}: no node answers there: ${error.message}. It was killed, or is another user's: see its log`,
        ),
      ),
    );
    asked.end(content);
  });
  if (status === 200) return body;
  const { code, message } = parseJson(new TextDecoder().decode(body), "answer") as { code: string; message: string };
  throw new FeldsparError(code as FeldsparError["code"], message);
}

/** A JSON answer. Throws as `askControl`. */
export async function controlJson<T>(state: string, path: string, timeout?: number): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await askControl(state, "GET", path, { timeout }))) as T;
}
