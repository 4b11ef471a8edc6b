// Codes about the shape of what is given, as arguments, parameters and files: see ../codes.ts.
import type { Explanations } from "./explanation.js";

export const ARGUMENTS = {
  BAD_DST: {
    meaning: "a domain separation tag is empty, which RFC 9380 forbids",
    remedy: "give a tag of at least one byte, or leave it out",
  },
  BAD_HEX: {
    meaning: "a text is not an even number of hexadecimal digits",
    remedy: "give hex without a prefix and without spaces",
  },
  BAD_INDEX: {
    meaning: "a position is outside a vector",
    remedy: "give an integer from 0 to `length` - 1",
  },
  BAD_INTEGER: {
    meaning: "a number is not an integer that the field has room for",
    remedy: "give an integer in the range that the message names",
  },
  BAD_LENGTH: {
    meaning: "bytes, or a list, have another length than is expected, or two lists that belong together differ in it",
    remedy: "compare with the lengths in the message; `culprits` are the positions of the wrong items",
  },
  BAD_OPTION: {
    meaning: "an option has a value that is none",
    remedy: "give one of those that the message names, or leave the option out",
  },
  BAD_SCHEME: {
    meaning: "the name of a signature scheme is unknown, or the scheme cannot do what it is asked for",
    remedy: 'give "min-sig" or "min-pk"; for partial signatures a scheme without message augmentation',
  },
  BAD_TYPE: {
    meaning: "a value has another type than is expected; nothing is converted silently",
    remedy: "give what the message names; the type that came is named beside it, never the value",
  },
  UNKNOWN_OPTION: {
    meaning: "an options object has a name that the function does not know",
    remedy: "see the message for the names that there are; a default would have been used in its place",
  },
  EMPTY: {
    meaning: "a list without items where at least one is needed",
    remedy: "do not call with nothing, or decide yourself what nothing means",
  },
} satisfies Explanations;

export const PARAMETERS = {
  BAD_FAULT: {
    meaning:
      "a plan of faults cannot be read, names somebody who does not take part, or has a fault that can do nothing",
    remedy: "see docs/faults.md for the kinds of faults and how they are written",
  },
  BAD_PARAMETER: {
    meaning: "a parameter of a view change, a beacon, a network or a simulation is out of range, or contradicts others",
    remedy: "give a value in the range that the message names; docs/operating.md helps with n, t and k",
  },
} satisfies Explanations;

export const FILES = {
  BAD_DOCUMENT: {
    meaning: "a file cannot be read, is not UTF-8 or JSON, or is of no known kind; the message names it",
    remedy: "give files as `feldspar` or drand writes them, saved as UTF-8",
  },
  BAD_JSON: {
    meaning: "a text is not JSON, or a field in it is missing, unknown or of the wrong kind",
    remedy: "look at the place that the message names, for example `$.miners[3].url`",
  },
  MALFORMED: {
    meaning: "bytes are not an encoding of what they should be, or what they say contradicts itself",
    remedy: "refuse what came from outside; what you stored yourself is damaged, or of another version",
  },
  UNKNOWN_CHAIN: {
    meaning: "a beacon of drand is to be verified, and it is not known of which network",
    remedy: "give the chain info in a file, or the name of a public network",
  },
} satisfies Explanations;
