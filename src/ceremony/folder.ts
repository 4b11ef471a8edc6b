// A ceremony over files in a folder that people share, by whatever brings files from one machine to another. A party
// writes `room/<seat>.<n>.json`, the room `<seat>/<n>.json`; who has read a file removes it. Node.js only.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkCallbacks, checkInteger, someOptionsOf } from "../../bindings/arguments.js";
import { randomBytes } from "../../bindings/random.js";
import { fail, toHex } from "../encoding/index.js";
import { checkPort, checkText } from "../node/options.js";
import type { Room } from "./room.js";
import { Seats, type Wire } from "./wires.js";

export interface FolderOptions {
  /** Milliseconds between two looks. Default 200. */
  readonly every?: number;
}

/** A wire or a room on a folder: `close` ends the looking. */
export interface OnFolder {
  close(): void;
}

const NAME = /^(?:([0-9a-f]{32})\.)?(\d{12})\.json$/;
const LONGEST = 1 << 26;
/** A seat that has written nothing for so long is given up: its party comes back with another. */
const SILENCE = 120_000;

const numbered = (count: number): string => `${String(count).padStart(12, "0")}.json`;

/** Whole or not there. */
function write(folder: string, name: string, text: string): void {
  const beside = join(folder, `.${name}.${process.pid}`);
  writeFileSync(beside, text, { mode: 0o600 });
  renameSync(beside, join(folder, name));
}

/** The files of a folder in their order; each is removed when it was read. What cannot be read is tried again. */
function readAll(folder: string, take: (seat: string, text: string) => void): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder).sort()) {
    const match = NAME.exec(name);
    if (match === null) continue;
    const path = join(folder, name);
    try {
      const text = statSync(path).size > LONGEST ? null : readFileSync(path, "utf8");
      rmSync(path, { force: true });
      if (text !== null) take(match[1] ?? "", text);
    } catch (error) {
      // it is being written, or somebody else has read it
      if ((error as { code?: unknown }).code === undefined) throw error;
    }
  }
}

function pauseOf(options: FolderOptions): number {
  const { every: pause = 200 } = someOptionsOf<FolderOptions>(options, ["every"]);
  checkInteger(pause, "every", 1, 1_000_000);
  return pause;
}

function checkedFolder(folder: string): string {
  checkText(folder, "folder");
  return folder;
}

function make(folder: string, inside: string): void {
  try {
    mkdirSync(inside, { recursive: true });
  } catch (error) {
    fail("STORE_FAILED", `${folder} cannot be used as a folder: ${(error as Error).message}`);
  }
}

function every(milliseconds: number, look: () => void): () => void {
  const timer = setInterval(look, milliseconds);
  return () => clearInterval(timer);
}

/**
 * A party's end of a folder in which a room looks (`roomInFolder`). Throws BAD_TYPE, BAD_INTEGER, STORE_FAILED where
 * it cannot be made.
 *
 * @example
 * import { readdirSync } from "node:fs";
 *
 * const wire = folderWire(`${folder}/shared`);
 * wire.send("hello"); // a file of the folder, for the room
 * readdirSync(`${folder}/shared/room`).length; //=> 1
 * wire.close();
 */
export function folderWire(folder: string, options: FolderOptions = {}): Wire & OnFolder {
  const pause = pauseOf(options);
  const seat = toHex(randomBytes(16));
  const [toRoom, own] = [join(checkedFolder(folder), "room"), join(folder, seat)];
  make(folder, toRoom);
  let count = 0;
  let end = (): void => {};
  return {
    send(text) {
      checkText(text, "text");
      write(toRoom, `${seat}.${numbered(++count)}`, text);
    },
    receive(handler) {
      checkCallbacks({ handler: handler ?? null }, ["handler"]);
      end();
      end = every(pause, () => readAll(own, (_, text) => handler(text)));
    },
    close: () => end(),
  };
}

/**
 * A room on a folder that brings files from one machine to another. Throws BAD_TYPE, BAD_INTEGER, STORE_FAILED where
 * it cannot be made.
 *
 * @example
 * const shared = `${folder}/ceremony`; // a folder that brings files from one machine to another
 * const room = roomInFolder(shared, new Room({ invitation }), { every: 10 });
 * const wire = folderWire(shared, { every: 10 });
 * const party = await joinOver(wire, { invitation, identity: host, store: new MemoryStore(), retry: 50 });
 * (await party.sealed()).number; //=> 1
 * await party.stop();
 * wire.close();
 * room.close();
 */
export function roomInFolder(folder: string, room: Room, options: FolderOptions = {}): OnFolder {
  const pause = pauseOf(options);
  checkPort(room, "room", ["enter"]);
  const toRoom = join(checkedFolder(folder), "room");
  make(folder, toRoom);
  let count = 0;
  const heard = new Map<string, number>();
  const seats = new Seats(room, (seat, text) => {
    mkdirSync(join(folder, seat), { recursive: true });
    write(join(folder, seat), numbered(++count), text);
  });
  const end = every(pause, () => {
    readAll(toRoom, (seat, text) => {
      heard.set(seat, Date.now());
      seats.receive(seat, text);
    });
    for (const [seat, at] of heard) {
      if (Date.now() - at < SILENCE) continue;
      heard.delete(seat);
      seats.leave(seat);
      rmSync(join(folder, seat), { recursive: true, force: true });
    }
  });
  return { close: end };
}
