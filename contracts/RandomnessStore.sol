// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRandomness} from "./IRandomness.sol";

/// The rounds that were verified. The first that is stored for a number stays.
abstract contract RandomnessStore is IRandomness {
    event RoundStored(uint64 indexed round, bytes32 randomness);

    mapping(uint64 round => bytes32) internal stored;

    function randomness(uint64 round) external view returns (bytes32 value) {
        value = stored[round];
        if (value == 0) revert RoundNotStored(round);
    }

    function store(uint64 round, bytes32 value) internal {
        stored[round] = value;
        emit RoundStored(round, value);
    }
}
