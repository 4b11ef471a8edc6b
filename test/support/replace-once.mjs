// A place of a source, changed: for rules that are switched off and for mutants. What is looked for must be there
// exactly once, so that neither a rule nor a mutant is lost unnoticed when the source changes.

/** `text` with `from` replaced; throws, with `what` in the message, unless it is there exactly once. */
export function replaceOnce(text, from, to, what) {
  const found = text.split(from).length - 1;
  if (found !== 1) throw new Error(`${what}: expected its place once, found it ${found} times`);
  return text.replace(from, () => to);
}
