// In a page, where the same takes three times as long, what plays one thing at every place plays every third.
export const STRIDE = 3;
