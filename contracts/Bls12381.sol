// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// BLS signatures in G1 under keys in G2 ("min-sig"), on the precompiles of EIP-2537.
///
/// Points come uncompressed: a signature as x, y (96 bytes), a key as x.c1, x.c0, y.c1, y.c0 (192 bytes; the order of
/// ZCash and of the product). Whether coordinates are below the modulus, on the curve and in the subgroup of prime
/// order is checked by PAIRING itself, for every point that is given to it: EIP-2537 demands it. G1ADD and G2ADD do
/// not check subgroups, and are only used for sums that go through PAIRING afterwards.
///
/// A chain without these precompiles answers a call of their addresses with success and no bytes: the length of every
/// answer is looked at.
library Bls12381 {
    /// The chain has no such precompile.
    error PrecompileMissing(uint256 precompile);
    /// A point is the identity, not canonical, not on the curve, or not in the subgroup of prime order; or the gas ran
    /// out: a precompile that refuses takes all that it was given.
    error InvalidPoint();
    error WrongSignature();

    /// How many bytes a point of G1 and one of G2, and therefore a pair, have for the precompiles.
    uint256 internal constant G1 = 128;
    uint256 internal constant PAIR = 384;

    /// The tag for signatures of groups, and that for signatures of long-term keys. Behind each stands its length, 43
    /// = "+", as RFC 9380 wants it (DST_prime).
    bytes internal constant GROUP = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_+";
    bytes internal constant LONG_TERM = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_+";

    /// p, and (p - 1) / 2: the first 32 and the last 16 of 48 bytes.
    uint256 private constant P_HIGH = 0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f624;
    uint256 private constant P_LOW = 0x1eabfffeb153ffffb9feffffffffaaab;
    uint256 private constant HALF_HIGH = 0x0d0088f51cbff34d258dd3db21a5d66bb23ba5c279c2895fb39869507b587b12;
    uint256 private constant HALF_LOW = 0x0f55ffff58a9ffffdcff7fffffffd555;

    /// Makes room for a signature and `keys` keys, and writes the first pair: the signature and minus the generator of
    /// G2. Pair i after it is for what the key i signed.
    function begin(bytes32[3] calldata signature, uint256 keys) internal pure returns (uint256 pairs) {
        if (signature[0] | signature[1] | signature[2] == 0) revert InvalidPoint();
        assembly ("memory-safe") {
            pairs := mload(0x40)
            mstore(0x40, add(pairs, mul(384, add(keys, 1))))
            mstore(pairs, 0)
            mstore(add(pairs, 64), 0)
            calldatacopy(add(pairs, 16), signature, 48)
            calldatacopy(add(pairs, 80), add(signature, 48), 48)
            // x.c0, x.c1, y.c0, y.c1 of the generator's negative
            mstore(add(pairs, 128), 0x00000000000000000000000000000000024aa2b2f08f0a91260805272dc51051)
            mstore(add(pairs, 160), 0xc6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8)
            mstore(add(pairs, 192), 0x0000000000000000000000000000000013e02b6052719f607dacd3a088274f65)
            mstore(add(pairs, 224), 0x596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e)
            mstore(add(pairs, 256), 0x000000000000000000000000000000000d1b3cc2c7027888be51d9ef691d77bc)
            mstore(add(pairs, 288), 0xb679afda66c73f17f9ee3837a55024f78c71363275a75d75d86bab79f74782aa)
            mstore(add(pairs, 320), 0x0000000000000000000000000000000013fa4d4a0ad8b1ce186ed5061789213d)
            mstore(add(pairs, 352), 0x993923066dddaf1040bc3ff59f825c78df74f2d75467e25e0f55f8a00fa030ed)
        }
    }

    /// Is the product of the pairings one, that is: did the keys sign these messages? Reverts unless.
    function finish(uint256 pairs, uint256 keys) internal view {
        bool one;
        bool called;
        uint256 length;
        assembly ("memory-safe") {
            called := staticcall(gas(), 0x0f, pairs, mul(384, add(keys, 1)), 0, 32)
            length := returndatasize()
            one := eq(mload(0), 1)
        }
        if (!called) revert InvalidPoint();
        if (length != 32) revert PrecompileMissing(0x0f);
        if (!one) revert WrongSignature();
    }

    /// hash_to_curve of RFC 9380 (BLS12381G1_XMD:SHA-256_SSWU_RO_) under a tag that its length follows (at most 256
    /// bytes together), written to `target`.
    function hashTo(uint256 target, bytes memory message, bytes memory tag) internal view {
        uint256 missing;
        assembly ("memory-safe") {
            function digest(from, length, to) {
                if iszero(staticcall(gas(), 0x02, from, length, to, 32)) { revert(0, 0) }
            }
            // from 0: digest, counter and tag (33 + 256 bytes); from 320: a field element; from 384: two points; from
            // 640: what MODEXP is asked. The first message is laid over all of it, before there is anything
            let free := mload(0x40)
            let length := mload(message)
            let tagLength := mload(tag)
            // expand_message_xmd to 128 bytes. b_0 = H(64 zeros, message, 128 as two bytes, 0, tag)
            mstore(free, 0)
            mstore(add(free, 32), 0)
            mcopy(add(free, 64), add(message, 32), length)
            mstore(add(add(free, 64), length), shl(232, 0x008000))
            mcopy(add(add(free, 67), length), add(tag, 32), tagLength)
            digest(free, add(add(length, 67), tagLength), 0)
            let b0 := mload(0)
            mcopy(add(free, 33), add(tag, 32), tagLength)
            tagLength := add(tagLength, 33)
            // 64 bytes to the power of 1 modulo p: three lengths; base; exponent; modulus
            let power := add(free, 640)
            mstore(power, 64)
            mstore(add(power, 32), 1)
            mstore(add(power, 64), 48)
            mstore8(add(power, 160), 1)
            mstore(add(power, 161), P_HIGH)
            mstore(add(power, 193), shl(128, P_LOW))
            let base := add(power, 96)
            let element := add(free, 320)
            let point := add(free, 384)
            let previous := 0
            mstore(element, 0)
            for { let i := 0 } lt(i, 2) { i := add(i, 1) } {
                // b_j = H(b_0 xor b_(j-1), j, tag), where the first has nothing before it: two are a field element
                mstore(free, xor(b0, previous))
                mstore8(add(free, 32), add(mul(i, 2), 1))
                digest(free, tagLength, base)
                mstore(free, xor(b0, mload(base)))
                mstore8(add(free, 32), add(mul(i, 2), 2))
                digest(free, tagLength, add(base, 32))
                previous := mload(add(base, 32))
                if iszero(staticcall(gas(), 0x05, power, 209, add(element, 16), 48)) { revert(0, 0) }
                let mapped := staticcall(gas(), 0x10, element, 64, add(point, mul(i, 128)), 128)
                if iszero(and(mapped, eq(returndatasize(), 128))) { missing := 0x10 }
            }
            let added := staticcall(gas(), 0x0b, point, 256, target, 128)
            if iszero(and(added, eq(returndatasize(), 128))) { missing := 0x0b }
        }
        if (missing != 0) revert PrecompileMissing(missing);
    }

    /// Writes a key of 192 bytes in memory to `target` as the precompiles take it.
    function padKey(uint256 target, uint256 key) internal pure {
        assembly ("memory-safe") {
            mstore(target, 0)
            mstore(add(target, 64), 0)
            mstore(add(target, 128), 0)
            mstore(add(target, 192), 0)
            mcopy(add(target, 16), add(key, 48), 48)
            mcopy(add(target, 80), key, 48)
            mcopy(add(target, 144), add(key, 144), 48)
            mcopy(add(target, 208), add(key, 96), 48)
        }
    }

    /// The sum of two points that were written for the precompiles, in the place of the first: of G1, or of G2.
    function addTo(uint256 target, uint256 other, bool ofG2) internal view {
        bool added;
        uint256 length;
        uint256 size = ofG2 ? 2 * G1 : G1;
        uint256 precompile = ofG2 ? 0x0d : 0x0b;
        assembly ("memory-safe") {
            let both := mload(0x40)
            mcopy(both, target, size)
            mcopy(add(both, size), other, size)
            added := staticcall(gas(), precompile, both, mul(size, 2), target, size)
            length := returndatasize()
        }
        if (!added) revert InvalidPoint();
        if (length != size) revert PrecompileMissing(precompile);
    }

    /// SHA-256 of the signature's 48 compressed bytes: x, with a flag for compression and one for the larger y.
    function digestOf(bytes32[3] calldata signature) internal view returns (bytes32 digest) {
        assembly ("memory-safe") {
            let high := calldataload(add(signature, 48))
            let low := shr(128, calldataload(add(signature, 80)))
            let larger := or(gt(high, HALF_HIGH), and(eq(high, HALF_HIGH), gt(low, HALF_LOW)))
            calldatacopy(0, signature, 48)
            mstore8(0, or(or(0x80, shl(5, larger)), byte(0, mload(0))))
            if iszero(staticcall(gas(), 0x02, 0, 48, 0, 32)) { revert(0, 0) }
            digest := mload(0)
        }
    }

    /// Is a key of 192 bytes the one that 96 compressed bytes stand for? Says nothing about the curve: PAIRING does.
    function isKey(bytes32[6] calldata key, bytes calldata compressed) internal pure returns (bool same) {
        if (key[3] | key[4] | key[5] == 0) return false;
        assembly ("memory-safe") {
            function larger(y) -> is {
                let high := calldataload(y)
                let low := shr(128, calldataload(add(y, 32)))
                is := or(gt(high, HALF_HIGH), and(eq(high, HALF_HIGH), gt(low, HALF_LOW)))
            }
            function isZero(y) -> is { is := iszero(or(calldataload(y), shr(128, calldataload(add(y, 32))))) }
            // y.c1 decides, where it is zero y.c0
            let sign := larger(add(key, 96))
            if isZero(add(key, 96)) { sign := larger(add(key, 144)) }
            let flagged := or(calldataload(key), shl(248, or(0x80, shl(5, sign))))
            same := eq(flagged, calldataload(compressed.offset))
            same := and(same, eq(calldataload(add(key, 32)), calldataload(add(compressed.offset, 32))))
            same := and(same, eq(calldataload(add(key, 64)), calldataload(add(compressed.offset, 64))))
            // three bits of the first byte are the flags' alone
            same := and(same, iszero(shr(253, calldataload(key))))
        }
    }
}
