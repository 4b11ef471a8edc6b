// Verdicts from files alone, as a light client reaches them.
import type { BeaconFile, drand } from "../beacon/index.js";
import { FeldsparError, toHex } from "../encoding/index.js";
import { verifyMember, verifySharder } from "../magic-block/index.js";
import { beaconVerdict, drandVerdict } from "./beacons.js";
import {
  type Contents,
  type FileProblem,
  type Found,
  type FoundProof,
  type InputFile,
  type Malformed,
  readContents,
} from "./contents.js";
import { type FileVerdict, shown } from "./verdict.js";
import { type Views, verifyViews } from "./views.js";

export interface VerifyFilesOptions {
  /** Hash of the chain's genesis, known from configuration, 32 bytes: the file of it must be there, and have it. */
  readonly genesisHash?: Uint8Array | undefined;
  /** Hash of the magic block from which a chain is followed, known from configuration: 32 bytes. */
  readonly trustedHash?: Uint8Array | undefined;
  /** Chains that beacons of drand may belong to, besides those of which the files have the information. */
  readonly networks?: readonly drand.ChainInfo[] | undefined;
}

export interface FileVerdicts {
  /** Is every verdict good, and has every file one? */
  readonly valid: boolean;
  readonly verdicts: readonly FileVerdict[];
  /** On what no verdict was possible. */
  readonly problems: readonly FileProblem[];
}

function proofVerdict({ file, role, claim }: { readonly file: string } & FoundProof, views: Views): FileVerdict {
  const { index } = role === "member" ? claim.proof.member : claim.proof.sharder;
  const name = toHex(claim.magicBlockHash);
  const subject = `${role} ${index} of magic block ${name.slice(0, 16)}…`;
  const invalid = (reason: string): FileVerdict => ({ file, subject, valid: false, reason });
  const header = views.known.get(name)?.block;
  if (header === undefined) {
    if (views.bad.has(name)) return invalid("its magic block is not valid");
    return invalid("its magic block is not among the files: give it, or its header, too");
  }
  if (header.scheme !== claim.scheme) return invalid("its scheme is not its magic block's");
  const holds = role === "member" ? verifyMember(header, claim.proof) : verifySharder(header, claim.proof);
  if (!holds) return invalid(`the path does not lead to the ${role}s' root of its magic block`);
  return { file, subject, valid: true, reason: `in the ${role}s' tree of its magic block` };
}

/** Verdicts on items of one kind; what is malformed has one already. */
function verdictsOn<Item>(
  items: readonly Found<Item>[],
  what: string,
  verdict: (item: Exclude<Found<Item>, Malformed>) => FileVerdict,
  problems: FileProblem[],
): FileVerdict[] {
  return items.flatMap((item) => {
    const { file } = item;
    if ("malformed" in item) {
      return [{ file, subject: `${what}${shown(item.stated.number)}`, valid: false, reason: item.malformed }];
    }
    try {
      return [verdict(item as Exclude<Found<Item>, Malformed>)];
    } catch (error) {
      if (!(error instanceof FeldsparError)) throw error;
      const { code, message } = error;
      problems.push({ file, code, message });
      return [];
    }
  });
}

/**
 * One verdict for every genesis, every magic block (they form one chain, in the order given) and header, every proof of
 * a member or sharder, every beacon of ours and every beacon of drand. What is malformed is not valid. A chain is
 * followed from the genesis among the files or from the trusted hash; without either its first block is taken on trust,
 * and the verdict says so. Problems: BAD_DOCUMENT for a file that is none of these, UNKNOWN_CHAIN for a drand beacon of
 * which no chain is known, EMPTY when there is nothing to verify; no problem keeps another file from its verdict.
 */
export function verifyFiles(files: readonly InputFile[], options: VerifyFilesOptions = {}): FileVerdicts {
  const contents = readContents(files);
  const problems = [...contents.problems];
  const views = verifyViews(contents, options);
  const verdicts = [...views.verdicts];
  const onProof = (entry: { readonly file: string } & FoundProof) => proofVerdict(entry, views);
  verdicts.push(...verdictsOn<FoundProof>(contents.proofs, "proof", onProof, problems));
  const onBeacon = ({ file, beacon }: { file: string; beacon: BeaconFile }) =>
    beaconVerdict(file, beacon, contents, views);
  verdicts.push(...verdictsOn(contents.beacons, "beacon of view", onBeacon, problems));
  const infos = [...contents.drandInfos, ...(options.networks ?? [])];
  const onDrand = (entry: Exclude<Contents["drandBeacons"][number], Malformed>) => drandVerdict(entry, infos);
  verdicts.push(...verdictsOn(contents.drandBeacons, "drand round", onDrand, problems));
  if (verdicts.length === 0 && problems.length === 0) {
    const got = contents.drandInfos.length > 0 ? "only chain info" : "nothing";
    const file = files[0]?.name ?? "";
    problems.push({ file, code: "EMPTY", message: `expected something to verify, got ${got}` });
  }
  return { valid: problems.length === 0 && verdicts.every((verdict) => verdict.valid), verdicts, problems };
}
