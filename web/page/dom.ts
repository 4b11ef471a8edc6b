// The few things the page needs of the DOM: finding an element that must be there, and making one. Text always goes in
// as text.

/** The element with this id; a wrong id or type is a mistake of ours. */
export function byId<T extends Element = HTMLElement>(id: string, type?: { new (): T; readonly name: string }): T {
  const element = document.getElementById(id);
  if (element === null || (type !== undefined && !(element instanceof type))) {
    throw new Error(`#${id}: expected ${type?.name ?? "an element"}`);
  }
  return element as unknown as T;
}

type Child = Node | string | null | undefined | false;
type Attributes = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** An element with attributes (null, undefined and false are left out) and children. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.filter((child): child is Node | string => child instanceof Node || Boolean(child)));
  return element;
}

/** Lets the keyboard reach an element that answers to it: with a role, and the element that names it. */
export function focusable(element: HTMLElement, role: string, labelledBy: string): void {
  element.tabIndex = 0;
  element.setAttribute("role", role);
  element.setAttribute("aria-labelledby", labelledBy);
}

/** Sets a text, and touches nothing where it is set already. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

const drawn = new WeakMap<Element, string>();

/** Replaces the children where what they are made of has changed: the focus and a selection stay where nothing has. */
export function redrawn(element: Element, of: unknown, children: () => readonly Node[]): void {
  const key = JSON.stringify(of);
  if (drawn.get(element) === key) return;
  drawn.set(element, key);
  element.replaceChildren(...children());
}

/** Runs `draw` once before the next frame, however often it is asked for. */
export function oncePerFrame(draw: () => void): () => void {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  };
}

/**
 * The same, and not before so many milliseconds after the last time: what changes all the time is drawn as often as
 * eyes can follow, and leaves the processor to what it tells of.
 */
export function atMostEvery(milliseconds: number, draw: () => void): () => void {
  let [asked, last] = [false, Number.NEGATIVE_INFINITY];
  const soon = oncePerFrame(() => {
    asked = false;
    last = performance.now();
    draw();
  });
  return () => {
    if (asked) return;
    asked = true;
    setTimeout(soon, Math.max(0, last + milliseconds - performance.now()));
  };
}

/** Offers `text` as a file to save. */
export function saveFile(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
