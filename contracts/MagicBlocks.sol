// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Bls12381} from "./Bls12381.sol";

/// Follows the chain of magic blocks of a network (scheme "min-sig") by its headers, from the genesis or from a block
/// whose hash is trusted, as the product's light client does. Anybody may hand in the next header; nobody is trusted.
///
/// The two signatures of a certificate come added up, as one point. A sum proves what its parts prove: it is an
/// aggregate signature on two messages that differ (each has its own tag), so nobody makes one without both keys (the
/// CFRG's draft on BLS signatures, "AggregateVerify" of the basic scheme). It takes three pairings in the place of
/// four.
abstract contract MagicBlocks {
    error AlreadyThere(uint64 number);
    error UnknownView(uint64 number);
    /// The header is not one of this chain, or not well-formed; the number is where in its bytes.
    error BadHeader(uint256 offset);
    /// The uncompressed key is not the one in the header.
    error WrongKey();
    /// The sharders' keys are not those of the deployment.
    error WrongSharders();
    error TooFewSharders();

    event MagicBlock(uint64 indexed number, bytes32 hash, uint64 startingRound);

    /// What the deployer says, and anybody can compare with the network's genesis.
    struct Chain {
        string chainId;
        bool reshare;
        /// Hash of the genesis; where there are no sharders, hash of the block that is trusted.
        bytes32 anchor;
        /// The genesis' start round.
        uint64 startRound;
        /// How many sharders the genesis has, and keccak256 of their keys, 192 bytes each.
        uint32 sharders;
        bytes32 shardersHash;
    }

    /// `data` is a contract that is only code: see `write`.
    struct View {
        address data;
        uint64 startingRound;
    }

    uint256 private constant HEADER = 327;
    uint256 private constant MAX_MINERS = 4096;
    uint256 private constant MAX_SHARDERS = 1000;
    uint64 private constant MAX_INTEGER = 2 ** 53 - 1;
    /// Lengths in a view's data: the key, the block's hash.
    uint256 private constant KEY = 192;
    uint256 private constant KEY_AND_HASH = 224;
    /// The tag of rounds, as text.
    bytes32 private constant TAG = "\x00\x00\x00\x12feldspar/v2/beacon";
    uint256 private constant TAG_LENGTH = 22;

    Chain private chain;
    /// The first three fields of every header: version, scheme, mode, and the hash of the chain's id.
    bytes3 private immutable KIND;
    bytes32 private immutable CHAIN_ID_HASH;
    bool private immutable RESHARE;

    mapping(uint64 number => View) internal views;

    constructor(Chain memory given) {
        chain = given;
        RESHARE = given.reshare;
        KIND = given.reshare ? bytes3(0x020102) : bytes3(0x020101);
        CHAIN_ID_HASH = sha256(abi.encodePacked("\x00\x00\x00\x14feldspar/v2/chain-id", text(given.chainId)));
    }

    /// What this contract was deployed with.
    function deployment() external view returns (Chain memory) {
        return chain;
    }

    /// What is known of a magic block. Reverts for one that is not.
    function magicBlock(uint64 number)
        external
        view
        returns (bytes32 hash, uint64 startingRound, bytes memory groupKey)
    {
        View storage found = views[number];
        if (found.data == address(0)) revert UnknownView(number);
        uint256 key;
        (key, hash,) = load(found.data, 0);
        startingRound = found.startingRound;
        groupKey = new bytes(KEY);
        assembly ("memory-safe") { mcopy(add(groupKey, 32), key, KEY) }
    }

    /// Block 1, after the genesis: `signature` is the aggregate of more than half of the genesis' sharders plus the
    /// confirmation, `signers` a bit for each sharder, `keys` all their keys, 192 bytes each.
    function first(
        bytes calldata header,
        bytes32[6] calldata key,
        bytes32[3] calldata signature,
        bytes calldata signers,
        bytes calldata keys
    ) external {
        uint32 sharders = chain.sharders;
        if (sharders == 0 || keys.length != KEY * sharders || keccak256(keys) != chain.shardersHash) {
            revert WrongSharders();
        }
        uint64 startingRound = check(header, key, 1, chain.anchor, chain.startRound);
        bytes32 hash = hashOf(header);
        uint256 pairs = Bls12381.begin(signature, 2);
        bytes memory message = abi.encodePacked("\x00\x00\x00\x11feldspar/v2/first", hash);
        Bls12381.hashTo(pairs + Bls12381.PAIR, message, Bls12381.LONG_TERM);
        sum(pairs + Bls12381.PAIR + Bls12381.G1, sharders, signers, keys);
        confirmation(pairs + 2 * Bls12381.PAIR, hash, key);
        Bls12381.finish(pairs, 2);
        write(1, hash, startingRound, key, beginning());
    }

    /// The block whose hash this contract was deployed with. Its confirmation is verified too.
    function trusted(bytes calldata header, bytes32[6] calldata key, bytes32[3] calldata signature) external {
        bytes32 hash = hashOf(header);
        if (chain.sharders != 0 || hash != chain.anchor || header.length != HEADER) revert BadHeader(0);
        uint64 number = uint64(field(header, 35, 8));
        if (number == 0 || number > MAX_INTEGER) revert BadHeader(35);
        uint64 startingRound = check(header, key, number, bytes32(field(header, 43, 32)), 0);
        uint256 pairs = Bls12381.begin(signature, 1);
        confirmation(pairs + Bls12381.PAIR, hash, key);
        Bls12381.finish(pairs, 1);
        write(number, hash, startingRound, key, beginning());
    }

    /// The block after the latest: `signature` is the hand-over by the view in office plus the confirmation.
    function handOver(bytes calldata header, bytes32[6] calldata key, bytes32[3] calldata signature) external {
        if (header.length != HEADER) revert BadHeader(0);
        // the one before; of number 0, which is none, there is none before
        uint64 number;
        unchecked { number = uint64(field(header, 35, 8)) - 1; }
        if (views[number].data == address(0)) revert UnknownView(number);
        (uint256 officeKey, bytes32 officeHash, bytes memory messages) = load(views[number].data, 0);
        uint64 startingRound = check(header, key, number + 1, officeHash, views[number].startingRound);
        bytes32 hash = hashOf(header);
        certified(officeKey, hash, key, signature);
        write(number + 1, hash, startingRound, key, messages);
    }

    /// Reverts unless the key in office signed the hand-over, and the next one its confirmation.
    function certified(uint256 officeKey, bytes32 hash, bytes32[6] calldata key, bytes32[3] calldata signature)
        private
        view
    {
        uint256 pairs = Bls12381.begin(signature, 2);
        uint256 old = pairs + Bls12381.PAIR;
        Bls12381.hashTo(old, abi.encodePacked("\x00\x00\x00\x15feldspar/v2/hand-over", hash), Bls12381.GROUP);
        Bls12381.padKey(old + Bls12381.G1, officeKey);
        confirmation(old + Bls12381.PAIR, hash, key);
        if (!RESHARE) return Bls12381.finish(pairs, 2);
        // one key for ever: it signed the sum of the two messages' points
        if (!sameKey(officeKey, key)) revert WrongKey();
        Bls12381.addTo(old, old + Bls12381.PAIR, false);
        Bls12381.finish(pairs, 1);
    }

    /// A view's key (192 bytes in memory), its block's hash, and the beginning of the messages of its beacon's rounds,
    /// with room for `more` bytes.
    function load(address data, uint256 more) internal view returns (uint256 key, bytes32 hash, bytes memory message) {
        assembly ("memory-safe") {
            let rest := sub(extcodesize(data), 225)
            key := mload(0x40)
            extcodecopy(data, key, 1, KEY_AND_HASH)
            hash := mload(add(key, KEY))
            message := add(key, KEY_AND_HASH)
            let whole := add(add(rest, TAG_LENGTH), more)
            mstore(message, whole)
            mstore(add(message, 32), TAG)
            extcodecopy(data, add(add(message, 32), TAG_LENGTH), 225, rest)
            mstore(0x40, and(add(add(message, whole), 63), not(31)))
        }
    }

    /// Keeps a view as code, which is cheaper to read than eight slots. A zero first (it cannot run); key; hash of the
    /// block; chain id and number, with which the messages of all its rounds begin behind their tag. `messages` is
    /// that beginning, tag and all, with any number.
    function write(
        uint64 current,
        bytes32 hash,
        uint64 startingRound,
        bytes32[6] calldata key,
        bytes memory messages
    ) private {
        assembly ("memory-safe") {
            // their last eight bytes are a number
            let end := add(messages, mload(messages))
            mstore(end, or(and(mload(end), not(0xffffffffffffffff)), current))
            // without the tag
            let length := sub(mload(messages), TAG_LENGTH)
            messages := add(messages, TAG_LENGTH)
            mstore(messages, length)
        }
        if (views[current].data != address(0)) revert AlreadyThere(current);
        // the first ten bytes return what follows them
        bytes memory creation = abi.encodePacked(
            hex"61", uint16(1 + KEY_AND_HASH + messages.length), hex"80600a3d393df3", bytes1(0), key, hash, messages
        );
        address data;
        assembly ("memory-safe") { data := create(0, add(creation, 32), mload(creation)) }
        require(data != address(0));
        views[current] = View(data, startingRound);
        emit MagicBlock(current, hash, startingRound);
    }

    /// What can be said of a header without looking at signatures; its starting round.
    function check(
        bytes calldata header,
        bytes32[6] calldata key,
        uint64 number,
        bytes32 previousHash,
        uint64 roundBefore
    ) private view returns (uint64 startingRound) {
        if (header.length != HEADER || field(header, 0, 3) != uint24(KIND)) revert BadHeader(0);
        if (field(header, 3, 32) != uint256(CHAIN_ID_HASH)) revert BadHeader(3);
        if (field(header, 35, 8) != number) revert BadHeader(35);
        if (field(header, 43, 32) != uint256(previousHash)) revert BadHeader(43);
        startingRound = uint64(field(header, 75, 8));
        if (startingRound <= roundBefore || startingRound > MAX_INTEGER) revert BadHeader(75);
        uint256 t = field(header, 83, 4);
        uint256 k = field(header, 87, 4);
        uint256 n = field(header, 91, 4);
        uint256 members = field(header, 95, 4);
        uint256 sharders = field(header, 99, 4);
        if (n > MAX_MINERS || t == 0 || t > k || k > members || members > n || n >= 2 * t) revert BadHeader(83);
        if (sharders == 0 || sharders > MAX_SHARDERS) revert BadHeader(99);
        if (!Bls12381.isKey(key, header[135:231])) revert WrongKey();
    }

    /// The pair of the new view's own key and what it signed.
    function confirmation(uint256 pair, bytes32 hash, bytes32[6] calldata key) private view {
        Bls12381.hashTo(pair, abi.encodePacked("\x00\x00\x00\x13feldspar/v2/confirm", hash), Bls12381.GROUP);
        Bls12381.padKey(pair + Bls12381.G1, copy(key));
    }

    /// The sum of the signers' keys. Their proofs of possession are the deployer's matter, who made the hash of the
    /// keys.
    function sum(uint256 target, uint32 sharders, bytes calldata signers, bytes calldata keys) private view {
        if (signers.length != (sharders + 7) / 8) revert WrongSharders();
        bytes memory all = keys;
        uint256 list;
        uint256 other;
        assembly ("memory-safe") {
            list := add(all, 32)
            other := mload(0x40)
            mstore(0x40, add(other, 256))
        }
        uint256 count;
        for (uint256 i = 0; i < 8 * signers.length; i++) {
            if (uint8(signers[i / 8]) & (0x80 >> (i % 8)) == 0) continue;
            if (i >= sharders) revert WrongSharders();
            Bls12381.padKey(count == 0 ? target : other, list + KEY * i);
            if (count > 0) Bls12381.addTo(target, other, true);
            count++;
        }
        if (2 * count <= sharders) revert TooFewSharders();
    }

    function sameKey(uint256 one, bytes32[6] calldata other) private pure returns (bool same) {
        uint256 copied = copy(other);
        assembly ("memory-safe") { same := eq(keccak256(one, KEY), keccak256(copied, KEY)) }
    }

    function copy(bytes32[6] calldata key) private pure returns (uint256 pointer) {
        bytes32[6] memory copied = key;
        assembly ("memory-safe") { pointer := copied }
    }

    function hashOf(bytes calldata header) private pure returns (bytes32) {
        return sha256(abi.encodePacked("\x00\x00\x00\x17feldspar/v2/magic-block", header));
    }

    /// An integer of `length` bytes in a header, which is longer.
    function field(bytes calldata header, uint256 offset, uint256 length) private pure returns (uint256 value) {
        assembly ("memory-safe") { value := shr(sub(256, mul(8, length)), calldataload(add(header.offset, offset))) }
    }

    /// How the messages of a view's rounds begin, but for its number.
    function beginning() private view returns (bytes memory) {
        return abi.encodePacked(bytes22(TAG), text(chain.chainId), uint64(0));
    }

    /// As everything that is signed or hashed has text: its length before it.
    function text(string memory value) private pure returns (bytes memory) {
        return abi.encodePacked(uint32(bytes(value).length), value);
    }
}
