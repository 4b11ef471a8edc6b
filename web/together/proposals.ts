// What is to be signed in a room: somebody proposes a text, each tab signs its part when its person agrees, and every
// tab puts the parts together and verifies for itself.
import { fromHex, toHex, utf8 } from "../../src/encoding/index.js";
import type { Party } from "../../src/entry/ceremony.js";
import {
  combineSignatures,
  Signer,
  type SigningAnswer,
  type SigningRequest,
  signingRequest,
} from "../../src/entry/signing.js";
import type { InLobby, Proposal } from "./messages.js";

const CONTEXT = "feldspar-dkg/together";
const MOST = 20;

interface Open {
  readonly request: SigningRequest;
  readonly text: string;
  readonly by: string;
  readonly answers: Map<string, SigningAnswer>;
  agreed: boolean;
  signature: string | null;
}

export interface ProposalsOptions {
  readonly own: string;
  readonly party: () => Party | null;
  readonly say: (message: InLobby) => void;
}

export class Proposals {
  /** The latest first. */
  private readonly open: Open[] = [];

  constructor(private readonly options: ProposalsOptions) {}

  get list(): Proposal[] {
    const members = this.options.party()?.groupKey?.members ?? [];
    const nameOf = (partyId: string) => members.find((one) => String(one.partyId) === partyId)?.name ?? "?";
    return this.open.map(({ text, by, answers, agreed, signature }) => ({
      ...{ text, by, agreed, signature },
      signers: [...answers.keys()].map(nameOf),
    }));
  }

  /** Who proposes agrees. */
  async propose(text: string): Promise<void> {
    const key = this.options.party()?.groupKey ?? null;
    if (key === null) return;
    const request = signingRequest(key, { context: CONTEXT, message: utf8(text) });
    this.options.say({ kind: "proposal", by: this.options.own, request });
    this.take(request, this.options.own);
    await this.agree();
  }

  /** Signs this tab's part of the latest. */
  async agree(): Promise<void> {
    const latest = this.open[0];
    const party = this.options.party();
    if (latest === undefined || party === null || latest.agreed) return;
    latest.agreed = true;
    const signer = new Signer({ key: () => party.key!, policy: ({ context }) => context === CONTEXT });
    const answer = await signer.answer(latest.request);
    this.options.say({ kind: "answer", request: latest.request, answer });
    this.count(latest, answer);
  }

  hear(message: Extract<InLobby, { kind: "proposal" | "answer" }>): void {
    if (message.kind === "proposal") this.take(message.request, message.by);
    else {
      const found = this.open.find(({ request }) => request.message === message.request.message);
      if (found !== undefined) this.count(found, message.answer);
    }
  }

  /** Throws for a message that is no hex, or no text. */
  private take(request: SigningRequest, by: string): void {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(fromHex(request.message));
    const known = this.open.findIndex((one) => one.request.message === request.message);
    if (known >= 0) this.open.splice(known, 1);
    this.open.unshift({ request, text, by: String(by), answers: new Map(), agreed: false, signature: null });
    this.open.splice(MOST);
  }

  private count(one: Open, answer: SigningAnswer): void {
    const key = this.options.party()?.groupKey ?? null;
    one.answers.set(answer.partyId, answer);
    if (key === null || one.signature !== null || one.answers.size < key.threshold) return;
    one.signature = toHex(combineSignatures(key, one.request, [...one.answers.values()]).signature);
  }
}
