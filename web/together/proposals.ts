// What is to be signed in a room: somebody proposes a text, each tab signs its part when its person agrees, and every
// tab puts the parts together and verifies for itself.
import { minSig } from "../../src/bls/index.js";
import { FeldsparError, fromHex, toHex, utf8 } from "../../src/encoding/index.js";
import type { Party } from "../../src/entry/ceremony.js";
import {
  combineSignatures,
  type GroupKey,
  Signer,
  type SigningAnswer,
  type SigningRequest,
  signingRequest,
} from "../../src/entry/signing.js";
import { applicationMessage } from "../../src/entry/view-change.js";
import type { InLobby, Proposal } from "./messages.js";

const CONTEXT = "feldspar-dkg/together";
const MOST = 20;
const MOST_EARLY = 200;

type Answered = Extract<InLobby, { readonly kind: "answer" }>;

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

function isPartOf(key: GroupKey, { message }: SigningRequest, { partyId, signature }: SigningAnswer): boolean {
  const member = key.members.find((one) => String(one.partyId) === partyId);
  if (member === undefined || typeof signature !== "string") return false;
  try {
    const bytes = applicationMessage(key.chainId, CONTEXT, fromHex(message));
    return minSig.verify(fromHex(signature), bytes, member.publicShare);
  } catch (error) {
    if (error instanceof FeldsparError) return false;
    throw error;
  }
}

export class Proposals {
  /** The latest first. */
  private readonly open: Open[] = [];
  /** Answers that came before this tab had the key. */
  private early: Answered[] = [];

  constructor(private readonly options: ProposalsOptions) {}

  get list(): Proposal[] {
    const members = this.options.party()?.groupKey?.members ?? [];
    const nameOf = (partyId: string) => members.find((one) => String(one.partyId) === partyId)?.name ?? "?";
    return this.open.map(({ request, text, by, answers, agreed, signature }) => ({
      ...{ message: request.message, text, by, agreed, signature },
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
    await this.agree(request.message);
  }

  /** Signs this tab's part of the text that its person has read, whatever was proposed meanwhile. */
  async agree(message: string): Promise<void> {
    const one = this.open.find(({ request }) => request.message === message);
    const party = this.options.party();
    if (one === undefined || party === null || one.agreed) return;
    one.agreed = true;
    const signer = new Signer({ key: () => party.key!, policy: ({ context }) => context === CONTEXT });
    const answer = await signer.answer(one.request);
    this.options.say({ kind: "answer", request: one.request, answer });
    this.count(one, answer);
  }

  hear(message: Extract<InLobby, { kind: "proposal" | "answer" }>): void {
    if (message.kind === "proposal") this.take(message.request, message.by);
    else if (this.options.party()?.groupKey == null) this.early = [...this.early, message].slice(-MOST_EARLY);
    else this.countIn(message);
  }

  /** This tab has the key from now on. */
  catchUp(): void {
    for (const message of this.early.splice(0)) this.countIn(message);
  }

  private countIn({ request, answer }: Answered): void {
    const found = this.open.find((one) => one.request.message === request.message);
    if (found !== undefined) this.count(found, answer);
  }

  /** Throws for a message that is no hex, or no text. What is known is not proposed again. */
  private take(request: SigningRequest, by: string): void {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(fromHex(request.message));
    if (this.open.some((one) => one.request.message === request.message)) return;
    this.open.unshift({ request, text, by, answers: new Map(), agreed: false, signature: null });
    this.open.splice(MOST);
  }

  /** A part counts when it is what the member signed: nobody else can put a wrong one in its place. */
  private count(one: Open, answer: SigningAnswer): void {
    const key = this.options.party()?.groupKey ?? null;
    if (key === null || one.signature !== null || one.answers.has(answer.partyId)) return;
    if (!isPartOf(key, one.request, answer)) return;
    one.answers.set(answer.partyId, answer);
    if (one.answers.size < key.threshold) return;
    one.signature = toHex(combineSignatures(key, one.request, [...one.answers.values()]).signature);
  }
}
