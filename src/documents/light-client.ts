// A light client that goes along with a running chain: it is given what somebody serves, piece by piece, and says of
// each whether it holds. It rests on the genesis alone, whose hash the caller knows or takes on trust.
import { drandInfo, hasDrandBeacon } from "../beacon/drand-own.js";
import { type BeaconRecord, type BeaconView, type drand, rank, verifyBeaconChain } from "../beacon/index.js";
import { beaconRecordFormat } from "../beacon/record.js";
import {
  checkBytes,
  checkInteger,
  checkText,
  equalBytes,
  FeldsparError,
  JsonReader,
  parseJson,
  toHex,
} from "../encoding/index.js";
import {
  type CertifiedHeader,
  type MagicBlockMember,
  memberProofFromJson,
  readGenesis,
  readHeaders,
  readMagicBlock,
  type Sound,
  type SoundGenesis,
  type Verdict,
  verifyExaminedChain,
  verifyMember,
} from "../magic-block/index.js";

/** Rounds that are remembered, to hold later ones against; the oldest is forgotten first. */
const MOST_ROUNDS = 4096;

/** A round with what was found out about it. */
export interface RoundVerdict extends Verdict {
  readonly round: number;
  readonly record: BeaconRecord;
  /** Is it good but for the round before, of which another one is known? Time-outs make two: ask for both again. */
  readonly unchained: boolean;
}

/** A member that was proved, or why it was not. */
export interface MemberVerdict extends Verdict {
  readonly number: number;
  readonly member: MagicBlockMember | null;
}

const checkNumber = (value: unknown, name: string) => checkInteger(value, name, 0, Number.MAX_SAFE_INTEGER);
const against = (reason: string): Verdict => ({ valid: false, reason });
const GOOD: Verdict = { valid: true, reason: "" };

/** What was served may be anything: a refusal to read it is a verdict. */
function judged<Answer>(judge: () => Answer, refused: (reason: string) => Answer): Answer {
  try {
    return judge();
  } catch (error) {
    if (error instanceof FeldsparError) return refused(error.message);
    throw error;
  }
}

/**
 * Follows a chain piece by piece. Nothing in it is secret.
 *
 * @example
 * // on a page: what sharders serve, held against a hash that was known before
 * const light = LightClient.begin(genesisToJson(run.genesis), run.genesisHash);
 * light.takeHeaders(headersToJson(run.magicBlocks)).valid; //=> true
 * light.headers.length; //=> 2
 * light.takeBlock(MagicBlock.toJson(lastBlock)).valid; //=> true
 * light.membersOf(2)!.length; //=> lastBlock.memberCount
 */
export class LightClient {
  private readonly chain: Sound<CertifiedHeader>[] = [];
  private readonly members = new Map<number, readonly MagicBlockMember[]>();
  private readonly rounds = new Map<number, BeaconRecord>();

  private constructor(private readonly start: SoundGenesis) {}

  /**
   * Begins with a genesis as JSON and its hash (32 bytes), known from configuration. Without one the genesis is taken
   * on trust. Throws BAD_DOCUMENT for another hash, BAD_JSON, MALFORMED or BAD_PARAMETER for what is no genesis, and
   * BAD_TYPE, BAD_LENGTH for arguments of another form.
   *
   * ```js
   * import { LightClient } from "feldspar-dkg/light-client.js";
   * const served = async (path) => (await fetch(`https://sharder.example/v1/${path}`)).text();
   * const client = LightClient.begin(await served("genesis"), genesisHash);
   * client.takeHeaders(await served("headers?from=1")).valid;
   * ```
   */
  static begin(genesis: string, genesisHash?: Uint8Array): LightClient {
    checkText(genesis, "genesis");
    if (genesisHash !== undefined) checkBytes(genesisHash, "genesis hash", 32);
    const start = readGenesis(genesis);
    if (genesisHash !== undefined && !equalBytes(start.hash, genesisHash))
      throw new FeldsparError("BAD_DOCUMENT", `the genesis has the hash ${toHex(start.hash)}, which is another one`);
    return new LightClient(start);
  }

