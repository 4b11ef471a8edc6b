// `feldspar ceremony host`: a room, until it is interrupted. It keeps the transcript and goes on with it.
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { type RoomMaker, roomInFolder, roomOverHttp } from "../../entry/ceremony/node.js";
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
  /** The page in which people meet, and how it reaches the room. */
  readonly page?: string;
  readonly reachedAt?: string;
  readonly token?: string;
}

/** "127.0.0.1:8640", or a port of loopback. */
function addressOf(text: string): { readonly host: string; readonly port: number } {
  const match = /^(?:(.+):)?(\d{1,5})$/.exec(text);
  const port = Number(match?.[2]);
  if (match === null || port > 65_535)
    throw new UsageError(`--listen: expected [host:]port, got ${JSON.stringify(text)}`);
  return { host: match[1] ?? "127.0.0.1", port };
}

/** The token is in the link's fragment, which no server of pages is told. */
async function roomForPage(page: string, room: Room | RoomMaker, flags: HostFlags) {
  const token = flags.token ?? randomBytes(16).toString("hex");
  const server = await roomOverHttp(room, { ...addressOf(flags.listen), token });
  const reached = flags.reachedAt === undefined ? server.url : `${flags.reachedAt.replace(/\/+$/, "")}/${token}`;
  return { ...server, link: `${page}#together?${new URLSearchParams({ server: reached, host: "1" })}` };
}

export async function hostCommand(flags: HostFlags): Promise<CommandResult> {
  const address = addressOf(flags.listen);
  if (flags.page === undefined && (flags.token ?? flags.reachedAt) !== undefined)
    throw new UsageError("--token and --reached-at are of a room for a page: expected --page");
  if (flags.page !== undefined && flags.folder !== undefined)
    throw new UsageError("expected either --page or --folder: a page has no folders");
  const say = (text: string) => process.stdout.write(`${printable(text)}\n`);
  const makeRoom = (given: { readonly transcript: string } | { readonly invitation: string }): Room => {
    const room: Room = new Room({
      ...given,
      onEntry: () => writeWhole(flags.transcript, transcriptText(room.transcript), { replace: true }),
      onEvent: (event) => {
        if (event.type === "phase-began") say(`phase  ${event.phase}`);
        if (event.type === "sealed") say(`sealed ${event.number}`);
      },
      onRefused: ({ code, message }) => void process.stderr.write(`${printable(`refused ${code}: ${message}`)}\n`),
    });
    return room;
  };
  const known = existsSync(flags.transcript) ? makeRoom({ transcript: readText(flags.transcript) }) : null;
  const invited = () => known ?? makeRoom({ invitation: readText(flags.invitation) });
  const { page, folder } = flags;
  const place =
    page !== undefined
      ? await roomForPage(page, known ?? ((invitation) => makeRoom({ invitation })), flags)
      : folder === undefined
        ? { ...(await roomOverHttp(invited(), address)), link: null }
        : { ...roomInFolder(folder, invited()), url: folder, link: null };
  say(`room   ${place.url}`);
  if (place.link !== null) say(`link   ${place.link}`);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  await place.close();
  return { output: "", exitCode: EXIT.good };
}
