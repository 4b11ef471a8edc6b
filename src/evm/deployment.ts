// What creates the contracts. A beacon's arguments say all that its users trust: anybody who has the genesis makes the
// same bytes and compares them with what was deployed.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { checkInteger, optionsOf, reading, recordOf } from "../../bindings/arguments.js";
import { checkBytes } from "../../bindings/bytes.js";
import { concatBytes, fail, fromHex } from "../encoding/index.js";
import { examineGenesis, type Genesis, MODES, type Mode } from "../magic-block/index.js";
import { BOARD, DRAND_BEACON, FELDSPAR_BEACON, LOTTERY } from "./artifacts.gen.js";
import { bytesOfHex, encodeArguments, encodeCreation, flagWord, type Hex, textArgument, word } from "./calldata.js";
import { uncompressedKey } from "./points.js";

/** From when on somebody can know a round. It is the deployer's word: a draw that closes by it is as good as that. */
export interface BeaconClock {
  /** A round, and a time (Unix, in seconds) before which it cannot have been there. */
  readonly round: number;
  readonly time: number;
  /** The least milliseconds from one round to the next: the genesis' round time unless it is given. */
  readonly roundTime?: number | undefined;
}

/** From what a `FeldsparBeacon` follows the chain: the genesis, or a block whose hash is trusted. */
export interface BeaconDeployment {
  readonly genesis?: Genesis | undefined;
  /** Instead of the genesis: 32 bytes, hash of the first block that the contract will be given. */
  readonly trustedHash?: Uint8Array | undefined;
  /** With a trusted hash: of which chain, and in which mode. */
  readonly chainId?: string | undefined;
  readonly mode?: Mode | undefined;
  /** Without a clock the contract knows no times: `notBefore` reverts. */
  readonly clock?: BeaconClock | undefined;
}

/** Keys of the genesis' sharders, 192 bytes each, in its order. Inside this folder only. */
export function sharderKeys(genesis: Genesis): Uint8Array {
  return reading("genesis", () => concatBytes(...genesis.sharders.map(({ publicKey }) => uncompressedKey(publicKey))));
}

interface Chain {
  readonly chainId: string;
  readonly mode: Mode;
  readonly anchor: Uint8Array;
  readonly startRound: number;
  readonly sharders: number;
  readonly shardersHash: Uint8Array;
  /** Null where nothing says it. */
  readonly roundTime: number | null;
}

function ofGenesis(given: Genesis): Chain {
  const { genesis, hash } = reading("genesis", () => examineGenesis(given));
  if (genesis.scheme !== "min-sig") fail("BAD_PARAMETER", 'genesis: expected the scheme "min-sig"');
  if (genesis.beacon.mode !== "chained") {
    fail("BAD_PARAMETER", 'genesis: expected a beacon of mode "chained"; for "drand" deploy a DrandBeacon');
  }
  const { chainId, mode, startRound, roundTime, sharders } = genesis;
  const shardersHash = keccak_256(sharderKeys(genesis));
  return { chainId, mode, anchor: hash, startRound, sharders: sharders.length, shardersHash, roundTime };
}

function ofTrustedHash({ trustedHash, chainId, mode }: BeaconDeployment): Chain {
  checkBytes(trustedHash, "trusted hash", 32);
  if (typeof chainId !== "string") fail("BAD_TYPE", "chain id: expected a text");
  if (mode === undefined || !MODES.includes(mode)) fail("BAD_PARAMETER", `mode: expected ${MODES.join(" or ")}`);
  const nobody = { startRound: 0, sharders: 0, shardersHash: new Uint8Array(32) };
  return { chainId, mode, anchor: trustedHash, roundTime: null, ...nobody };
}

/** Round, time and round time; zeros for no clock. */
function clockWords(clock: BeaconClock | undefined, nominal: number | null): Uint8Array {
  if (clock === undefined) return new Uint8Array(96);
  const { round, time, roundTime = nominal } = recordOf<BeaconClock>(clock, "clock", ["round", "time", "roundTime"]);
  checkInteger(round, "clock's round", 0, Number.MAX_SAFE_INTEGER);
  checkInteger(time, "clock's time", 1, Number.MAX_SAFE_INTEGER);
  checkInteger(roundTime, "clock's round time", 0, 0xffffffff);
  return concatBytes(word(round), word(time), word(roundTime));
}

/**
 * Creation code of a `FeldsparBeacon`, to be sent as the data of a transaction to nobody. The genesis is checked, its
 * sharders' proofs of possession too. Throws BAD_PARAMETER for a genesis that is not sound or not of "min-sig" and
 * "chained", BAD_TYPE, BAD_LENGTH, BAD_INTEGER, UNKNOWN_OPTION.
 *
 * Example: `const data = deployBeacon({ genesis, clock: { round: genesis.startRound, time: 1_800_000_000 } });`
 *
 * @example
 * const clock = { round: genesis.startRound, time: 1_800_000_000 };
 * const data = deployBeacon({ genesis, clock }); // of a transaction to nobody
 * data.startsWith(FELDSPAR_BEACON.bytecode); //=> true
 */
