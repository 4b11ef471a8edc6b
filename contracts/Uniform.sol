// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

library Uniform {
    /// A number below `bound`, which is not zero, each as likely as any other: values from the last multiple of
    /// `bound` on are thrown away, and drawn again.
    function below(uint256 bound, bytes32 seed) internal pure returns (uint256 value) {
        // 2^256 modulo bound: how many values are too many
        uint256 excess = (type(uint256).max % bound + 1) % bound;
        for (uint256 attempt = 0;; attempt++) {
            value = uint256(keccak256(abi.encode(seed, attempt)));
            if (value <= type(uint256).max - excess) break;
        }
        value %= bound;
    }
}
