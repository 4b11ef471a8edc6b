// A miner in a tab: it meets others in a lobby, makes a key with them in a ceremony, and signs. The room orders what is
// said and is trusted for nothing else: one of the tabs has it, or a server. Secrets are in this worker's memory.
import { FeldsparError, toHex } from "../../src/encoding/index.js";
import {
  type Card,
  cardOf,
  type InvitationJson,
  invite,
  joinOver,
  type Party,
  readInvitation,
} from "../../src/entry/ceremony.js";
import { MemoryStore } from "../../src/entry/store/memory.js";
import { createMinerIdentity, type MinerIdentity } from "../../src/entry/view-change.js";
import { readInLobby } from "./lobby.js";
import type { InLobby, MeetingState, ToMeeting } from "./messages.js";
import { amongTabs, atServer, type Place } from "./places.js";
import { Proposals } from "./proposals.js";

const SCHEME = "min-sig";
const KNOCK_MILLISECONDS = 700;
/** Two are enough for a key, three for seeing what a threshold is. */
export const LEAST_MEMBERS = 2;
const MOST_MEMBERS = 20;

export class Meeting {
  private readonly place: Place;
  private readonly isHost: boolean;
  private readonly cards: Card[];
  private readonly knocking: ReturnType<typeof setInterval> | null;
  private names: readonly string[];
  private invitation: unknown = null;
  private isSilent = false;
  private party: Party | null = null;
  private stage: MeetingState["stage"] = "lobby";
  private words: readonly string[] = [];
  private problem: string | null = null;
  private isRefused = false;
  private readonly proposals: Proposals;

  private constructor(
    { room, server, isHost }: Extract<ToMeeting, { readonly type: "enter" }>,
    private readonly identity: MinerIdentity,
    private readonly show: (state: MeetingState) => void,
  ) {
    this.isHost = isHost;
    const card = cardOf(SCHEME, identity);
    this.cards = [card];
    this.names = [card.name];
    const hear = (data: unknown) => {
      const message = readInLobby(data);
      if (message !== null) this.guarded(() => this.hear(message));
    };
    this.place =
      server === null
        ? amongTabs(room, hear)
        : atServer(server, hear, (isSilent) => {
            if (isSilent !== this.isSilent) {
              this.isSilent = isSilent;
              this.tell();
            }
          });
    this.proposals = new Proposals({ own: card.name, party: () => this.party, say: (said) => this.say(said) });
    // the host's tab may come later, and messages to nobody are lost
    this.knocking = isHost ? null : setInterval(() => this.say({ kind: "knock", card }), KNOCK_MILLISECONDS);
    if (!isHost) this.say({ kind: "knock", card });
    this.tell();
  }

  static async enter(
    asked: Extract<ToMeeting, { readonly type: "enter" }>,
    show: (state: MeetingState) => void,
  ): Promise<Meeting> {
    return new Meeting(asked, await createMinerIdentity({ scheme: SCHEME, url: asked.name }), show);
  }

  private say(message: InLobby): void {
    this.place.say(message);
  }

  private hear(message: InLobby): void {
    switch (message.kind) {
      case "knock":
        if (this.isHost) this.welcome(message.card as Card);
        break;
      case "present":
        if (this.invitation === null) this.names = message.names;
        break;
      case "refused":
        if (message.publicKey === this.cards[0]!.publicKey && this.stage === "lobby") {
          this.problem = message.problem;
          this.isRefused = true;
        }
        break;
      case "begun":
        if (!this.isHost && this.invitation === null) void this.join(message.invitation as InvitationJson);
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
    const isNew = this.cards.every(({ publicKey }) => publicKey !== card?.publicKey);
    if (isNew && this.cards.length < MOST_MEMBERS) {
      const problem = this.whyNot(card);
      if (problem === null) this.cards.push(card);
      else if (typeof card?.publicKey === "string") this.say({ kind: "refused", publicKey: card.publicKey, problem });
    }
    this.names = this.cards.map(({ name }) => name);
    this.say({ kind: "present", names: this.names });
  }

  /** What is wrong with somebody's card beside the others; one that is wrong would keep all from beginning. */
  private whyNot(card: Card): string | null {
    try {
      this.invitationFor([...this.cards, card]);
      return null;
    } catch (error) {
      return error instanceof FeldsparError ? error.message : String(error);
    }
  }

  /** More than half of them will be needed. */
  private invitationFor(members: readonly Card[]): InvitationJson {
    const quorum = members.length;
    const threshold = Math.floor(quorum / 2) + 1;
    return invite({ host: this.identity, members, threshold, quorum, purpose: "signing" });
  }

  /** The host closes the door: all who are here make a key. */
  begin(): void {
    this.guarded(async () => {
      if (!this.isHost || this.invitation !== null || this.cards.length < LEAST_MEMBERS) return;
      const invitation = this.invitationFor(this.cards);
      this.invitation = invitation;
      try {
        await this.place.begin(invitation);
      } catch (error) {
        this.stop(error);
        return;
      }
      this.say({ kind: "begun", invitation });
      void this.join(invitation);
    });
  }

  private async join(invitation: InvitationJson): Promise<void> {
    try {
      readInvitation(invitation);
    } catch (error) {
      this.trouble(error); // whoever is in the lobby may say so, and the host has not yet
      return;
    }
    this.invitation = invitation;
    if (this.knocking !== null) clearInterval(this.knocking);
    this.stage = "making";
    this.tell();
    try {
      this.party = await joinOver(this.place.wire(), {
        ...{ invitation, identity: this.identity, store: new MemoryStore() },
        onEvent: () => this.tell(),
        onProblem: (error) => this.trouble(error),
      });
      const { words } = await this.party.sealed();
      this.words = words;
      this.stage = "made";
      this.proposals.catchUp();
    } catch (error) {
      this.stop(error);
    }
    this.tell();
  }

  propose(text: string): void {
    this.guarded(() => this.proposals.propose(text));
  }

  agree(message: string): void {
    this.guarded(() => this.proposals.agree(message));
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
    this.isRefused = false;
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
    const { stage, isHost, party, names, words, problem, isRefused, isSilent } = this;
    const key = party?.groupKey ?? null;
    this.show({
      ...{ stage, isHost, words, problem, isRefused, isSilent, own: this.cards[0]!.name },
      names: key?.members.map(({ name }) => name) ?? names,
      threshold: key?.threshold ?? Math.floor(names.length / 2) + 1,
      phase: party?.state.chain.phase ?? "start",
      chainId: key?.chainId ?? "",
      groupPublicKey: key === null ? "" : toHex(key.groupPublicKey),
      proposals: this.proposals.list,
    });
  }
}
