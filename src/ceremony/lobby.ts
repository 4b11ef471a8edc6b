// Where people meet who are to be invited: what is said there is shown to everybody, in its order, and forgotten when
// there is too much of it. Whoever knows the room's token says what it likes; nothing of it is trusted.
import { fail } from "../encoding/index.js";

export interface LobbyBounds {
  /** Characters that are kept; 4 Mi by default. */
  readonly most?: number;
}

/** Texts in their order, of which the first stands after so many others. */
export interface InLobby {
  readonly after: number;
  readonly texts: readonly string[];
}

/** Characters of one text: an invitation of a hundred people is shorter. */
const LONGEST = 1 << 17;
const MOST_TEXTS = 4096;

export class Lobby {
  private readonly texts: string[] = [];
  private readonly most: number;
  private length = 0;
  /** Texts that are forgotten. */
  private gone = 0;
  private waiting = new Set<() => void>();

  constructor({ most = 4 << 20 }: LobbyBounds = {}) {
    this.most = most;
  }

  /** Throws TOO_LARGE. */
  say(text: string): void {
    if (text.length > LONGEST) fail("TOO_LARGE", `expected at most ${LONGEST} characters`);
    this.texts.push(text);
    this.length += text.length;
    while (this.length > this.most || this.texts.length > MOST_TEXTS) {
      this.length -= this.texts.shift()!.length;
      this.gone++;
    }
    const { waiting } = this;
    this.waiting = new Set();
    for (const wake of waiting) wake();
  }

  /** What was said after so many texts; after so many milliseconds, or when `onGone` calls, also nothing. */
  async hear(after: number, held: number, onGone: (gone: () => void) => void): Promise<InLobby> {
    if (after >= this.gone + this.texts.length) {
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          this.waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, held);
        this.waiting.add(wake);
        onGone(wake);
      });
    }
    // whoever has heard more than there is heard it of another room at this address
    const from = after > this.gone + this.texts.length ? this.gone : Math.max(after, this.gone);
    return { after: from, texts: this.texts.slice(from - this.gone) };
  }
}
