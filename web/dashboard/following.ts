// Follows a sharder: hears what happens, asks for the rest, and has everything that can be verified verified.
import {
  headAnswer,
  listsAnswer,
  matrixAnswer,
  type PhaseAnswer,
  phaseAnswer,
  type Registered,
  registeredPage,
  roundOf,
} from "./answers.js";
import type { Answers, RoundFacts } from "./messages.js";
import { ask, askJson, listen, type StreamEvent } from "./sharder.js";
import { latestVerified, newState, type State } from "./state.js";
import { topic } from "./topics.js";
import type { Verifier } from "./verifier.js";

/** Rounds of the beacon that are asked for at the start, and those that are kept. */
const FIRST_ROUNDS = 20;
const KEPT_ROUNDS = 400;
/** Of those that do not verify: few, so that the others keep their places in the table. */
const KEPT_FALSE_ROUNDS = 3;
const MOST_LIES = 50;
const LONGEST_REASON = 300;
/** Rounds of one answer, and events of the beacon that wait to be verified: of more that come the page asks later. */
const MOST_ROUNDS = 1000;
const MOST_WAITING = 50;
/** Who is registered: no more are shown. */
const MOST_PEOPLE = 4096;
const MOST_PHASES = 16;
/** Headers come in pages of this size. */
const PAGE = 100;
/** Milliseconds between two questions of a topic. */
const APART = { matrix: 500, head: 1000, people: 10_000, chain: 250 };

export class Following {
  readonly state: State;
  /** What is verified goes one after the other: a round needs the header of its view. */
  private turn: Promise<unknown> = Promise.resolve();
  private readonly blocks = new Set<number>();
  /** Was there no view yet when this page came? Then every round has been heard. */
  private cameFirst = false;
  /** Events of the beacon that wait to be verified. */
  private waiting = 0;
  private readonly problem = (error: unknown): void => {
    this.state.problem = error instanceof Error ? error.message : String(error);
    this.onChange();
  };
  private readonly chain = topic(() => this.inTurn(() => this.followChain()), APART.chain, this.problem);
  private readonly shares = topic(() => this.askShares(), APART.matrix, this.problem);
  private readonly head = topic(() => this.askHead(), APART.head, this.problem);
  private readonly people = topic(() => this.askPeople(), APART.people, this.problem);

  constructor(
    private readonly verifier: Verifier,
    trusted: string,
    private readonly onChange: () => void,
  ) {
    this.state = newState(trusted);
  }

  /** Resolves when the genesis is there and the rest follows; one that is not the trusted one ends it. */
  async begin(): Promise<void> {
    for (;;) {
      const done = await this.askGenesis().catch((error) => {
        this.problem(error);
        return null;
      });
      if (done !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
    if (this.state.genesis === null) return;
    listen({
      onOpen: () => {
        Object.assign(this.state, { link: "live", tries: 0, problem: "" });
        for (const { stir } of [this.chain, this.shares, this.head, this.people]) stir();
        void askJson("/v1/phase").then((answer) => this.hearRound(answer), this.problem);
      },
      onLost: (tries) => {
        Object.assign(this.state, { link: "lost", tries });
        this.onChange();
      },
      onEvent: (event, data) => this.hear(event, data),
    });
    setInterval(() => this.head.stir(), 2000);
    setInterval(() => this.people.stir(), 15_000);
  }

  private async askGenesis(): Promise<true> {
    const genesis = await ask("/v1/genesis");
    const { state } = this;
    const answer = await this.verifier.ask({ type: "begin", genesis, genesisHash: state.trusted });
    state.genesis = answer.genesis;
    if (answer.genesis === null) this.lie("The genesis", answer.reason);
    this.onChange();
    return true;
  }

  private lie(subject: string, said: string): void {
    const { lies } = this.state;
    const reason = said.slice(0, LONGEST_REASON);
    if (lies.length < MOST_LIES && !lies.some((one) => one.subject === subject && one.reason === reason))
      lies.push({ subject, reason });
    this.onChange();
  }

  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => {});
    return result;
  }

  // --- what happens ------------------------------------------------------------------------------------------------

  private hear(event: StreamEvent, data: unknown): void {
    try {
      if (event === "round") this.hearRound(data);
      else if (event === "activated") this.chain.stir();
      else this.hearBeacon(data);
    } catch (error) {
      this.problem(error);
    }
  }

