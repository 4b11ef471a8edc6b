// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Bls12381} from "./Bls12381.sol";
import {MagicBlocks} from "./MagicBlocks.sol";
import {RandomnessStore} from "./RandomnessStore.sol";

/// Verifies rounds of a network's beacon (scheme "min-sig", beacon mode "chained") under the keys of the magic blocks
/// that it follows by itself. Messages are built here, as docs/wire-formats.md has them.
contract FeldsparBeacon is MagicBlocks, RandomnessStore {
    /// The round is none of this view's: it is before its starting round, or not before its successor's.
    error NotOfTheView();
    /// The round before has another randomness than the one that this round is said to follow.
    error NotChained();
    error NoClock();

    /// One round as the network's files and ledgers have it; the signature uncompressed.
    struct Round {
        uint64 magicBlockNumber;
        uint64 round;
        uint32 timeoutCount;
        bytes32 previousRandomness;
        bytes32[3] signature;
    }

    /// When a round was not there yet, and how fast rounds follow each other at most.
    struct Clock {
        uint64 round;
        uint64 time;
        uint64 roundMilliseconds;
    }

    Clock private clock;

    constructor(Chain memory given, Clock memory start) MagicBlocks(given) {
        clock = start;
    }

    /// The round's randomness if it is one of its view's rounds and the signature is the group's; reverts unless.
    /// Stores nothing. Where a round was repeated after a time-out there can be several: `randomness` keeps to the
    /// first stored.
    function verify(Round calldata input) public view returns (bytes32) {
        (uint64 number, uint64 round) = (input.magicBlockNumber, input.round);
        View storage owner = views[number];
        (address data, uint64 first) = (owner.data, owner.startingRound);
        if (data == address(0)) revert UnknownView(number);
        uint64 next = views[number + 1].startingRound;
        if (round < first || (next != 0 && round >= next)) revert NotOfTheView();

        (uint256 key, bytes32 blockHash, bytes memory message) = load(data, 44);
        bytes32 previous = input.previousRandomness;
        if (round == 0 || !follows(previous, number == 1 && round == first ? blockHash : stored[round - 1])) {
            revert NotChained();
        }
        {
            uint32 count = input.timeoutCount;
            assembly ("memory-safe") {
                let end := add(add(message, 32), sub(mload(message), 44))
                mstore(end, or(shl(192, round), shl(160, count)))
                mstore(add(end, 12), previous)
            }
        }
        uint256 pairs = Bls12381.begin(input.signature, 1);
        Bls12381.hashTo(pairs + Bls12381.PAIR, message, Bls12381.GROUP);
        Bls12381.padKey(pairs + Bls12381.PAIR + Bls12381.G1, key);
        Bls12381.finish(pairs, 1);
        return Bls12381.digestOf(input.signature);
    }

    /// Verifies and stores a round. What is stored already is returned without looking at the signature.
    function submit(Round calldata input) external returns (bytes32 value) {
        value = stored[input.round];
        if (value != 0) return value;
        value = verify(input);
        store(input.round, value);
    }

    /// By the clock of the deployment: rounds never come faster than the network's round time.
    function notBefore(uint64 round) external view returns (uint256) {
        Clock memory from = clock;
        if (from.time == 0 || round < from.round) revert NoClock();
        return uint256(from.time) + uint256(round - from.round) * from.roundMilliseconds / 1000;
    }

    /// What is not stored is not known to be different.
    function follows(bytes32 previous, bytes32 known) private pure returns (bool) {
        return known == 0 || previous == known;
    }
}
