// The documents a light client reads: writing them, telling what a file is, and verdicts on it. What the command line
// and the web page have in common.
export {
  type Contents,
  type FileProblem,
  type InputFile,
  type Malformed,
  readContents,
  type TextFile,
} from "./contents.js";
export { type PublicRecord, publicFiles } from "./files.js";
export { LightClient, type MemberVerdict, type RoundVerdict } from "./light-client.js";
export type { FileVerdict } from "./verdict.js";
export { type FileVerdicts, type VerifyFilesOptions, verifyFiles } from "./verify.js";
