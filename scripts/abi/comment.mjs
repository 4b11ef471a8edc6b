// Comments of generated sources, which end by column 120.
const WIDTH = 120;

function wrap(text, indent) {
  const lines = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > WIDTH - indent.length) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines.map((line) => indent + line);
}

/** A docstring, on one line where it fits. */
export function docstring(text, indent = "") {
  const line = `${indent}/** ${text} */`;
  if (line.length <= WIDTH) return line;
  return [`${indent}/**`, ...wrap(text, `${indent} * `), `${indent} */`].join("\n");
}

/** A comment at the top of a file. */
export const heading = (text) => wrap(text, "// ").join("\n");

/** A list in parentheses, one item a line where it does not fit beside what comes before and after. */
export function call(before, items, after, indent = "") {
  const line = `${indent}${before}(${items.join(", ")})${after}`;
  if (line.length <= WIDTH) return line;
  return [`${indent}${before}(`, ...items.map((item) => `${indent}  ${item},`), `${indent})${after}`].join("\n");
}
