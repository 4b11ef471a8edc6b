// Parameters as people write them: every field may be left out but `miners`; thresholds are numbers or fractions.
import { JsonReader } from "../../encoding/index.js";
import {
  type ParametersContext,
  type ViewChangeParameters,
  type ViewChangeParametersInput,
  validateParameters,
} from "../../magic-block/index.js";

const NAMES = [
  ...([
    "threshold",
    "quorum",
    "minMiners",
    "minStake",
    "minSharders",
    "maxSharders",
    "fastPath",
    "phaseRounds",
  ] as const),
  ...(["viewRounds", "lotRounds", "handOverRounds", "incumbency", "tieBreak", "absences", "maxAttempts"] as const),
  "backOff",
] as const;

/** What a reader has, as it may be left out. Throws BAD_JSON for what is not known. */
export function parametersInput(reader: JsonReader): ViewChangeParametersInput {
  const { miners, minStake, ...others } = reader.object(["miners"], NAMES);
  for (const [name, known] of [
    ["phaseRounds", ["start", "contribute", "share", "publish", "wait"]],
    ["backOff", ["base", "cap"]],
  ] as const) {
    const field = others[name];
    if (field !== undefined && typeof field.value === "object") field.object([], known);
  }
  const values = Object.entries(others).map(([name, field]) => [name, (field as JsonReader).value]);
  return {
    ...(Object.fromEntries(values) as object),
    miners: miners.value as number,
    ...(minStake === undefined ? {} : { minStake: minStake.unsigned(128) }),
  };
}

/** With defaults filled in. Throws BAD_JSON, BAD_PARAMETER. */
export function parametersOfText(value: unknown, name: string, context: ParametersContext): ViewChangeParameters {
  return validateParameters(parametersInput(new JsonReader(value, name)), context).parameters;
}
