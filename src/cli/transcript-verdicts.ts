// Verdicts on transcripts of ceremonies among the files that are verified.
import type { FileVerdicts, InputFile } from "../documents/index.js";
import { toHex } from "../encoding/index.js";
import { verifyTranscript } from "../entry/ceremony.js";

type Verdict = FileVerdicts["verdicts"][number];

/** The text of a transcript of a ceremony; null of anything else. */
function transcriptIn(file: InputFile): string | null {
  try {
    const text = "bytes" in file ? new TextDecoder().decode(file.bytes) : "text" in file ? file.text : "";
    return JSON.parse(text)?.kind === "feldspar-transcript" ? text : null;
  } catch {
    return null;
  }
}

function verdictOn(name: string, text: string, genesisHash: Uint8Array | undefined): Verdict {
  const { valid, reason, genesisHash: hash, keys } = verifyTranscript(text);
  const subject = `ceremony ${hash.slice(0, 16)}…`;
  if (!valid) return { file: name, subject, valid, reason };
  if (genesisHash !== undefined && toHex(genesisHash) !== hash)
    return { file: name, subject, valid: false, reason: `it is the ceremony ${hash}, not the one of --genesis-hash` };
  const { number, members, purpose, threshold, words } = keys.at(-1)!;
  const who = members.map((member) => member.name).join(", ");
  const said = `key ${number} for ${purpose}, ${threshold} of ${who}; words: ${words.join(" ")}`;
  return { file: name, subject, valid, reason: said };
}

/** Verdicts on the transcripts, and the files that are none. */
export function judgeTranscripts(
  files: readonly InputFile[],
  genesisHash: Uint8Array | undefined,
): { readonly transcripts: readonly Verdict[]; readonly others: readonly InputFile[] } {
  const transcripts: Verdict[] = [];
  const others = files.filter((file) => {
    const text = transcriptIn(file);
    if (text !== null) transcripts.push(verdictOn(file.name, text, genesisHash));
    return text === null;
  });
  return { transcripts, others };
}