  /** What console.log of Node shows. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `LightClient of ${this.start.genesis.chainId} with ${this.chain.length} headers`;
  }

  /**
   * The genesis that it began with, and its hash.
   *
   * @example
   * const light = LightClient.begin(genesisToJson(run.genesis), run.genesisHash);
   * light.genesis.hash; //=> run.genesisHash
   */
  get genesis(): SoundGenesis {
    return this.start;
  }

  /** Headers that were verified, by ascending number from 1. */
  get headers(): readonly Sound<CertifiedHeader>[] {
    return [...this.chain];
  }

  /**
   * The network as drand's clients know it, made from the genesis and the first header: what a sharder serves as
   * `/info` must be this. Its rounds verify by `drand.verify` and `drand.verifyMany`. Null before there is a header,
   * and for chains with a beacon of their own form.
   *
   * @example
   * const light = LightClient.begin(genesisToJson(run.genesis), run.genesisHash);
   * light.drandInfo; //=> null
   */
  get drandInfo(): drand.CompleteChainInfo | null {
    const { genesis } = this.start;
    const first = this.chain[0];
    if (first === undefined || !hasDrandBeacon(genesis)) return null;
    return drandInfo(genesis, { hash: first.hash, publicKey: first.block.groupPublicKey });
  }

  /** The members of a view of which `takeBlock` took the whole block, or null. Throws BAD_INTEGER. */
  membersOf(number: number): readonly MagicBlockMember[] | null {
    checkNumber(number, "number");
    return this.members.get(number) ?? null;
  }

  /**
   * Takes the headers that follow, as JSON: those before a bad one are kept. Ones that are known must be the same.
   * Throws BAD_TYPE for what is no text.
   */
  takeHeaders(json: string): Verdict {
    checkText(json, "headers");
    return judged(() => {
      const given = readHeaders(json);
      for (const { block, hash } of given) {
        const known = this.chain[block.number - 1];
        if (known !== undefined && !equalBytes(known.hash, hash))
          return against(`magic block ${block.number}: its hash is not that of the one verified before`);
      }
      const fresh = given.filter(({ block }) => block.number > this.chain.length);
      if (fresh.length === 0) return GOOD;
      const previous = this.chain.at(-1);
      const verdict = verifyExaminedChain(fresh, previous === undefined ? { genesis: this.start } : { previous });
      this.chain.push(...fresh.slice(0, verdict.blocks.filter(({ valid }) => valid).length));
      return { valid: verdict.valid, reason: verdict.reason };
    }, against);
  }

  /** Takes a whole block of which the header is known, for its list of members, as JSON. Throws BAD_TYPE. */
  takeBlock(json: string): Verdict {
    checkText(json, "magic block");
    return judged(() => {
      const { block, hash } = readMagicBlock(json);
      const header = this.chain[block.number - 1];
      if (header === undefined) return against(`magic block ${block.number}: there is no verified header of it`);
      if (!equalBytes(header.hash, hash)) return against(`magic block ${block.number}: its hash is not its header's`);
      this.members.set(block.number, block.members);
      return GOOD;
    }, against);
  }

  /**
   * Is this, as JSON, the proof of that member of that view? Throws BAD_TYPE, BAD_INTEGER.
   *
   * @example
   * const light = LightClient.begin(genesisToJson(run.genesis), run.genesisHash);
   * light.takeHeaders(headersToJson(run.magicBlocks)).valid; //=> true
   * const [proof, magicBlockHash] = [proveMember(lastBlock, 2), MagicBlock.hash(lastBlock)];
   * light.checkMember(2, 2, memberProofToJson({ scheme: "min-sig", magicBlockHash, proof })).valid; //=> true
   */
  checkMember(number: number, index: number, json: string): MemberVerdict {
    checkNumber(number, "number");
    checkNumber(index, "index");
    checkText(json, "proof");
    const refused = (reason: string): MemberVerdict => ({ number, member: null, ...against(reason) });
    return judged(() => {
      const header = this.chain[number - 1];
      if (header === undefined) return refused(`there is no verified header of view ${number}`);
      const { magicBlockHash, proof } = memberProofFromJson(json);
      if (!equalBytes(magicBlockHash, header.hash)) return refused("the proof is about another magic block");
      if (proof.member.index !== index) return refused(`the proof is of member ${proof.member.index}`);
      if (!verifyMember(header.block, proof)) return refused("the path does not lead to the members' root");
      return { number, member: proof.member, ...GOOD };
    }, refused);
  }

