// `feldspar verify FILE…`: verdicts from files alone, as a light client reaches them.
import { readFileSync } from "node:fs";
import { drand } from "../beacon/index.js";
import { type TextFile, verifyFiles } from "../documents/index.js";
import { fromHex } from "../encoding/index.js";
import { UsageError } from "./usage-error.js";

export interface VerifyFlags {
  readonly trust?: string;
  readonly network?: string;
  readonly json?: boolean;
}

function readFile(name: string): TextFile {
  try {
    return { name, text: readFileSync(name, "utf8") };
  } catch (error) {
    throw new UsageError(`${name}: expected a readable file: ${(error as Error).message}`);
  }
}

function parseHash(text: string): Uint8Array {
  if (!/^[0-9a-f]{64}$/i.test(text))
    throw new UsageError(`--trust: expected 64 hex digits, got ${JSON.stringify(text)}`);
  return fromHex(text.toLowerCase());
}

function networkOf(name: string): drand.ChainInfo {
  if (Object.hasOwn(drand.networks, name)) return drand.networks[name as drand.DrandNetwork];
  throw new UsageError(`--network: expected ${Object.keys(drand.networks).join(" or ")}, got ${JSON.stringify(name)}`);
}

/**
 * Runs the command: exit status 0 when everything is valid, 1 when anything is not. Throws `UsageError` or a
 * `FeldsparError` naming the file for files it cannot read.
 */
export function verifyCommand(files: readonly string[], flags: VerifyFlags): { output: string; exitCode: number } {
  const { valid, verdicts } = verifyFiles(files.map(readFile), {
    ...(flags.trust === undefined ? {} : { trustedHash: parseHash(flags.trust) }),
    ...(flags.network === undefined ? {} : { networks: [networkOf(flags.network)] }),
  });
  const lines = verdicts.map(
    ({ file, subject, valid: good, reason }) => `${good ? "✓ valid  " : "✗ INVALID"}  ${subject}: ${reason} (${file})`,
  );
  return {
    output: flags.json ? JSON.stringify({ valid, verdicts }, null, 2) : lines.join("\n"),
    exitCode: valid ? 0 : 1,
  };
}
