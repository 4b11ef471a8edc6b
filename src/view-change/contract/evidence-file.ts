// Evidence about the running attempt, as a file for others.
import { equalBytes, reading } from "../../encoding/index.js";
import { parametersHash } from "../../magic-block/index.js";
import type { Evidence } from "../evidence.js";
import type { EvidenceFile } from "../evidence-file.js";
import type { ContractState } from "./state.js";

/**
 * Null for evidence that is about another session than the running one. Throws BAD_TYPE.
 *
 * @example
 * // while the session runs; anybody can verify the file later
 * const file = evidenceFileOf(waiting, { type: "mpk", first: mpk, second: secondMpk })!;
 * verifyEvidenceFile(file).valid; //=> true
 * evidenceFileOf(inOffice, { type: "mpk", first: mpk, second: secondMpk }); //=> null
 */
export function evidenceFileOf(state: ContractState, evidence: Evidence): EvidenceFile | null {
  return reading("evidenceFileOf", (): EvidenceFile | null => {
    const { session, current, genesis, genesisHash } = state;
    const of = evidence.type === "share" ? evidence.session : evidence.first.session;
    if (session === null || !equalBytes(of, session.id)) return null;
    const { number, attempt, parameters, dealers, receivers } = session;
    const contribution = evidence.type === "share" ? session.contributions[evidence.dealer - 1] : undefined;
    return {
      scheme: genesis.scheme,
      genesisHash,
      previousHash: current.hash,
      number,
      attempt,
      parametersHash: parametersHash(parameters),
      dealers: dealers === receivers ? null : dealers,
      receivers,
      commitments: contribution?.commitments ?? [],
      evidence,
    };
  });
}
