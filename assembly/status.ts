// Status codes of the ABI: what an operation returns instead of throwing. bindings/errors.ts turns them into typed
// errors.

export const OK: i32 = 0;
export const BAD_LENGTH: i32 = 1;
export const BAD_FLAGS: i32 = 2;
export const NOT_CANONICAL: i32 = 3;
export const NOT_ON_CURVE: i32 = 4;
export const NOT_IN_SUBGROUP: i32 = 5;
export const IS_IDENTITY: i32 = 6;
export const BAD_SCALAR: i32 = 7;
export const BAD_ID: i32 = 8;
export const DUPLICATE_ID: i32 = 9;
