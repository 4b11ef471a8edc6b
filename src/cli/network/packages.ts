// Packages that only the network needs are not installed with the others: whoever runs a command that needs one is
// told what to type.
import { UsageError } from "../usage-error.js";

/** What a node stands on. */
export const NODE_PACKAGES = ["hono", "@hono/node-server", "classic-level"] as const;

/** Throws `UsageError` with the command that installs what is missing. */
export function needPackages(names: readonly string[]): void {
  const missing = names.filter((name) => {
    try {
      import.meta.resolve(name);
      return false;
    } catch {
      return true;
    }
  });
  if (missing.length > 0)
    throw new UsageError(`this needs packages that are not here: npm install ${missing.join(" ")}`);
}
