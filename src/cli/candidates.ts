// Reads a list of candidates with their stakes, as JSON or as CSV with a header line.
//
// CSV: the first line names the columns: those of the titles "name" and "stake", or else the only ones that have the
// word "name", and "stake" or "power", in their titles; those of the titles "joins" and "leaves", where there are such,
// say in which view a candidate comes and goes. JSON: an array of { "name": string, "stake": integer or digits } with
// "joins" and "leaves" where they are wanted, or an object with such an array under "candidates". Names must be
// non-empty and distinct, stakes whole numbers from 0 to 2^128 - 1, views whole numbers; an empty field is none.
import { withoutByteOrderMark } from "../encoding/index.js";
import { columnOf, exactColumnOf } from "./columns.js";
import { parseCsv } from "./csv.js";
import { UsageError } from "./usage-error.js";

export interface NamedStake {
  readonly name: string;
  readonly stake: bigint;
  readonly joins?: number;
  readonly leaves?: number;
}

const MAX_STAKE = 2n ** 128n - 1n;
const MAX_NAME_LENGTH = 200;

function parseStake(value: unknown, where: string): bigint {
  const text = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== "string" || !/^\d{1,39}$/.test(text) || BigInt(text) > MAX_STAKE) {
    throw new UsageError(
      `${where}: expected a stake that is a whole number from 0 to 2^128 - 1, got ${JSON.stringify(value)}`,
    );
  }
  return BigInt(text);
}

function parseName(value: unknown, where: string): string {
  if (typeof value !== "string" || value.trim() === "" || value.length > MAX_NAME_LENGTH) {
    throw new UsageError(
      `${where}: expected a name of 1 to ${MAX_NAME_LENGTH} characters, got ${JSON.stringify(value)}`,
    );
  }
  return value.trim();
}

type Moves = Pick<NamedStake, "joins" | "leaves">;

/** What is absent or empty is not said. */
function parseMoves(given: { readonly joins?: unknown; readonly leaves?: unknown }, where: string): Moves {
  const moves: { joins?: number; leaves?: number } = {};
  for (const name of ["joins", "leaves"] as const) {
    const value = given[name];
    if (value === undefined || value === null || value === "") continue;
    if (!/^[1-9]\d{0,8}$/.test(String(value)))
      throw new UsageError(`${where}: ${name}: expected the number of a view from 1 on, got ${JSON.stringify(value)}`);
    moves[name] = Number(value);
  }
  return moves;
}

function fromCsv(text: string, source: string): NamedStake[] {
  const [header, ...records] = parseCsv(text, source);
  const titles = header?.fields ?? [];
  const top = `${source}:${header?.line ?? 1}`;
  const nameColumn = columnOf(titles, ["name"], top);
  const stakeColumn = columnOf(titles, ["stake", "power"], top);
  const [joins, leaves] = (["joins", "leaves"] as const).map((title) => exactColumnOf(titles, title, top));
  if (nameColumn === stakeColumn) {
    throw new UsageError(
      `${top}: expected a name and a stake in columns of their own, got ${JSON.stringify(titles[nameColumn])} for both`,
    );
  }
  return records.map(({ line, fields }) => {
    const where = `${source}:${line}`;
    if (fields.length !== titles.length) {
      throw new UsageError(`${where}: expected ${titles.length} fields as in the header, got ${fields.length}`);
    }
    const field = (column: number | null | undefined) => (column == null ? undefined : fields[column]);
    return {
      name: parseName(fields[nameColumn], where),
      stake: parseStake(fields[stakeColumn], where),
      ...parseMoves({ joins: field(joins), leaves: field(leaves) }, where),
    };
  });
}

function fromJson(text: string, source: string): NamedStake[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${source}: expected JSON: ${(error as Error).message}`);
  }
  const list = Array.isArray(value) ? value : (value as { candidates?: unknown } | null)?.candidates;
  if (!Array.isArray(list)) throw new UsageError(`${source}: expected an array of { name, stake }`);
  type Entry = { name?: unknown; stake?: unknown; joins?: unknown; leaves?: unknown } | null;
  return list.map((entry: Entry, index) => {
    const where = `${source}: candidate ${index + 1}`;
    return {
      name: parseName(entry?.name, where),
      stake: parseStake(entry?.stake, where),
      ...parseMoves(entry ?? {}, where),
    };
  });
}

/** Parses the text of a candidates file; `source` names it in errors. Throws `UsageError`. */
export function parseCandidates(content: string, source: string): NamedStake[] {
  const text = withoutByteOrderMark(content);
  const isJson = /^\s*[[{]/.test(text);
  const candidates = isJson ? fromJson(text, source) : fromCsv(text, source);
  if (candidates.length === 0) throw new UsageError(`${source}: expected at least one candidate`);
  const seen = new Set<string>();
  for (const { name } of candidates) {
    if (seen.has(name)) throw new UsageError(`${source}: expected distinct names, got ${JSON.stringify(name)} twice`);
    seen.add(name);
  }
  return candidates;
}
