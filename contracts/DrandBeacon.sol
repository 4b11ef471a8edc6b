// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Bls12381} from "./Bls12381.sol";
import {RandomnessStore} from "./RandomnessStore.sol";

/// Verifies rounds of drand's scheme `bls-unchained-g1-rfc9380` under one key for ever: those of quicknet, and those
/// of a network of this product whose beacon is in the mode "drand".
contract DrandBeacon is RandomnessStore {
    error NoSuchRound();

    bytes32 private immutable KEY0;
    bytes32 private immutable KEY1;
    bytes32 private immutable KEY2;
    bytes32 private immutable KEY3;
    bytes32 private immutable KEY4;
    bytes32 private immutable KEY5;
    uint64 public immutable genesisTime;
    uint64 public immutable period;

    /// @param key the network's key, 192 bytes uncompressed
    /// @param time when round 1 is due, in seconds
    /// @param every seconds from round to round
    constructor(bytes32[6] memory key, uint64 time, uint64 every) {
        if (key[0] | key[1] | key[2] | key[3] | key[4] | key[5] == 0) revert Bls12381.InvalidPoint();
        (KEY0, KEY1, KEY2, KEY3, KEY4, KEY5) = (key[0], key[1], key[2], key[3], key[4], key[5]);
        (genesisTime, period) = (time, every);
    }

    /// The network's key.
    function groupKey() public view returns (bytes32[6] memory) {
        return [KEY0, KEY1, KEY2, KEY3, KEY4, KEY5];
    }

    /// The round's randomness if the signature (x, y) is the group's; reverts unless. Stores nothing.
    function verify(uint64 round, bytes32[3] calldata signature) public view returns (bytes32) {
        if (round == 0) revert NoSuchRound();
        bytes32[6] memory key = groupKey();
        uint256 pointer;
        assembly ("memory-safe") { pointer := key }
        uint256 pairs = Bls12381.begin(signature, 1);
        Bls12381.hashTo(pairs + Bls12381.PAIR, abi.encodePacked(sha256(abi.encodePacked(round))), Bls12381.GROUP);
        Bls12381.padKey(pairs + Bls12381.PAIR + Bls12381.G1, pointer);
        Bls12381.finish(pairs, 1);
        return Bls12381.digestOf(signature);
    }

    /// Verifies and stores a round. What is stored already is returned without looking at the signature.
    function submit(uint64 round, bytes32[3] calldata signature) external returns (bytes32 value) {
        value = stored[round];
        if (value != 0) return value;
        value = verify(round, signature);
        store(round, value);
    }

    function notBefore(uint64 round) external view returns (uint256) {
        if (round == 0) revert NoSuchRound();
        return uint256(genesisTime) + (uint256(round) - 1) * period;
    }
}
