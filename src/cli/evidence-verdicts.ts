// Verdicts on files of evidence, which say themselves what they are.
import type { FileVerdict, InputFile } from "../documents/index.js";
import { decodeText, equalBytes, FeldsparError } from "../encoding/index.js";
import { EVIDENCE_KIND, evidenceFromJson, verifyEvidenceFile } from "../entry/view-change.js";

/** The file's content if it claims to be evidence; whatever else it is, others say. */
function evidenceIn(file: InputFile): unknown {
  if ("problem" in file) return null;
  try {
    const value: unknown = JSON.parse("bytes" in file ? decodeText(file.bytes, file.name) : file.text);
    const isEvidence = typeof value === "object" && value !== null && Object.hasOwn(value, "kind");
    return isEvidence && (value as { readonly kind: unknown }).kind === EVIDENCE_KIND ? value : null;
  } catch {
    return null;
  }
}

function verdictOn(file: string, value: unknown, genesisHash: Uint8Array | undefined): FileVerdict {
  try {
    const evidence = evidenceFromJson(value);
    if (genesisHash !== undefined && !equalBytes(evidence.genesisHash, genesisHash))
      return { file, subject: "evidence", valid: false, reason: "it is of another chain than that of --genesis-hash" };
    const { valid, against, reason } = verifyEvidenceFile(evidence);
    return { file, subject: `evidence against ${against === "" ? "nobody" : against}`, valid, reason };
  } catch (error) {
    if (!(error instanceof FeldsparError)) throw error;
    return { file, subject: "evidence", valid: false, reason: error.message };
  }
}

/** Verdicts on those of the files that are evidence, and the others. */
export function judgeEvidence(
  files: readonly InputFile[],
  genesisHash: Uint8Array | undefined,
): { readonly evidence: readonly FileVerdict[]; readonly others: readonly InputFile[] } {
  const evidence: FileVerdict[] = [];
  const others: InputFile[] = [];
  for (const file of files) {
    const value = evidenceIn(file);
    if (value === null) others.push(file);
    else evidence.push(verdictOn(file.name, value, genesisHash));
  }
  return { evidence, others };
}
