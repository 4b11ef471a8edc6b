// What the page keeps from one visit to the next, where the browser lets it keep anything.

/** What was kept under this name; null for nothing, also where storage is forbidden. */
export function kept(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Keeps a text; where storage is forbidden or full, it holds for this visit. */
export function keep(name: string, text: string): void {
  try {
    localStorage.setItem(name, text);
  } catch {
    // nothing that is kept is needed
  }
}
