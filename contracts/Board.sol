// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// The ledger of a network on an EVM chain: it gives entries an order and nothing else. Replicas read the events;
/// which entries count is decided by them, not here.
contract Board {
    /// @param position counts up from 0 without a gap: whoever misses one has been given too few events
    /// @param writer who sent it: replicas skip what the writers of a record did not send
    /// @param kind 1 transaction, 2 member, 3 authority, 4 lot, 5 beacon
    /// @param data the entry as it stands in a block of the ledger
    event Entry(uint256 indexed position, address indexed writer, uint8 indexed kind, bytes data);

    /// How many entries there are.
    uint256 public length;

    function append(uint8 kind, bytes calldata data) external {
        uint256 position = length;
        length = position + 1;
        emit Entry(position, msg.sender, kind, data);
    }
}