  /**
   * Takes rounds of the beacon, a list of records as JSON. A round that cannot be read, or is of a view that is not
   * known, has a verdict as well. Throws BAD_TYPE, and BAD_JSON for what is no list.
   *
   * @example
   * const light = LightClient.begin(genesisToJson(run.genesis), run.genesisHash);
   * light.takeHeaders(headersToJson(run.magicBlocks)).valid; //=> true
   * light.takeBlock(MagicBlock.toJson(lastBlock)).valid; //=> true
   * const { rounds } = JSON.parse(beaconFile);
   * light.takeRounds(JSON.stringify(rounds)).map(({ valid }) => valid); //=> [true, true, true]
   * light.ranksOf(rounds[0].round)!.length; //=> lastBlock.memberCount
   */
  takeRounds(json: string): RoundVerdict[] {
    checkText(json, "rounds");
    const format = beaconRecordFormat(this.start.genesis.scheme);
    const records = new JsonReader(parseJson(json, "rounds"), "rounds").array(MOST_ROUNDS, (reader) =>
      format.fromJson(reader),
    );
    return records.map((record) => ({ round: record.round, record, ...this.takeRound(record) }));
  }

  /**
   * The order in which a verified round ranks the members of its view, by index; null while one is not known. Throws
   * BAD_INTEGER.
   */
  ranksOf(round: number): readonly number[] | null {
    checkNumber(round, "round");
    const record = this.rounds.get(round);
    const members = record === undefined ? null : this.membersOf(record.magicBlockNumber);
    if (record === undefined || members === null) return null;
    return rank(
      record.randomness,
      members.map(({ index }) => index),
    );
  }

  private takeRound(record: BeaconRecord): Verdict & { readonly unchained: boolean } {
    const { round, previousRandomness } = record;
    const known = this.rounds.get(round);
    const before = this.rounds.get(round - 1);
    const follows = before === undefined || equalBytes(before.randomness, previousRandomness);
    const isKnown = known !== undefined && isSame(known, record);
    const verdict = isKnown ? GOOD : judged(() => this.verdictOn(record), against);
    if (!verdict.valid) return { ...verdict, unchained: false };
    if (!follows) {
      const reason = `round ${round} is not chained to round ${round - 1}, as it was given here`;
      return { ...against(reason), unchained: true };
    }
    const after = this.rounds.get(round + 1);
    const isBuiltUpon = known !== undefined && after && equalBytes(known.randomness, after.previousRandomness);
    if (!isBuiltUpon || isKnown) this.remember(record);
    return { ...GOOD, unchained: false };
  }

  private verdictOn(record: BeaconRecord): Verdict {
    const { magicBlockNumber: number } = record;
    const header = this.chain[number - 1];
    if (header === undefined) return against(`round ${record.round}: there is no verified header of view ${number}`);
    const { scheme, chainId } = this.start.genesis;
    const { groupPublicKey, startingRound } = header.block;
    const view: BeaconView = { scheme, chainId, magicBlockNumber: number, groupPublicKey };
    const successor = this.chain[number]?.block;
    return verifyBeaconChain(view, [record], {
      first: startingRound,
      last: successor && successor.startingRound - 1,
      firstPrevious: number === 1 ? header.hash : undefined,
    });
  }

  private remember(record: BeaconRecord): void {
    this.rounds.set(record.round, record);
    if (this.rounds.size > MOST_ROUNDS) this.rounds.delete(this.rounds.keys().next().value!);
  }
}

function isSame(one: BeaconRecord, other: BeaconRecord): boolean {
  return (
    one.magicBlockNumber === other.magicBlockNumber &&
    one.timeoutCount === other.timeoutCount &&
    equalBytes(one.previousRandomness, other.previousRandomness) &&
    equalBytes(one.signature, other.signature) &&
    equalBytes(one.randomness, other.randomness)
  );
}
