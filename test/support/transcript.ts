// A transcript of every public layer, for comparing the two builds of the core, and engines: each line is a name and
// the bytes that came out.
import type { BlsScheme } from "../../src/bls/index.js";
import { concat, hex, scalarBytes, utf8 } from "./bytes.js";
import {
  endomorphismScalars,
  fieldBytes,
  messages,
  nonZeroScalars,
  ORDER,
  sample,
  scalars,
  seededRandom,
  subset,
  tags,
} from "./generators.js";

/** The public modules: those of the sources, or of the package as packed. */
export interface Modules {
  readonly curve: typeof import("../../src/curve/index.js");
  readonly bls: typeof import("../../src/bls/index.js");
  readonly threshold: typeof import("../../src/threshold/index.js");
  readonly dkg: typeof import("../../src/dkg/index.js");
  readonly viewChange: typeof import("../../src/entry/view-change.js");
}

type Write = (name: string, value: Uint8Array | boolean | string | readonly (number | string)[]) => void;

function writePoints({ curve }: Modules, write: Write): void {
  for (const name of ["G1", "G2"] as const) {
    const group = curve[name] as typeof curve.G1;
    write(`${name} generator`, group.BASE.toBytes(false));
    const factors = [0n, 1n, ORDER - 1n, ...sample(scalars, 30, 1), ...sample(endomorphismScalars, 12, 2)];
    const points = factors.map((factor) => group.BASE.multiply(factor));
    points.forEach((point, index) => {
      const other = points[(index * 5 + 2) % points.length]!;
      const factor = factors[(index * 3 + 1) % factors.length]!;
      write(`${name} ${index}`, point.toBytes());
      write(`${name} ${index} uncompressed`, point.toBytes(false));
      write(`${name} ${index} sum`, point.add(other).toBytes());
      write(`${name} ${index} difference`, point.subtract(other).toBytes());
      write(`${name} ${index} double`, point.double().toBytes());
      write(`${name} ${index} multiple`, point.multiply(factor).toBytes());
      write(`${name} ${index} multiple, variable time`, point.multiplyVartime(factor).toBytes());
      write(`${name} ${index} equal`, point.equals(other));
    });
    for (const size of [0, 1, 2, 5, 30, 45]) {
      write(`${name} msm ${size}`, group.msm(points.slice(0, size), factors.slice(-size || factors.length)).toBytes());
    }
    const vector = group.Vector.fromPoints(points);
    write(`${name} vector`, concat(...vector.toBytes(), ...vector.toBytes(false), vector.sum().toBytes()));
    const [many, ids] = [sample(scalars, 300, 3), Array.from({ length: 300 }, (_, index) => points[index % 40]!)];
    write(`${name} msm 300`, group.msm(ids, many).toBytes());
    for (const [message, DST] of sample(messages, 8, 4).map((m, index) => [m, sample(tags, 8, 5)[index]!] as const)) {
      write(`${name} hash`, group.hashToCurve(message, { DST }).toBytes());
      write(`${name} encode`, group.encodeToCurve(message, { DST }).toBytes());
    }
    for (const element of sample(fieldBytes[name], 10, 6)) write(`${name} map`, group.mapToCurve(element).toBytes());
    for (const bytes of sample(fieldBytes[name], 60, 7)) {
      for (const flags of [0x80, 0xa0]) {
        const encoding = bytes.slice();
        encoding[0]! |= flags;
        try {
          const point = group.fromBytes(encoding, { subgroupCheck: false });
          write(`${name} decoded`, point.toBytes(false));
          write(`${name} torsion free`, point.isTorsionFree());
          write(`${name} outside, multiple`, point.multiply(factors[7]!).toBytes());
          write(`${name} cofactor`, point.clearCofactor().toBytes());
        } catch (error) {
          write(`${name} refused`, (error as { code: string }).code);
        }
      }
    }
  }
}

function writePairings({ curve }: Modules, write: Write): void {
  const [as, bs] = [sample(scalars, 12, 8), sample(scalars, 12, 9)];
  as.forEach((a, index) => {
    const value = curve.pairing(curve.G1.BASE.multiply(a), curve.G2.BASE.multiply(bs[index]!));
    write(`pairing ${index}`, value.toBytes());
    write(`pairing ${index} power`, value.pow(bs[index]!).toBytes());
    write(`pairing ${index} inverse`, value.inverse().toBytes());
    write(`pairing ${index} product`, value.multiply(curve.Gt.fromBytes(value.toBytes())).toBytes());
  });
  const pairs = as.map((a, index) => [curve.G1.BASE.multiply(a), curve.G2.BASE.multiply(bs[index]!)] as const);
  const exponent = as.reduce((sum, a, index) => (sum + a * bs[index]!) % ORDER, 0n);
  const closing = [curve.G1.BASE.multiply((ORDER - exponent) % ORDER), curve.G2.BASE] as const;
  write("pairing check", curve.pairingCheck(pairs));
  write("pairing check closed", curve.pairingCheck([...pairs, closing]));
}

