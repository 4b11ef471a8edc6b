// `feldspar verify FILE…`: verdicts from files alone, as a light client reaches them.
import { drand } from "../beacon/index.js";
import { type FileVerdicts, verifyFiles } from "../documents/index.js";
import { fromHex } from "../encoding/index.js";
import { judgeEvidence } from "./evidence-verdicts.js";
import { inputAt } from "./input-file.js";
import { printable } from "./printable.js";
import { type CommandResult, EXIT } from "./result.js";
import { judgeTranscripts } from "./transcript-verdicts.js";
import { oneLine, UsageError } from "./usage-error.js";

export interface VerifyFlags {
  readonly genesisHash?: string;
  readonly trust?: string;
  readonly network?: string;
  readonly json?: boolean;
}

const NOTHING: FileVerdicts = { valid: true, verdicts: [], problems: [] };

function parseHash(text: string, flag: string): Uint8Array {
  if (!/^[0-9a-f]{64}$/i.test(text))
    throw new UsageError(`${flag}: expected 64 hex digits, got ${JSON.stringify(text)}`);
  return fromHex(text.toLowerCase());
}

function networkOf(name: string): drand.ChainInfo {
  if (Object.hasOwn(drand.networks, name)) return drand.networks[name as drand.DrandNetwork];
  throw new UsageError(`--network: expected ${Object.keys(drand.networks).join(" or ")}, got ${JSON.stringify(name)}`);
}

/**
 * Runs the command: exit status 0 when everything is valid, 1 when anything is not, 2 when there is no verdict on
 * something and none is bad. Throws `UsageError` for bad flags.
 */
export async function verifyCommand(files: readonly string[], flags: VerifyFlags): Promise<CommandResult> {
  const options = {
    ...(flags.genesisHash === undefined ? {} : { genesisHash: parseHash(flags.genesisHash, "--genesis-hash") }),
    ...(flags.trust === undefined ? {} : { trustedHash: parseHash(flags.trust, "--trust") }),
    ...(flags.network === undefined ? {} : { networks: [networkOf(flags.network)] }),
  };
  const { genesisHash } = options;
  const { transcripts, others: rest } = judgeTranscripts(await Promise.all(files.map(inputAt)), genesisHash);
  const { evidence, others } = judgeEvidence(rest, transcripts.length > 0 ? undefined : genesisHash);
  const own = [...transcripts, ...evidence];
  const { genesisHash: _, ...alone } = options;
  const asked = transcripts.length > 0 ? alone : options;
  const result = others.length === 0 && own.length > 0 ? NOTHING : verifyFiles(others, asked);
  const valid = result.valid && own.every((verdict) => verdict.valid);
  return verdictResult({ ...result, valid, verdicts: [...own, ...result.verdicts] }, flags.json === true);
}

/** Verdicts as they are printed, and the exit status that they come to. */
export function verdictResult(result: FileVerdicts, asJson: boolean): CommandResult {
  const { verdicts, problems } = result;
  const lines = verdicts.map(
    ({ file, subject, valid, reason }) =>
      `${valid ? "✓ valid  " : "✗ INVALID"}  ${printable(`${subject}: ${reason} (${file})`)}`,
  );
  const someInvalid = verdicts.some(({ valid }) => !valid);
  return {
    output: asJson ? JSON.stringify(result, null, 2) : lines.join("\n"),
    problems: problems.map(({ message }) => oneLine(message)),
    exitCode: someInvalid ? EXIT.notValid : problems.length > 0 ? EXIT.badInput : EXIT.good,
  };
}
