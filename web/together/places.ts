// Where a ceremony is held: among the tabs of this browser, or in a room of `feldspar ceremony host`, which a link
// names. Neither is trusted for more than being there.
import { toHex } from "../../src/encoding/index.js";
import {
  channelWire,
  httpWire,
  type InvitationJson,
  Room,
  roomOnChannel,
  type Wire,
} from "../../src/entry/ceremony.js";
import { fetchText } from "../page/fetch-text.js";

export interface Place {
  /** Says something to all others who are here. */
  readonly say: (message: object) => void;
  /** Makes the room: the host's part. Rejects where there is one already, or none to be had. */
  readonly begin: (invitation: InvitationJson) => Promise<void>;
  /** A party's way to the room. */
  readonly wire: () => Wire;
}

/** Told what others say, as it came. */
type Hear = (message: unknown) => void;

export function amongTabs(room: string, hear: Hear): Place {
  const lobby = new BroadcastChannel(`${room} lobby`);
  lobby.addEventListener("message", ({ data }) => hear(data));
  return {
    say: (message) => lobby.postMessage(message),
    begin: async (invitation) => roomOnChannel(new BroadcastChannel(`${room} room`), new Room({ invitation })),
    // a channel of its own: what a channel is given, it does not hear itself
    wire: () => channelWire(new BroadcastChannel(`${room} room`)),
  };
}

const MOST_BYTES = 1 << 23;
const PAUSE_MILLISECONDS = 1000;

interface Heard {
  readonly after: number;
  readonly texts: readonly string[];
}

/** What a lobby has said since; throws for what is none. */
function heardIn(text: string): Heard {
  const { after, texts } = JSON.parse(text) as Partial<Heard>;
  if (!Number.isSafeInteger(after) || !Array.isArray(texts) || !texts.every((one) => typeof one === "string"))
    throw new TypeError("expected what was said in the lobby");
  return { after: after as number, texts };
}

/** `onSilence` is told whether the room answers. */
export function atServer(server: string, hear: Hear, onSilence: (isSilent: boolean) => void): Place {
  // a lobby tells everybody everything, also what one has said oneself
  const own = toHex(crypto.getRandomValues(new Uint8Array(16)));
  let saying: Promise<unknown> = Promise.resolve();
  const post = (path: string, body: string) =>
    fetch(`${server}/${path}`, {
      ...{ method: "POST", body, headers: { "content-type": "application/json" } },
      ...{ credentials: "omit", referrerPolicy: "no-referrer", redirect: "error" },
    });

  function take(text: string): void {
    let said: unknown;
    try {
      said = JSON.parse(text);
    } catch {
      return; // whoever has the link may say what is nothing
    }
    const { from, message } = (said ?? {}) as { readonly from?: unknown; readonly message?: unknown };
    if (from !== own) hear(message);
  }

  async function listen(): Promise<void> {
    for (let known = 0; ; ) {
      try {
        const { status, text } = await fetchText(`${server}/lobby?after=${known}`, MOST_BYTES, 40_000);
        if (status !== 200) throw new Error(String(status));
        const { after, texts } = heardIn(text);
        onSilence(false);
        known = after + texts.length;
        for (const one of texts) take(one);
      } catch {
        onSilence(true);
        await new Promise((done) => setTimeout(done, PAUSE_MILLISECONDS));
      }
    }
  }
  void listen();

  return {
    say: (message) => {
      // one after the other, so that they come in order; what does not arrive is said again by those who wait
      saying = saying.then(() => post("lobby", JSON.stringify({ from: own, message }))).catch(() => {});
    },
    begin: async (invitation) => {
      const { status } = await post("invitation", JSON.stringify(invitation));
      if (status === 409) throw new Error("in this room a ceremony has begun already: open another one");
      if (status !== 202) throw new Error(`the room does not take the invitation: it answers ${status}`);
    },
    wire: () => httpWire(server),
  };
}