function writeSignatures({ bls }: Modules, write: Write): void {
  for (const scheme of [bls.minSig, bls.minPk, bls.minSigPop, bls.minPkPop]) {
    const list = sample(nonZeroScalars, 8, 10).map(scalarBytes);
    const texts = sample(messages, 8, 11);
    const name = scheme.DST;
    const publicKeys = list.map((key) => scheme.getPublicKey(key));
    const signatures = list.map((key, index) => scheme.sign(texts[index]!, key));
    write(`${name} keygen`, scheme.keygen(concat(...list)));
    publicKeys.forEach((publicKey, index) => {
      write(`${name} key`, publicKey);
      write(`${name} signature`, signatures[index]!);
      write(`${name} proof`, scheme.popProve(list[index]!));
      write(`${name} verdict`, scheme.verify(signatures[index]!, texts[index]!, publicKey));
      write(`${name} wrong`, scheme.verify(signatures[index]!, texts[(index + 1) % 8]!, publicKey));
    });
    write(`${name} aggregate`, scheme.aggregateSignatures(signatures));
    write(`${name} aggregate key`, scheme.aggregatePublicKeys(publicKeys));
    write(
      `${name} aggregate verdict`,
      scheme.aggregateVerify(scheme.aggregateSignatures(signatures), texts, publicKeys),
    );
    const items = publicKeys.map((publicKey, index) => ({
      publicKey,
      message: texts[index]!,
      signature: signatures[index ^ (index >> 2)]!,
    }));
    write(`${name} batch`, scheme.batchVerify(items).invalid);
  }
}

function writeSharing({ bls, dkg, threshold: sharing }: Modules, write: Write): void {
  const lists = [
    [1, 2, 3, 4, 5, 6, 7],
    sample(nonZeroScalars, 6, 12),
    Array.from({ length: 40 }, (_, index) => index + 1),
  ];
  lists.forEach((ids, which) => {
    const threshold = (ids.length >> 1) + 1;
    const secret = scalarBytes(sample(nonZeroScalars, 1, 13)[0]!);
    const shares = sharing.split(secret, { threshold, ids, random: seededRandom(14) });
    write(`split ${which}`, concat(...shares.map(({ value }) => value)));
    write(`weights ${which}`, concat(...sharing.lagrangeAtZero(ids)));
    const chosen = subset(ids.length, threshold, 15).map((index) => shares[index]!);
    write(`secret ${which}`, sharing.recoverSecret(chosen));
    write(`wrong secret ${which}`, sharing.recoverSecret(chosen.slice(1)));
  });
  for (const scheme of [bls.minSig, bls.minPk] as BlsScheme[]) {
    const ids = [1, 2, 3, 4, 5, 6];
    const session = utf8("transcript");
    const dealings = ids.map((dealer) =>
      dkg.deal({ scheme, threshold: 4, ids, session, dealer, random: seededRandom(16 + dealer) }),
    );
    for (const { commitments, proof, shares } of dealings) {
      write(`${scheme.name} dealing`, concat(...commitments, proof, ...shares.values()));
    }
    const revealed = dealings.flatMap(({ commitments, shares }) =>
      ids.map((id) => ({ commitments, id, share: shares.get(((id * 7) % 6) + 1)! })),
    );
    write(`${scheme.name} revealed`, dkg.batchVerifyRevealed({ scheme, items: revealed, transcript: session }).invalid);
    const keys = ids.map((id) => {
      const own = dealings.map(({ commitments, shares }) => ({ commitments, share: shares.get(id)! }));
      return dkg.finalize({ scheme, id, ids, dealings: own });
    });
    for (const key of keys) {
      write(`${scheme.name} key`, concat(key.secretShare, key.groupPublicKey, ...key.publicShares, ...key.commitments));
    }
    const partials = keys.map(({ secretShare }, index) => ({
      id: ids[index]!,
      signature: scheme.sign(session, secretShare),
    }));
    partials[0] = { ...partials[0]!, signature: partials[1]!.signature };
    const combined = sharing.combine(scheme, {
      message: session,
      threshold: 4,
      groupPublicKey: keys[0]!.groupPublicKey,
      publicShares: new Map(ids.map((id, index) => [id, keys[0]!.publicShares[index]!])),
      partials,
    });
    write(`${scheme.name} group signature`, combined.signature);
    write(`${scheme.name} bad partial signatures`, combined.invalid as number[]);
    write(`${scheme.name} interpolated`, sharing.recoverSignature(scheme, partials));
  }
}

async function writeViewChange({ viewChange }: Modules, write: Write): Promise<void> {
  for (const scheme of ["min-sig", "min-pk"] as const) {
    const candidates = Array.from({ length: 8 }, (_, index) => ({ name: `miner ${index}`, stake: 100 - (index % 5) }));
    const result = await viewChange.runViewChange({
      candidates,
      scheme,
      miners: 7,
      threshold: 4,
      quorum: 5,
      seed: "transcript",
      rounds: 3,
      faults: "crash:2@share,bad-share:3>5",
    });
    if (result.magicBlocks.length === 0 || result.beacon.length === 0) throw new Error("the view change failed");
    for (const block of result.magicBlocks) write(`${scheme} magic block`, viewChange.MagicBlock.toJson(block));
    for (const { record, ranks } of result.beacon) {
      write(`${scheme} beacon`, concat(record.previousRandomness, record.signature, record.randomness));
      write(`${scheme} ranks`, ranks);
    }
  }
}

const SECTIONS = {
  points: writePoints,
  pairings: writePairings,
  signatures: writeSignatures,
  sharing: writeSharing,
  "view change": writeViewChange,
};

export type Section = keyof typeof SECTIONS;

/** What the public API answers to fixed inputs, line by line; `after` is called when a section ends. */
export async function transcriptOf(
  modules: Modules,
  { only, after }: { only?: readonly Section[]; after?: (section: string) => void } = {},
): Promise<string[]> {
  const lines: string[] = [];
  const write: Write = (name, value) => {
    const text = value instanceof Uint8Array ? hex(value) : Array.isArray(value) ? value.join(",") : String(value);
    lines.push(`${name}: ${text}`);
  };
  for (const [section, writeSection] of Object.entries(SECTIONS)) {
    if (only !== undefined && !only.includes(section as Section)) continue;
    await writeSection(modules, write);
    after?.(section);
  }
  return lines;
}