export function deployBeacon(deployment: BeaconDeployment): Hex {
  const read = optionsOf<BeaconDeployment>(deployment, ["genesis", "trustedHash", "chainId", "mode", "clock"]);
  const { genesis, trustedHash } = read;
  if (genesis !== undefined && trustedHash !== undefined)
    fail("BAD_PARAMETER", "expected a genesis or a trusted hash, got both");
  const chain = genesis === undefined ? ofTrustedHash(read) : ofGenesis(genesis);
  const clock = clockWords(read.clock, chain.roundTime);
  const struct = encodeArguments([
    textArgument(chain.chainId),
    flagWord(chain.mode === "reshare"),
    chain.anchor,
    word(chain.startRound),
    word(chain.sharders),
    chain.shardersHash,
  ]);
  // where the struct stands: behind this offset and the clock's three words
  return encodeCreation(FELDSPAR_BEACON.bytecode, concatBytes(word(128), clock, struct));
}

/** A network of drand's scheme `bls-unchained-g1-rfc9380`, as its chain information has it. */
export interface DrandDeployment {
  /** 96 bytes. */
  readonly publicKey: Uint8Array;
  /** When round 1 is due, and from round to round: seconds. */
  readonly genesisTime: number;
  readonly period: number;
}

/**
 * Creation code of a `DrandBeacon`: of quicknet, or of a network of this product whose beacon is in mode "drand", with
 * its group key. Throws BAD_TYPE, BAD_LENGTH, BAD_INTEGER, and what `G2.fromBytes` throws.
 *
 * @example
 * const { publicKey, genesisTime, period } = drand.networks.quicknet;
 * const data = deployDrandBeacon({ publicKey, genesisTime, period });
 * data.startsWith(DRAND_BEACON.bytecode); //=> true
 */
export function deployDrandBeacon(deployment: DrandDeployment): Hex {
  const names = ["publicKey", "genesisTime", "period"] as const;
  const { publicKey, genesisTime, period } = recordOf<DrandDeployment>(deployment, "drand network", names);
  checkBytes(publicKey, "public key", 96);
  checkInteger(genesisTime, "genesis time", 0, Number.MAX_SAFE_INTEGER);
  checkInteger(period, "period", 1, 0xffffffff);
  const key = uncompressedKey(publicKey);
  return encodeCreation(DRAND_BEACON.bytecode, concatBytes(key, word(genesisTime), word(period)));
}

/**
 * Creation code of a `Board`, to be sent as the data of a transaction to nobody: the same for everybody, it has no
 * arguments. Never throws.
 *
 * @example
 * const data = deployBoard(); // of a transaction to nobody
 * data === BOARD.bytecode; //=> true
 */
export function deployBoard(): Hex {
  return BOARD.bytecode;
}

/** A draw by a round of a beacon's contract. */
export interface LotteryDeployment {
  /** Address of a `FeldsparBeacon` or a `DrandBeacon`, 0x and 40 digits. */
  readonly beacon: string;
  readonly round: number;
  /** Unix time, in seconds: from then on nobody enters. Must be before the beacon's `notBefore(round)`. */
  readonly closes: number;
  /** What a ticket costs, in wei. */
  readonly price: bigint;
}

/**
 * Creation code of a `Lottery`. Throws BAD_TYPE, BAD_HEX, BAD_LENGTH, BAD_INTEGER, UNKNOWN_OPTION; the contract itself
 * refuses a round that might be known before the closing.
 *
 * @example
 * const beacon = `0x${"ab".repeat(20)}`; // the address of a FeldsparBeacon or a DrandBeacon
 * const data = deployLottery({ beacon, round: 1_000_000, closes: 1_800_000_000, price: 10n ** 16n });
 * data.startsWith(LOTTERY.bytecode); //=> true
 */
export function deployLottery(deployment: LotteryDeployment): Hex {
  const names = ["beacon", "round", "closes", "price"] as const;
  const { beacon, round, closes, price } = optionsOf<LotteryDeployment>(deployment, names);
  const address = bytesOfHex(beacon, "beacon");
  checkBytes(address, "beacon", 20);
  checkInteger(round, "round", 0, Number.MAX_SAFE_INTEGER);
  checkInteger(closes, "closes", 0, Number.MAX_SAFE_INTEGER);
  if (typeof price !== "bigint") fail("BAD_TYPE", "price: expected a bigint");
  if (price < 0n || price >> 256n !== 0n) fail("BAD_INTEGER", "price: expected an unsigned integer of 256 bits");
  return encodeCreation(
    LOTTERY.bytecode,
    concatBytes(fromHex("00".repeat(12)), address, word(round), word(closes), word(price)),
  );
}
