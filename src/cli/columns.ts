// Which column of a table has what, by its title. A guess that is wrong elects other miners, so there is none: the
// title that is exactly the word wins, then the only one that has it among its words; two of these are refused.
import { UsageError } from "./usage-error.js";

/** A title's words in lower case: "validatorName", "Validator Name" and "validator_name" have the same two. */
function wordsOf(title: string): string[] {
  return title
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

const quoted = (titles: readonly string[]) => titles.map((title) => JSON.stringify(title)).join(", ");

/**
 * Position of the column for the first of `words`; the others are as good inside a title, not by themselves. Throws
 * `UsageError` when there is none, or more than one.
 */
export function columnOf(titles: readonly string[], words: readonly [string, ...string[]], where: string): number {
  const [name] = words;
  const positions = [...titles.keys()];
  const exact = positions.filter((position) => wordsOf(titles[position]!).join(" ") === name);
  const found =
    exact.length > 0
      ? exact
      : positions.filter((position) => wordsOf(titles[position]!).some((word) => words.includes(word)));
  const [column] = found;
  if (column === undefined) {
    throw new UsageError(`${where}: expected a header with a name and a stake column, got ${quoted(titles)}`);
  }
  if (found.length > 1) {
    const rivals = quoted(found.map((position) => titles[position]!));
    throw new UsageError(`${where}: expected one ${name} column, got ${rivals}: call the one that is meant "${name}"`);
  }
  return column;
}

/** Position of the only column of this title, null when there is none. Throws `UsageError` when there are two. */
export function exactColumnOf(titles: readonly string[], name: string, where: string): number | null {
  const [column, second] = [...titles.keys()].filter((position) => wordsOf(titles[position]!).join(" ") === name);
  if (second !== undefined) throw new UsageError(`${where}: expected one ${name} column, got two`);
  return column ?? null;
}