  private hearRound(data: unknown): void {
    const { state } = this;
    const [before, now] = [state.phase, phaseAnswer(data)];
    if (before !== null && now.round < before.round) return;
    state.heardAt = performance.now();
    if (before?.inOffice.number !== now.inOffice.number) state.officeAt = state.heardAt;
    state.phase = now;
    if (before !== null) this.noteEnd(before, now);
    const isNew = before === null || before.phase !== now.phase || before.attempt !== now.attempt;
    if (isNew || now.phase === "publish" || now.phase === "wait") this.shares.stir();
    if (isNew) this.head.stir();
    if (now.inOffice.number > 0) this.holdOffice(now);
    this.onChange();
  }

  private noteEnd(before: PhaseAnswer, now: PhaseAnswer): void {
    const { ended } = this.state;
    if (before.number !== now.number || before.attempt !== now.attempt) ended.clear();
    else if (before.phase !== now.phase && ended.size < MOST_PHASES)
      ended.set(before.phase, { from: before.phaseStart, to: now.round });
  }

  /** The view that it names is the one that was verified, or it must be served. */
  private holdOffice({ inOffice: { number, hash } }: PhaseAnswer): void {
    const known = this.state.views[number - 1];
    if (known === undefined) this.chain.stir();
    else if (known.hash !== hash)
      this.lie(`View ${number} in office`, "the hash that it names is not that of the verified header");
  }

  private hearBeacon(data: unknown): void {
    const round = roundOf(data);
    if (this.waiting >= MOST_WAITING) return;
    this.waiting += 1;
    void this.inTurn(async () => {
      const latest = latestVerified(this.state)?.round;
      // whatever was missed while the stream was lost, or came faster than it is verified
      if (latest !== undefined && round > latest + 1) await this.askRounds(latest + 1, round - latest - 1);
      await this.take([data]);
    })
      .catch(this.problem)
      .finally(() => {
        this.waiting -= 1;
      });
  }

  // --- what is verified --------------------------------------------------------------------------------------------

  private async followChain(): Promise<void> {
    await this.askHeaders();
    const { state } = this;
    const latest = state.views.at(-1);
    if (latest === undefined) {
      this.cameFirst = true;
      return;
    }
    // rounds in drand's form are all under one key, and have no ranks
    if (!this.isDrand) await this.needBlock(latest.number);
    const known = latestVerified(state)?.round;
    if (known !== undefined) {
      await this.askRounds(known + 1, MOST_ROUNDS);
      return;
    }
    if (this.cameFirst) return;
    const last = await askJson("/v1/beacon/latest").then(roundOf, () => null);
    if (last !== null) await this.askRounds(Math.max(0, last + 1 - FIRST_ROUNDS), FIRST_ROUNDS);
  }

  private async askHeaders(): Promise<void> {
    const { state } = this;
    for (;;) {
      const before = state.views.length;
      const json = await ask(`/v1/headers?from=${before + 1}&limit=${PAGE}`);
      const { valid, reason, views } = await this.verifier.ask({ type: "headers", json });
      state.views = views;
      if (!valid) this.lie("The chain of views", reason);
      this.onChange();
      if (!valid || views.length < before + PAGE) return;
    }
  }

  /** The members of a view, whom its rounds rank. */
  private async needBlock(number: number): Promise<void> {
    if (this.blocks.has(number) || this.state.views[number - 1] === undefined) return;
    const json = await ask(`/v1/magic-blocks/${number}`);
    this.blocks.add(number);
    const { valid, reason } = await this.verifier.ask({ type: "block", json });
    if (!valid) this.lie(`The members of view ${number}`, reason);
  }

  private async askRounds(from: number, limit: number, again = true): Promise<void> {
    const most = Math.min(limit, MOST_ROUNDS);
    const answer = await askJson(`/v1/beacon?from=${from}&limit=${most}`);
    const rounds = (answer as Record<string, unknown>)[this.isDrand ? "beacons" : "rounds"];
    if (Array.isArray(rounds) && rounds.length > 0) await this.take(rounds.slice(0, most), again);
  }

  private get isDrand(): boolean {
    return this.state.genesis?.drandTimes != null;
  }

