// What a value is, asked of the engine and not of the value: a Proxy, a subclass or a property that says something else
// about itself deceives nobody here, and nothing here throws.

const TypedArray: object = Object.getPrototypeOf(Uint8Array.prototype);
const getter = (name: PropertyKey) => Object.getOwnPropertyDescriptor(TypedArray, name)!.get!;
const kindOf = getter(Symbol.toStringTag) as (this: unknown) => string | undefined;
const lengthOf = getter("length") as (this: unknown) => number;
const validate = (TypedArray as Uint8Array).keys;

/** A view whose buffer was transferred, or has shrunk below it: its length reads as 0, and its content is gone. */
export function isDetached(view: unknown): boolean {
  if (kindOf.call(view) === undefined || lengthOf.call(view) !== 0) return false;
  try {
    validate.call(view as Uint8Array);
    return false;
  } catch {
    return true;
  }
}

/**
 * A Uint8Array from any realm or a Node Buffer counts; a plain ArrayBuffer, a string, an array of numbers and a view of
 * a detached buffer do not.
 */
export function isBytes(value: unknown): value is Uint8Array {
  if (kindOf.call(value) !== "Uint8Array") return false;
  const length = lengthOf.call(value);
  try {
    // a subclass may say another length than it has, and lengths are what memory is reserved by
    return (value as Uint8Array).length === length && (length > 0 || !isDetached(value));
  } catch {
    return false;
  }
}
