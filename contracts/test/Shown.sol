// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Bls12381} from "../Bls12381.sol";
import {Uniform} from "../Uniform.sol";

/// What is inside the other contracts, for tests and for other implementers: not for deployment.
contract Shown {
    /// hash_to_curve of RFC 9380, BLS12381G1_XMD:SHA-256_SSWU_RO_: the point as the precompiles have it, 128 bytes.
    function hashToG1(bytes memory message, bytes memory tag) external view returns (bytes memory point) {
        require(tag.length > 0 && tag.length < 256);
        point = new bytes(128);
        uint256 target;
        assembly ("memory-safe") { target := add(point, 32) }
        Bls12381.hashTo(target, message, abi.encodePacked(tag, uint8(tag.length)));
    }

    function below(uint256 bound, bytes32 seed) external pure returns (uint256) {
        return Uniform.below(bound, seed);
    }
}
