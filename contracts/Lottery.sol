// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRandomness} from "./IRandomness.sol";
import {Uniform} from "./Uniform.sol";

/// An example of a consumer: entries are sold until nobody can know the round that will decide; then whoever likes
/// draws.
contract Lottery {
    /// The round might be known before entries close.
    error RoundTooEarly();
    error Closed();
    error Open();
    error WrongPrice();
    error NobodyEntered();
    error AlreadyDrawn();
    error NotTheWinner();

    event Entered(address indexed entrant, uint256 ticket);
    event Drawn(address indexed winner, uint256 ticket, bytes32 randomness);

    IRandomness public immutable beacon;
    uint64 public immutable round;
    uint256 public immutable closes;
    uint256 public immutable price;
    address[] public entrants;
    address public winner;

    /// The round is fixed before anybody enters, and it lies after the closing.
    constructor(IRandomness source, uint64 deciding, uint256 closing, uint256 ticket) {
        if (source.notBefore(deciding) <= closing) revert RoundTooEarly();
        (beacon, round, closes, price) = (source, deciding, closing, ticket);
    }

    function enter() external payable {
        if (block.timestamp >= closes) revert Closed();
        if (msg.value != price) revert WrongPrice();
        emit Entered(msg.sender, entrants.length);
        entrants.push(msg.sender);
    }

    /// Needs the round in the beacon's store: `submit` it there first. Nobody who draws can choose anything.
    function draw() external {
        if (block.timestamp < closes) revert Open();
        if (winner != address(0)) revert AlreadyDrawn();
        if (entrants.length == 0) revert NobodyEntered();
        bytes32 value = beacon.randomness(round);
        // two lotteries on one round draw differently
        uint256 ticket = Uniform.below(entrants.length, keccak256(abi.encode(block.chainid, address(this), value)));
        winner = entrants[ticket];
        emit Drawn(winner, ticket, value);
    }

    /// Everything goes to the winner.
    function claim() external {
        if (msg.sender != winner) revert NotTheWinner();
        (bool sent,) = msg.sender.call{value: address(this).balance}("");
        require(sent);
    }
}
