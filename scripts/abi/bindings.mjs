// The exports as TypeScript sees them.
import { HEAD } from "./assembly.mjs";
import { call, docstring } from "./comment.mjs";
import { NUMBERS, RESULTS } from "./kinds.mjs";
import { TABLE } from "./table.mjs";

const typeOf = ({ kind }) => NUMBERS[kind]?.typescript ?? "Pointer";

function member({ name, args, returns, doc }) {
  const parameters = args.map((argument) => `${argument.argument}: ${typeOf(argument)}`);
  return `${docstring(doc, "  ")}\n${call(name, parameters, `: ${RESULTS[returns].typescript};`, "  ")}`;
}

const operations = TABLE.flatMap((part) => part.operations);
const [ofGroups, common] = [true, false].map((grouped) =>
  operations.filter(({ groups }) => groups.length > 0 === grouped).map(member),
);

export const bindingsFile = `${HEAD}
// The ABI as TypeScript sees it. Pointers and sizes are numbers (wasm32), what is written comes first. Only bindings/
// may call these. What lies where a pointer points: docs/abi.md.
import type { CoreMemory } from "./platform.js";

/** An address in the core's memory. */
export type Pointer = number;
/** 0, or a code of assembly/status.ts. */
export type Status = number;
/** 0 or 1. */
export type Flag = number;

/** What each of the two groups exports, under the prefix \`g1\` or \`g2\`. */
export interface GroupExports {
${ofGroups.join("\n")}
}

type Prefixed<Prefix extends string, Functions> = {
  [Name in keyof Functions & string as \`\${Prefix}\${Name}\`]: Functions[Name];
};

export interface CommonExports {
  memory: CoreMemory;
${common.join("\n")}
}

export type CoreExports = CommonExports & Prefixed<"g1", GroupExports> & Prefixed<"g2", GroupExports>;
`;