  private take(rounds: readonly unknown[], again = true): Promise<void> {
    const json = JSON.stringify(rounds);
    return this.isDrand ? this.takeDrandRounds(json) : this.takeRounds(json, again);
  }

  private async takeDrandRounds(json: string): Promise<void> {
    // the first header has the key of them all
    if (this.state.views.length === 0) await this.askHeaders();
    const answer = await this.verifier.ask({ type: "drand-rounds", json });
    if (answer.reason !== "") this.lie("The beacon", answer.reason);
    this.showRounds(answer.rounds);
  }

  private showRounds(found: readonly RoundFacts[]): void {
    const before = latestVerified(this.state);
    for (const one of found) this.takeRound(one);
    // the first ones may be as old as they like
    if (before !== null && latestVerified(this.state)!.round > before.round) this.state.grewAt = performance.now();
    this.forgetRounds();
    this.onChange();
  }

  private forgetRounds(): void {
    const { rounds } = this.state;
    const forget = (most: number, isKept: (one: RoundFacts) => boolean): void => {
      const kept = [...rounds.values()].filter(isKept).sort((a, b) => b.round - a.round);
      for (const { round } of kept.slice(most)) rounds.delete(round);
    };
    forget(KEPT_ROUNDS, ({ valid }) => valid);
    forget(KEPT_FALSE_ROUNDS, ({ valid }) => !valid);
  }

  private async takeRounds(json: string, again = true): Promise<void> {
    const { views } = this.state;
    const named = new Set<number>(
      JSON.parse(json).map((record: { magicBlockNumber?: unknown }) => record.magicBlockNumber),
    );
    if ([...named].some((number) => number > views.length)) await this.askHeaders();
    for (const number of named) await this.needBlock(number);
    const answer = await this.verifier.ask({ type: "rounds", json });
    if (answer.reason !== "") this.lie("The beacon", answer.reason);
    const torn = answer.rounds.find(({ unchained }) => unchained);
    this.showRounds(answer.rounds.filter(({ unchained }) => !unchained || !again));
    // a round that timed out has two outputs, and only one of them is built upon: the sharder says which
    if (torn !== undefined && again) await this.askRounds(torn.round - 1, answer.rounds.length + 1, false);
  }

  private takeRound(one: RoundFacts): void {
    const known = this.state.rounds.get(one.round);
    if (!one.valid) this.lie(`Round ${one.round} of the beacon`, one.reason);
    // what was verified stays: a lie about it is told above
    if (one.valid || known === undefined || !known.valid) this.state.rounds.set(one.round, one);
  }

  /** A member's proof, verified. Throws what the sharder says when it has none. */
  async checkMember(number: number, index: number): Promise<Answers["member"]> {
    const json = await ask(`/v1/members/${number}/${index}`);
    const answer = await this.verifier.ask({ type: "member", number, index, json });
    if (!answer.valid) this.lie(`Member ${index} of view ${number}`, answer.reason);
    return answer;
  }

  // --- the sharder's word ------------------------------------------------------------------------------------------

  private async askShares(): Promise<void> {
    const lists = listsAnswer(await askJson("/v1/list"));
    if (lists === null) return;
    const rows = matrixAnswer(await askJson("/v1/matrix"));
    if (rows.size > 0) this.state.shares = { lists, rows, round: this.state.phase?.round ?? 0 };
    this.onChange();
  }

  private async askHead(): Promise<void> {
    if (this.state.link === "lost") return;
    this.state.head = headAnswer(await askJson("/v1/head"));
    // what goes on failing says so again
    this.state.problem = "";
    this.onChange();
  }

  private async askPeople(): Promise<void> {
    if (this.state.link === "lost") return;
    const all = async (path: string): Promise<Registered[]> => {
      const found: Registered[] = [];
      let from: number | null = 0;
      while (from !== null && found.length < MOST_PEOPLE) {
        const page = registeredPage(await askJson(`${path}?from=${from}`));
        found.push(...page.items);
        // a page with nobody on it is the last one, whatever it says
        from = page.items.length > 0 && page.next !== null && page.next > from ? page.next : null;
      }
      return found;
    };
    [this.state.miners, this.state.sharders] = [await all("/v1/miners"), await all("/v1/sharders")];
    this.onChange();
  }
}
