// The table of goals.
import { table } from "./format.mjs";

/** Rows of bench/goals with what each engine and kernel came to. */
export function goalsTable(engines) {
  const columns = engines.flatMap((engine) => ["relaxed", "portable"].map((kernel) => ({ engine, kernel })));
  const rows = new Map();
  columns.forEach(({ engine, kernel }, column) => {
    for (const { row, goal, measured, verdict } of engine[kernel].verdicts) {
      const key = `${row}|${goal}`;
      if (!rows.has(key)) rows.set(key, { row, goal, cells: columns.map(() => "") });
      const mark = { met: "✓", MISSED: "✗", noted: "", "not measured": "not measured" }[verdict];
      rows.get(key).cells[column] = [measured, mark].filter((part) => part !== "").join(" ");
    }
  });
  const name = ({ engine, kernel }) => `${engine.relaxed.environment.node.split(".")[0]}, ${kernel}`;
  return table(
    ["", "goal", ...columns.map((column) => `Node ${name(column)}`)],
    [...rows.values()].map(({ row, goal, cells }) => [row, goal, ...cells]),
    [0, 1],
  );
}
