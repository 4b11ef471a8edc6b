// docs/glossary.md as entries: the page's build reads it, so that what a word means is written once.

/** A word, its other names, and what it means, as plain text. */
export interface GlossaryEntry {
  readonly words: readonly string[];
  readonly meaning: string;
}

/** Links and emphasis as the text that people see. */
const plain = (markdown: string): string =>
  markdown
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*`]/g, "")
    .trim();

/** The rows of all tables, in their order. */
export function glossaryOf(markdown: string): GlossaryEntry[] {
  return markdown.split("\n").flatMap((line): GlossaryEntry[] => {
    const [, names, meaning] = /^\| (\*\*.*?) \| (.*) \|$/.exec(line) ?? [];
    if (names === undefined || meaning === undefined) return [];
    return [{ words: plain(names).split(/[,:]\s*/), meaning: plain(meaning) }];
  });
}
