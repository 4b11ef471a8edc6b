// The sharder that served this page: its answers, and the stream of what happens.

import { textOf } from "../page/fetch-text.js";

const TIMEOUT = 10_000;
/** Bytes of an answer that are read, and characters of an event: of the largest network there are fewer. */
const LONGEST = { answer: 16 << 20, event: 4 << 20 };
/** A stream that ended is opened again after so long, twice as long every time. */
const RETRY = { first: 1000, most: 15_000 };

const addressOf = (path: string): URL => new URL(`.${path}`, document.baseURI);

/** The text of an answer. Throws for anything but 200, with what the sharder says. */
export async function ask(path: string): Promise<string> {
  const response = await fetch(addressOf(path), { signal: AbortSignal.timeout(TIMEOUT), redirect: "error" });
  const text = await textOf(response, LONGEST.answer);
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${text.slice(0, 200)}`);
  return text;
}

export const askJson = async (path: string): Promise<unknown> => JSON.parse(await ask(path));

const EVENTS = ["round", "activated", "beacon", "drand"] as const;
export type StreamEvent = (typeof EVENTS)[number];

export interface StreamListener {
  readonly onEvent: (event: StreamEvent, data: unknown) => void;
  /** It is open: for the first time, or again. */
  readonly onOpen: () => void;
  /** It is lost; it is being opened again, for the so-manieth time. */
  readonly onLost: (tries: number) => void;
}

/** Listens for ever: whatever ends the stream, it is opened again. */
export function listen({ onEvent, onOpen, onLost }: StreamListener): void {
  let tries = 0;
  const open = (): void => {
    const source = new EventSource(addressOf("/v1/events"));
    source.addEventListener("open", () => {
      tries = 0;
      onOpen();
    });
    source.addEventListener("error", () => {
      // the browser would try again by itself, but not after an answer that is an error
      source.close();
      tries += 1;
      onLost(tries);
      setTimeout(open, Math.min(RETRY.most, RETRY.first * 2 ** Math.min(tries - 1, 5)));
    });
    for (const name of EVENTS) {
      source.addEventListener(name, ({ data }: MessageEvent<string>) => {
        let value: unknown = null;
        try {
          if (data.length <= LONGEST.event) value = JSON.parse(data);
        } catch {
          // shown as what it is: nothing that can be read
        }
        onEvent(name, value);
      });
    }
  };
  open();
}
