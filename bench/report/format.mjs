// How numbers and tables look in the documents.
export function duration(milliseconds) {
  if (milliseconds === undefined) return "";
  if (milliseconds >= 10_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(2)} s`;
  if (milliseconds >= 100) return `${milliseconds.toFixed(0)} ms`;
  if (milliseconds >= 1) return `${milliseconds.toFixed(2)} ms`;
  if (milliseconds >= 0.001) return `${(milliseconds * 1000).toFixed(milliseconds >= 0.1 ? 0 : 1)} µs`;
  return `${(milliseconds * 1e6).toFixed(0)} ns`;
}

export const times = (value) => (value === undefined ? "" : `${value >= 10 ? value.toFixed(0) : value.toFixed(1)}×`);

export function bytes(count) {
  if (count === 0) return "0";
  if (count >= 1e6) return `${(count / 1e6).toFixed(1)} MB`;
  if (count >= 1e3) return `${(count / 1e3).toFixed(1)} KB`;
  return `${count} B`;
}

/** Markdown; the first column is text, the others are figures unless `left` says otherwise. */
export function table(header, rows, left = [0]) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [
    line(header),
    line(header.map((_, index) => (left.includes(index) ? "---" : "---:"))),
    ...rows.map(line),
  ].join("\n");
}

export const escapeText = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
