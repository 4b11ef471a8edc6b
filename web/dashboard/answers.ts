// What a sharder answers, read into the shapes that are shown. None of it is believed, not even its shape: what cannot
// be read throws, with the name of what it was.

/** An answer that is none. */
export class Unreadable extends Error {}

/** Of a list, and of a text: more is of no network, and would keep the page from answering. */
const MOST = { members: 4096, letters: 4096 };

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Unreadable(`${what} is no object`);
  return value as Fields;
}

function listOf<Item>(value: unknown, what: string, read: (item: unknown) => Item): Item[] {
  if (!Array.isArray(value)) throw new Unreadable(`${what} is no list`);
  if (value.length > MOST.members) throw new Unreadable(`${what} has more than ${MOST.members} entries`);
  return value.map(read);
}

function numberOf(value: unknown, what: string): number {
  const number = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  if (typeof number !== "number" || !Number.isSafeInteger(number) || number < 0)
    throw new Unreadable(`${what} is no number`);
  return number;
}

const orNull = <Item>(value: unknown, read: (given: unknown) => Item): Item | null =>
  value === null || value === undefined ? null : read(value);

const textOf = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value).slice(0, MOST.letters) : "";

/** Somebody of a list: dealers, receivers, who is missing. */
export interface Listed {
  readonly index: number;
  readonly id: string;
  readonly url: string;
}

function listed(value: unknown): Listed {
  const { index, id, url } = fieldsOf(value, "a member");
  return { index: numberOf(index, "an index"), id: textOf(id), url: textOf(url) };
}

export interface PhaseAnswer {
  readonly round: number;
  readonly phase: string;
  readonly number: number;
  readonly attempt: number;
  readonly phaseStart: number;
  readonly roundsLeft: number | null;
  readonly waitsForLot: boolean;
  readonly decided: number | null;
  readonly startingRound: number | null;
  readonly inOffice: { readonly number: number; readonly hash: string };
  readonly missing: readonly Listed[];
  readonly stale: boolean;
}

export function phaseAnswer(value: unknown): PhaseAnswer {
  const fields = fieldsOf(value, "the phase");
  const inOffice = fieldsOf(fields.inOffice, "the view in office");
  return {
    round: numberOf(fields.round, "the round"),
    phase: textOf(fields.phase),
    number: numberOf(fields.number, "the view's number"),
    attempt: numberOf(fields.attempt, "the attempt"),
    phaseStart: numberOf(fields.phaseStart, "the phase's start"),
    roundsLeft: orNull(fields.roundsLeft, (given) => numberOf(given, "the rounds left")),
    waitsForLot: fields.waitsForLot === true,
    decided: orNull(fields.decided, (given) => numberOf(given, "the round of the decision")),
    startingRound: orNull(fields.startingRound, (given) => numberOf(given, "the starting round")),
    inOffice: { number: numberOf(inOffice.number, "the view in office"), hash: textOf(inOffice.hash) },
    missing: listOf(fields.missing, "the list of who is missing", listed),
    stale: fields.stale === true,
  };
}

export interface ListsAnswer {
  readonly number: number;
  readonly attempt: number;
  readonly dealers: readonly Listed[];
  readonly receivers: readonly Listed[];
}

/** The lists of the running attempt, or null. */
export function listsAnswer(value: unknown): ListsAnswer | null {
  return orNull(fieldsOf(value, "the lists").session, (session) => {
    const { number, attempt, dealers, receivers } = fieldsOf(session, "the session");
    return {
      number: numberOf(number, "the view's number"),
      attempt: numberOf(attempt, "the attempt"),
      dealers: listOf(dealers, "the dealers", listed),
      receivers: listOf(receivers, "the receivers", listed),
    };
  });
}

/** A letter for each receiver, by the dealer's index. */
export function matrixAnswer(value: unknown): ReadonlyMap<number, string> {
  const rows = listOf(fieldsOf(value, "the matrix").rows, "the matrix", (row) => {
    const { dealer, row: letters } = fieldsOf(row, "a row of the matrix");
    return [numberOf(dealer, "a dealer"), textOf(letters)] as const;
  });
  return new Map(rows);
}

export interface HeadAnswer {
  readonly sharder: string;
  readonly round: number;
  readonly position: string;
  readonly logHash: string;
  readonly attested: number | null;
  readonly edge: { readonly round: number; readonly stateHash: string } | null;
  readonly ready: boolean;
  readonly stale: boolean;
}

export function headAnswer(value: unknown): HeadAnswer {
  const fields = fieldsOf(value, "the head");
  return {
    sharder: textOf(fields.sharder),
    round: numberOf(fields.round, "the round"),
    position: textOf(fields.position),
    logHash: textOf(fields.logHash),
    attested: orNull(fields.attested, (given) => numberOf(given, "the attested round")),
    edge: orNull(fields.edge, (given) => {
      const { round, stateHash } = fieldsOf(given, "the edge");
      return { round: numberOf(round, "the edge's round"), stateHash: textOf(stateHash) };
    }),
    ready: fields.ready === true,
    stale: fields.stale === true,
  };
}

export interface Registered {
  readonly id: string;
  readonly url: string;
  readonly stake: string;
  /** What is to be said of it, if anything. */
  readonly notes: readonly string[];
}

function registered(value: unknown): Registered {
  const { id, url, stake, left, absent, suspension, kept } = fieldsOf(value, "somebody registered");
  const notes = [
    ...(left === true ? ["leaves"] : []),
    ...(typeof absent === "number" && absent > 0 ? [`absent ${absent}×`] : []),
    ...(suspension === null || suspension === undefined ? [] : ["suspended"]),
    ...(kept === true ? ["goes on"] : []),
  ];
  return { id: textOf(id), url: textOf(url), stake: textOf(stake), notes };
}

/** A page of miners or sharders, and where the next begins. */
export function registeredPage(value: unknown): {
  readonly items: readonly Registered[];
  readonly next: number | null;
} {
  const { items, next } = fieldsOf(value, "a page");
  return { items: listOf(items, "a page", registered), next: orNull(next, (given) => numberOf(given, "a place")) };
}

/** An event of the beacon says of which round it is. */
export function roundOf(value: unknown): number {
  return numberOf(fieldsOf(value, "a round of the beacon").round, "the round");
}
