// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Public randomness by rounds, as consumers see it.
interface IRandomness {
    /// Nobody has stored this round yet.
    error RoundNotStored(uint64 round);

    /// The randomness of a round that was verified and stored: for ever the same. Reverts while it is not there.
    function randomness(uint64 round) external view returns (bytes32);

    /// A time (in seconds, as `block.timestamp`) before which nobody can know this round's randomness: whoever wants
    /// an unbiased draw closes before it. Reverts where the deployment has no clock.
    function notBefore(uint64 round) external view returns (uint256);
}
