// What the documents' sections have in common.

export function table(header, rows, left = 1) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(header), line(header.map((_, index) => (index < left ? "---" : "---:"))), ...rows.map(line)].join("\n");
}

export const onWhat = ({ date, cpu, cores }) => `${date}, ${cpu}, ${cores} cores`;
