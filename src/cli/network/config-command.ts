// `feldspar config --show`: what a node would be told, and where each value comes from.

import { type CommandResult, EXIT } from "../result.js";
import { formatTable } from "../text.js";
import { resolveSettings, type SettingFlags } from "./settings.js";

export function configCommand(flags: SettingFlags): CommandResult {
  const { shown } = resolveSettings(flags, process.env);
  const output =
    flags.json === true
      ? JSON.stringify(Object.fromEntries(shown.map(({ name, value, origin }) => [name, { value, origin }])), null, 2)
      : formatTable([
          ["setting", "value", "from"],
          ...shown.map(({ name, value, origin }) => [name, value || "–", origin]),
        ]);
  return { output, exitCode: EXIT.good };
}
