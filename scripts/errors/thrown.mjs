// What docstrings say that functions throw: the codes in a sentence from "throws" (or "rejects with") on, and those of
// another function where it says "throws like that one" or "what that one throws".

const SAID = /\b(?:throws?|rejects with)\b/i;
const SENTENCES = /(?<=\.)\s+(?=[^a-z])/;
const CODE = /\b[A-Z]+(?:_[A-Z]+)+\b|\b[A-Z]{5,}\b/g;
const LIKE = /\bthrows? like `?(\w+)|\bwhat (?:the \w+'s )?`?(\w+)`? throws\b/gi;

/** The parts of a docstring that say what is thrown, one for each sentence. */
function saidToThrow(text) {
  const sentences = text.replace(/\s+/g, " ").split(SENTENCES);
  return sentences.flatMap((sentence) => {
    const at = sentence.search(SAID);
    return at < 0 ? [] : [sentence.slice(at)];
  });
}

/** Words that look like codes, in the order of the text. */
export function codesSaid(text) {
  return [...new Set(saidToThrow(text).flatMap((said) => said.match(CODE) ?? []))];
}

/** Names of functions that a docstring refers to for what is thrown. */
export function functionsSaid(text) {
  const whole = saidToThrow(text).join(" ");
  return [...whole.matchAll(LIKE)].map(([, like, what]) => like ?? what);
}
