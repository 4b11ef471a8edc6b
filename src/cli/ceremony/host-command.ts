// `feldspar ceremony host`: a room, until it is interrupted. It keeps the transcript and goes on with it.
import { existsSync } from "node:fs";
import { roomInFolder, roomOverHttp } from "../../entry/ceremony/node.js";
import { Room, transcriptText } from "../../entry/ceremony.js";
import { readText, writeWhole } from "../network/files.js";
import { printable } from "../printable.js";
import { type CommandResult, EXIT } from "../result.js";
import { UsageError } from "../usage-error.js";

export interface HostFlags {
  readonly invitation: string;
  readonly folder?: string;
  readonly listen: string;
  readonly transcript: string;
}

/** "127.0.0.1:8640", or a port of loopback. */
function addressOf(text: string): { readonly host: string; readonly port: number } {
  const match = /^(?:(.+):)?(\d{1,5})$/.exec(text);
  const port = Number(match?.[2]);
  if (match === null || port > 65_535)
    throw new UsageError(`--listen: expected [host:]port, got ${JSON.stringify(text)}`);
  return { host: match[1] ?? "127.0.0.1", port };
}

export async function hostCommand(flags: HostFlags): Promise<CommandResult> {
  const address = addressOf(flags.listen);
  const known = existsSync(flags.transcript);
  const given = known ? { transcript: readText(flags.transcript) } : { invitation: readText(flags.invitation) };
  const say = (text: string) => process.stdout.write(`${printable(text)}\n`);
  const room: Room = new Room({
    ...given,
    onEntry: () => writeWhole(flags.transcript, transcriptText(room.transcript), { replace: true }),
    onEvent: (event) => {
      if (event.type === "phase-began") say(`phase  ${event.phase}`);
      if (event.type === "sealed") say(`sealed ${event.number}`);
    },
    onRefused: ({ code, message }) => void process.stderr.write(`${printable(`refused ${code}: ${message}`)}\n`),
  });
  const place =
    flags.folder === undefined
      ? await roomOverHttp(room, address)
      : { ...roomInFolder(flags.folder, room), url: flags.folder };
  say(`room   ${place.url}`);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  await place.close();
  return { output: "", exitCode: EXIT.good };
}
