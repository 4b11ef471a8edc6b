// A snapshot as a file, with a second one beside it that shows that it is true: the headers up to the block in office,
// and what more than half of its sharders signed of the state. Whoever starts from them knows the genesis' hash alone.
import { FeldsparError, JsonReader, parseJson, toHex } from "../../encoding/index.js";
import {
  type CertifiedHeader,
  type Genesis,
  genesisHash,
  headersFromJson,
  headersToJson,
  MagicBlock,
  verifyHeaderChain,
} from "../../magic-block/index.js";
import type { LogChain } from "../../node/log/chain.js";
import { decodeSnapshot, type Snapshot, verifySnapshot } from "../../node/log/snapshot.js";
import type { Checkpoint } from "../../node/log/statements.js";
import { readBytes } from "../read-file.js";
import { UsageError } from "../usage-error.js";
import { readText } from "./files.js";

export const SNAPSHOT_FILE = "snapshot.bin";
export const PROOF_FILE = "snapshot-proof.json";

const KIND = "feldspar-snapshot-proof";
const MOST_SHARDERS = 1000;

export interface ProvenSnapshot {
  readonly snapshot: Uint8Array;
  /** null: more than half of the sharders have not signed it (yet), or nobody keeps it any more. */
  readonly proof: string | null;
}

/** What a node keeps; undefined before there is a snapshot. `headers`: from the first on, as far as they are known. */
export async function provenSnapshot(
  chain: Pick<LogChain, "storedSnapshot" | "attestedEdge">,
  headers: (through: number) => Promise<readonly CertifiedHeader[] | null>,
): Promise<ProvenSnapshot | undefined> {
  const snapshot = await chain.storedSnapshot();
  if (snapshot === undefined) return undefined;
  const { head, state } = decodeSnapshot(snapshot);
  const proven = chain.attestedEdge(head.round);
  const known = await headers(state.current.number);
  if (proven === undefined || known === null) return { snapshot, proof: null };
  const { round, position, logHash, stateHash } = proven.edge;
  const proof = {
    ...{ kind: KIND, round, position: String(position), logHash: toHex(logHash), stateHash: toHex(stateHash) },
    checkpoints: proven.checkpoints.map(({ id, signature }) => ({ id, signature: toHex(signature) })),
    headers: JSON.parse(headersToJson(known)) as unknown,
  };
  return { snapshot, proof: `${JSON.stringify(proof, null, 1)}\n` };
}

/** Throws `UsageError` for files that are not there, NOT_ATTESTED, WRONG_CHAIN, MALFORMED, BAD_JSON. */
export function openSnapshot(path: string, genesis: Genesis): Snapshot {
  const bytes = readBytes(path);
  const beside = path.endsWith(SNAPSHOT_FILE) ? path.slice(0, -SNAPSHOT_FILE.length) + PROOF_FILE : null;
  if (beside === null)
    throw new UsageError(`--snapshot: expected a file named ${SNAPSHOT_FILE}, with its proof beside it`);
  const { checkpoints, headers } = readProof(readText(beside), beside);
  const { valid, reason } =
    headers.length === 0 ? { valid: true, reason: "" } : verifyHeaderChain(headers, { genesis });
  if (!valid) throw new FeldsparError("NOT_ATTESTED", `${beside}: the headers are not this chain's: ${reason}`);
  const last = headers.at(-1);
  const hash = genesisHash(genesis);
  return verifySnapshot(bytes, checkpoints, {
    genesisHash: hash,
    blockHash: last === undefined ? hash : MagicBlock.hash(last),
  });
}

function readProof(text: string, name: string): { checkpoints: Checkpoint[]; headers: readonly CertifiedHeader[] } {
  const reader = new JsonReader(parseJson(text, name), name);
  const names = ["kind", "round", "position", "logHash", "stateHash", "checkpoints", "headers"] as const;
  const fields = reader.object([...names]);
  fields.kind.oneOf([KIND]);
  const edge = {
    round: fields.round.integer(0, Number.MAX_SAFE_INTEGER),
    position: fields.position.unsigned(64),
    logHash: fields.logHash.hex(32),
    stateHash: fields.stateHash.hex(32),
  };
  const checkpoints = fields.checkpoints.array(MOST_SHARDERS, (item) => {
    const { id, signature } = item.object(["id", "signature"]);
    return { ...edge, id: id.text(64), signature: signature.hex(undefined, 96) };
  });
  return { checkpoints, headers: headersFromJson(fields.headers.value) };
}
