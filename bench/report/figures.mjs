// The table of figures from fresh processes and files.
import { table } from "./format.mjs";

/** Sizes and start-up of several libraries, which are figures and not cases. */
export function figuresTable(engines) {
  const names = [...new Set(engines.flatMap((engine) => Object.keys(engine.relaxed.figures)))];
  const unit = (name) => (name.includes("gzip") ? "KB" : "ms");
  return table(
    [
      "",
      ...engines.flatMap((engine) =>
        ["relaxed", "portable"].map((kernel) => `Node ${engine.relaxed.environment.node.split(".")[0]}, ${kernel}`),
      ),
    ],
    names.map((name) => [
      name,
      ...engines.flatMap((engine) =>
        ["relaxed", "portable"].map((kernel) => {
          const value = engine[kernel].figures[name];
          return value === undefined ? "" : `${value.toFixed(1)} ${unit(name)}`;
        }),
      ),
    ]),
  );
}
