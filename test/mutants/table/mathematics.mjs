// Signatures, sharing and key generation: inputs of hashes, checks of keys, proofs and shares.
import { mutantsOf } from "../row.mjs";

const WEIGHTS = ["test/library/bls/transcripts.test.ts", "test/library/bls/randomness.test.ts"];
const BATCH = ["test/library/bls/batch.test.ts"];
const SCHEME = ["test/library/bls/scheme.test.ts", "test/negative/points.test.ts"];
const DKG = ["test/library/dkg/dkg.test.ts", "test/negative/scalars.test.ts"];
const HEDGE = ["test/library/dkg/hedge.test.ts", "test/library/dkg/reshare-random.test.ts"];
const RESHARE = ["test/library/dkg/reshare-refusals.test.ts"];
const COMBINE = ["test/library/threshold/combine.test.ts"];

export const MATHEMATICS = [
  ...mutantsOf(
    "src/bls/batch.ts",
    WEIGHTS,
    [
      "transcript-without-messages",
      "input left out of a hash",
      "[message, keyBytes(publicKeyGroup, publicKey)])",
      "[keyBytes(publicKeyGroup, publicKey)])",
    ],
    [
      "transcript-without-keys",
      "input left out of a hash",
      "({ message, publicKey }) => [message, keyBytes(publicKeyGroup, publicKey)]",
      "({ message }) => [message]",
    ],
    [
      "transcript-without-signatures",
      "input left out of a hash",
      "          tag,\n          encoded,\n",
      "          tag,\n",
    ],
    [
      "transcript-without-tag",
      "input left out of a hash",
      "          tag,\n          encoded,\n",
      "          encoded,\n",
    ],
    [
      "hedge-without-signatures",
      "input left out of a hash",
      "hedgedWeights(items.length, [\n          encoded,\n",
      "hedgedWeights(items.length, [\n",
    ],
    [
      "hedge-without-hashes",
      "input left out of a hash",
      "          keys.vector.bytes,\n          ...hashes,\n",
      "          keys.vector.bytes,\n",
    ],
    ["hedge-without-keys", "input left out of a hash", "          keys.vector.bytes,\n", ""],
  ),
  ...mutantsOf("src/bls/messages.ts", BATCH, ["message-or-hash", "input left out of a hash", "`\\u0100", "`"]),
  ...mutantsOf(
    "src/bls/batch.ts",
    BATCH,
    [
      "right-half-not-searched",
      "flipped comparison",
      "if (leftHolds || !holds(right)) search(right);",
      "if (leftHolds) search(right);",
    ],
    [
      "unweighted-sum",
      "dropped operand",
      "...statementFactors(suite, statements, members, weights)",
      "...statementFactors(suite, statements, members)",
    ],
  ),
  ...mutantsOf(
    "src/bls/transcript.ts",
    WEIGHTS,
    ["weight-zero", "dropped check", "    if (isNonZero(weight) === 0) out[32 * index + 31] = 1;\n", ""],
    ["parts-without-length", "input left out of a hash", "...lengthPrefixed(parts)]", "...parts]"],
    [
      "hedge-without-random",
      "input left out of a hash",
      'utf8("feldspar/v2/hedged-weights"), randomBytes(32), ...parts',
      'utf8("feldspar/v2/hedged-weights"), ...parts',
    ],
  ),
  ...mutantsOf(
    "src/curve/subgroup-seed.ts",
    WEIGHTS,
    [
      "seed-without-encodings",
      "input left out of a hash",
      "...lengthPrefixed([transcript, encodings])",
      "...lengthPrefixed([transcript])",
    ],
    [
      "drawn-seed-without-encodings",
      "input left out of a hash",
      "sha256Of(tag, randomBytes(32), encodings)",
      "sha256Of(tag, randomBytes(32))",
    ],
    ["derived-bits", "swapped operands", "bits: DERIVED_BITS", "bits: DRAWN_BITS"],
  ),
  ...mutantsOf(
    "src/bls/scheme.ts",
    SCHEME,
    [
      "repeated-message",
      "dropped check",
      'if (suite.messageRule === "distinct" && representatives.length < messages.length) return false;',
      "",
    ],
    ["keys-that-cancel", "dropped check", "    if (someKeysCancel(suite, statements)) return false;\n", ""],
    ["keys-that-cancel-fast", "dropped check", "      if (isIdentity(publicKeyGroup, sum)) return false;\n", ""],
    [
      "aggregate-of-nobody",
      "dropped check",
      'if (isIdentity(publicKeyGroup, sum)) throw statusError(6, "the sum of the public keys");',
      "",
    ],
  ),
  ...mutantsOf(
    "src/bls/keys.ts",
    SCHEME,
    [
      "identity-as-key",
      "dropped check",
      'if (bytes[0]! & IDENTITY_FLAG) throw statusError(IS_IDENTITY, "public key");',
      "",
    ],
    ["short-key-material", "off by one", "if (ikm.length < 32)", "if (ikm.length < 31)"],
    [
      "key-for-the-other-group",
      "dropped check",
      "if (content.group !== group) {",
      "if (content.group === undefined) {",
    ],
  ),
  ...mutantsOf(
    "src/dkg/verify.ts",
    ["test/library/bls/randomness.test.ts", "test/library/bls/transcripts.test.ts"],
    [
      "share-weights-without-shares",
      "input left out of a hash",
      "    list.set(share, 96 * index + 64);\n",
      "    void share;\n",
    ],
    [
      "share-weights-without-commitments",
      "input left out of a hash",
      "    list.set(contents[dealer]!.digest(), 96 * index);\n",
      "    void dealer;\n",
    ],
    [
      "share-weights-without-transcript",
      "input left out of a hash",
      "    .bytes(transcript ?? new Uint8Array(0))\n",
      "",
    ],
  ),
  ...mutantsOf(
    "src/dkg/hedge.ts",
    HEDGE,
    [
      "nonce-without-secret",
      "input left out of a hash",
      "concatBytes(statement, fresh, secret)",
      "concatBytes(statement, fresh)",
    ],
    [
      "nonce-without-statement",
      "input left out of a hash",
      "concatBytes(statement, fresh, secret)",
      "concatBytes(fresh, secret)",
    ],
    [
      "dealing-without-context",
      "input left out of a hash",
      ".fixed(dealer, 32).bytes(context).fixed(all, 32)",
      ".fixed(dealer, 32).fixed(all, 32)",
    ],
    [
      "dealing-without-receivers",
      "input left out of a hash",
      ".u32(threshold).bytes(receivers).digest()",
      ".u32(threshold).digest()",
    ],
    ["fresh-wiped", "dropped wipe", "    material.fill(0);\n    fresh.fill(0);\n", ""],
  ),
  ...mutantsOf(
    "src/dkg/proof.ts",
    DKG,
    [
      "challenge-without-commitments",
      "input left out of a hash",
      "    .fixed(commitmentsDigest, 32)\n    .bytes(nonceCommitment)\n",
      "    .bytes(nonceCommitment)\n",
    ],
    [
      "challenge-without-session",
      "input left out of a hash",
      "new Encoder(TAG.proofOfKnowledge)\n    .text(schemeName)\n    .bytes(session)\n",
      "new Encoder(TAG.proofOfKnowledge)\n    .text(schemeName)\n",
    ],
    [
      "proof-above-order",
      "dropped check",
      "if ((isBelowOrder(c) & isBelowOrder(z)) === 0) {",
      "if (isBelowOrder(c) === 0) {",
    ],
  ),
  ...mutantsOf(
    "src/dkg/keys.ts",
    DKG,
    [
      "key-share-unchecked",
      "dropped check",
      "if (verifyOneShare(group, vector, idToScalar(id), secretShare)) return;",
      "return;",
    ],
    ["party-that-is-none", "dropped check", "if (!ids.some((other) => idKey(other) === own))", "if (ids.length < 0)"],
  ),
  ...mutantsOf("src/dkg/deal.ts", DKG, [
    "number-of-commitments",
    "dropped check",
    "return openCommitments(scheme, commitments, threshold);",
    "return openCommitments(scheme, commitments);",
  ]),
  ...mutantsOf("src/dkg/reshare.ts", RESHARE, [
    "another-constant-term",
    "dropped check",
    "return provesConstant(claim, content) && own;",
    "return provesConstant(claim, content);",
  ]),
  ...mutantsOf("src/dkg/finalize-reshare.ts", RESHARE, [
    "another-group-key",
    "dropped check",
    'if (!isKey(scheme, commitments[0]!, groupPublicKey, "group public key")) {',
    "if (commitments.length === 0) {",
  ]),
  ...mutantsOf(
    "src/threshold/signatures.ts",
    COMBINE,
    [
      "signature-unverified",
      "dropped check",
      "if (isVerified(scheme, signature, verified)) {",
      "if (signature.bytes.length > 0) {",
    ],
    ["one-party-twice", "dropped check", "    if (seen.has(key)) continue;\n", ""],
    [
      "end-unverified",
      "dropped check",
      "if (!isVerified(scheme, signature, verified)) {",
      "if (signature.bytes.length === 0) {",
    ],
  ),
  ...mutantsOf(
    "src/threshold/ids.ts",
    ["test/negative/parties.test.ts"],
    ["repeated-id", "dropped check", "if (repeated.size > 0) {", "if (repeated.size < 0) {"],
    ["id-of-zero", "off by one", "if (value < 1n || value >= ORDER) {", "if (value < 0n || value >= ORDER) {"],
    ["id-of-order", "off by one", "if (value < 1n || value >= ORDER) {", "if (value < 1n || value > ORDER) {"],
  ),
];
