// What plays one thing after the other at every place plays them all in Node.
/** Every how many-th place is played. */
export const STRIDE = 1;
