// A miner in a tab: it meets others over BroadcastChannels, makes a key with them in a ceremony, and signs. One of them
// also has the room, which orders what is said and is trusted for nothing else. Secrets are in this worker's memory.
import { FeldsparError, toHex } from "../../src/encoding/index.js";
import {
  type Card,
  cardOf,
  channelWire,
  type InvitationJson,
  invite,
  joinOver,
  type Party,
  Room,
  roomOnChannel,
} from "../../src/entry/ceremony.js";
import { MemoryStore } from "../../src/entry/store/memory.js";
import { createMinerIdentity, type MinerIdentity } from "../../src/entry/view-change.js";
import type { InLobby, MeetingState } from "./messages.js";
import { Proposals } from "./proposals.js";

const SCHEME = "min-sig";
const KNOCK_MILLISECONDS = 700;
/** Two are enough for a key, three for seeing what a threshold is. */
export const LEAST_MEMBERS = 2;
const MOST_MEMBERS = 20;

export class Meeting {
  private readonly lobby: BroadcastChannel;
  private readonly cards: Card[];
  private readonly knocking: ReturnType<typeof setInterval> | null;
  private names: readonly string[];
  private invitation: InvitationJson | null = null;
  private party: Party | null = null;
  private stage: MeetingState["stage"] = "lobby";
  private words: readonly string[] = [];
  private problem: string | null = null;
  private readonly proposals: Proposals;

  private constructor(
    private readonly room: string,
    private readonly isHost: boolean,
    private readonly identity: MinerIdentity,
    private readonly show: (state: MeetingState) => void,
  ) {
    const card = cardOf(SCHEME, identity);
    this.cards = [card];
    this.names = [card.name];
    this.lobby = new BroadcastChannel(`${room} lobby`);
    this.lobby.addEventListener("message", ({ data }: MessageEvent<InLobby>) => this.guarded(() => this.hear(data)));
    this.proposals = new Proposals({ own: card.name, party: () => this.party, say: (said) => this.say(said) });
    // the host's tab may come later, and messages to nobody are lost
    this.knocking = isHost ? null : setInterval(() => this.say({ kind: "knock", card }), KNOCK_MILLISECONDS);
    if (!isHost) this.say({ kind: "knock", card });
    this.tell();
  }

  static async enter(
    room: string,
    name: string,
    isHost: boolean,
    show: (state: MeetingState) => void,
  ): Promise<Meeting> {
    return new Meeting(room, isHost, await createMinerIdentity({ scheme: SCHEME, url: name }), show);
  }

  private say(message: InLobby): void {
    this.lobby.postMessage(message);
  }

  private hear(message: InLobby): void {
    switch (message.kind) {
      case "knock":
        if (this.isHost) this.welcome(message.card);
        break;
      case "present":
        if (this.invitation === null) this.names = message.names;
        break;
      case "begun":
        if (!this.isHost && this.invitation === null) void this.join(message.invitation);
        break;
      default:
        this.proposals.hear(message);
    }
    this.tell();
  }

  /** Who knocks after the beginning is told of it: a member that missed it comes in, anybody else stays outside. */
  private welcome(card: Card): void {
    if (this.invitation !== null) {
      this.say({ kind: "begun", invitation: this.invitation });
      return;
    }
    const isNew = this.cards.every(({ publicKey }) => publicKey !== card.publicKey);
    if (isNew && this.cards.length < MOST_MEMBERS) this.cards.push(card);
    this.names = this.cards.map(({ name }) => name);
    this.say({ kind: "present", names: this.names });
  }

  /** The host closes the door: all who are here make a key, of which more than half will be needed. */
  begin(): void {
    if (!this.isHost || this.invitation !== null || this.cards.length < LEAST_MEMBERS) return;
    const quorum = this.cards.length;
    const threshold = Math.floor(quorum / 2) + 1;
    const { identity, cards } = this;
    const invitation = invite({ host: identity, members: cards, threshold, quorum, purpose: "signing" });
    roomOnChannel(new BroadcastChannel(`${this.room} room`), new Room({ invitation }));
    this.say({ kind: "begun", invitation });
    void this.join(invitation);
  }

  private async join(invitation: InvitationJson): Promise<void> {
    this.invitation = invitation;
    if (this.knocking !== null) clearInterval(this.knocking);
    this.stage = "making";
    this.tell();
    try {
      // a channel of its own: what a channel is given, it does not hear itself
      this.party = await joinOver(channelWire(new BroadcastChannel(`${this.room} room`)), {
        ...{ invitation, identity: this.identity, store: new MemoryStore() },
        onEvent: () => this.tell(),
        onProblem: (error) => this.trouble(error),
      });
      const { words } = await this.party.sealed();
      this.words = words;
      this.stage = "made";
    } catch (error) {
      this.stop(error);
    }
    this.tell();
  }

  propose(text: string): void {
    this.guarded(() => this.proposals.propose(text));
  }

  agree(): void {
    this.guarded(() => this.proposals.agree());
  }

  private stop(error: unknown): void {
    const isUninvited = error instanceof FeldsparError && error.code === "UNKNOWN_ID";
    this.stage = "stopped";
    if (isUninvited) this.problem = "They have begun without you.";
    else this.trouble(error);
  }

  /** Something that was said makes no sense: it is told, and nothing ends. */
  private trouble(error: unknown): void {
    this.problem = error instanceof Error ? error.message : String(error);
    this.tell();
  }

  private guarded(action: () => void | Promise<void>): void {
    Promise.resolve()
      .then(action)
      .then(
        () => this.tell(),
        (error: unknown) => this.trouble(error),
      );
  }

  private tell(): void {
    const { stage, isHost, party, names, words, problem } = this;
    const key = party?.groupKey ?? null;
    this.show({
      ...{ stage, isHost, words, problem, own: this.cards[0]!.name },
      names: key?.members.map(({ name }) => name) ?? names,
      threshold: key?.threshold ?? Math.floor(names.length / 2) + 1,
      phase: party?.state.chain.phase ?? "start",
      chainId: key?.chainId ?? "",
      groupPublicKey: key === null ? "" : toHex(key.groupPublicKey),
      proposals: this.proposals.list,
    });
  }
}
