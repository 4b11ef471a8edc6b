// Reads a list of candidates with their stakes, as JSON or as CSV with a header line.
//
// CSV: the first line names the columns; the name column is the first whose title contains "name", the stake column the
// first whose title contains "stake" or "power"; fields may stand in double quotes (RFC 4180). JSON: an array of {
// "name": string, "stake": integer or digits }, or an object with such an array under "candidates". Names must be
// non-empty and distinct, stakes whole numbers from 0 to 2^64 - 1.
import { UsageError } from "./usage-error.js";

export interface NamedStake {
  readonly name: string;
  readonly stake: bigint;
}

const MAX_STAKE = 2n ** 64n - 1n;
const MAX_NAME_LENGTH = 200;

/** Splits one CSV record; quotes inside quoted fields are doubled. */
function splitRecord(line: string, where: string): string[] {
  const fields: string[] = [];
  let rest = line;
  for (;;) {
    if (rest.startsWith('"')) {
      const match = /^"((?:[^"]|"")*)"(,|$)/.exec(rest);
      if (!match) throw new UsageError(`${where}: expected a closing quote followed by a comma or the end of the line`);
      fields.push((match[1] as string).replaceAll('""', '"'));
      rest = rest.slice(match[0].length);
      if (match[2] === "") return fields;
    } else {
      const comma = rest.indexOf(",");
      if (comma < 0) return [...fields, rest.trim()];
      fields.push(rest.slice(0, comma).trim());
      rest = rest.slice(comma + 1);
    }
  }
}

function parseStake(value: unknown, where: string): bigint {
  const text = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== "string" || !/^\d{1,20}$/.test(text) || BigInt(text) > MAX_STAKE) {
    throw new UsageError(
      `${where}: expected a stake that is a whole number from 0 to 2^64 - 1, got ${JSON.stringify(value)}`,
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

function parseCsv(text: string, source: string): NamedStake[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const titles = splitRecord(lines[0] as string, `${source}:1`).map((title) => title.toLowerCase());
  const nameColumn = titles.findIndex((title) => title.includes("name"));
  const stakeColumn = titles.findIndex((title) => title.includes("stake") || title.includes("power"));
  if (nameColumn < 0 || stakeColumn < 0) {
    throw new UsageError(
      `${source}:1: expected a header with a name and a stake column, got ${JSON.stringify(lines[0])}`,
    );
  }
  const result: NamedStake[] = [];
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === "") continue;
    const where = `${source}:${index + 1}`;
    const fields = splitRecord(line, where);
    if (fields.length !== titles.length) {
      throw new UsageError(`${where}: expected ${titles.length} fields as in the header, got ${fields.length}`);
    }
    result.push({ name: parseName(fields[nameColumn], where), stake: parseStake(fields[stakeColumn], where) });
  }
  return result;
}

function parseJson(text: string, source: string): NamedStake[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${source}: expected JSON: ${(error as Error).message}`);
  }
  const list = Array.isArray(value) ? value : (value as { candidates?: unknown } | null)?.candidates;
  if (!Array.isArray(list)) throw new UsageError(`${source}: expected an array of { name, stake }`);
  return list.map((entry: { name?: unknown; stake?: unknown } | null, index) => {
    const where = `${source}: candidate ${index + 1}`;
    return { name: parseName(entry?.name, where), stake: parseStake(entry?.stake, where) };
  });
}

/** Parses the text of a candidates file; `source` names it in errors. Throws `UsageError`. */
export function parseCandidates(text: string, source: string): NamedStake[] {
  const isJson = /^\s*[[{]/.test(text);
  const candidates = isJson ? parseJson(text, source) : parseCsv(text, source);
  if (candidates.length === 0) throw new UsageError(`${source}: expected at least one candidate`);
  const seen = new Set<string>();
  for (const { name } of candidates) {
    if (seen.has(name)) throw new UsageError(`${source}: expected distinct names, got ${JSON.stringify(name)} twice`);
    seen.add(name);
  }
  return candidates;
}
