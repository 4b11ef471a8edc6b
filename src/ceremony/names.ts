// Names of people in one ceremony: those of two must not look like one. A card says its owner's name, and what is shown
// to people later has nothing else.

/** Letters of other scripts, and digits, that look like Latin ones; after case and accents have been taken away. */
const ALIKE: Readonly<Record<string, string>> = {
  // Cyrillic
  ...{ а: "a", в: "b", е: "e", к: "k", м: "m", н: "h", о: "o", р: "p" },
  ...{ с: "c", т: "t", у: "y", х: "x" },
  ...{ ѕ: "s", і: "i", ј: "j", ԁ: "d", һ: "h", ԛ: "q", ԝ: "w", ь: "b", г: "r" },
  // Greek
  ...{ α: "a", β: "b", ε: "e", ζ: "z", η: "n", ι: "i", κ: "k", μ: "u" },
  ...{ ν: "v", ο: "o", ρ: "p", τ: "t", υ: "u", χ: "x" },
  // Armenian
  ...{ օ: "o", ս: "u", հ: "h", ո: "n" },
  // digits and strokes
  ...{ "0": "o", "1": "i", l: "i", "|": "i", ı: "i" },
};

/**
 * What is left of a name for the eye: without case, accents, blank space and what is invisible, and with one letter for
 * all that look like it. It errs on the side of "alike".
 */
function looksOf(name: string): string {
  const plain = name.normalize("NFKD").replaceAll(/[\p{M}\p{C}\p{Z}]/gu, "");
  return Array.from(plain.toLowerCase(), (letter) => ALIKE[letter] ?? letter).join("");
}

/** Two of these names that look alike; null where there are none. */
export function alikeIn(names: readonly string[]): readonly [string, string] | null {
  const known = new Map<string, string>();
  for (const name of names) {
    const looks = looksOf(name);
    const other = known.get(looks);
    if (other !== undefined) return [other, name];
    known.set(looks, name);
  }
  return null;
}
