export function replaceOnce(text: string, from: string, to: string, what: string): string;
