// Text from others (names, URLs, file names, what an error quotes) before it reaches a terminal, where control
// characters give orders, and bidirectional controls and invisible characters make one text look like another.

/**
 * Controls, what has no shape but an effect on its surroundings, line and paragraph separators, and halves of
 * characters. The joiners U+200C and U+200D stay: names in several scripts are written with them.
 */
const UNPRINTABLE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const escapeUnits = (character: string) =>
  character.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** On one line, with everything unprintable as \uXXXX. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, escapeUnits);
}

/** The same for a text of several lines. JSON stays the same JSON: inside its strings this is how it escapes. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}
