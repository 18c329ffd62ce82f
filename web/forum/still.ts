// Nothing moves under the reader. What she reads stays where it is on her screen when posts above it become longer or
// shorter, what she opened stays open, and the keyboard stays where it was, when posts are drawn anew.

// keepStill changes the list and holds what she reads: the first post whose words are in sight; its beginning when that is
// in sight, else its last line, since what has changed above that she has read. Browsers that anchor a page by themselves
// lose what they held on to when it is replaced, and Safari has no anchor: so it is done by hand, here alone.
export function keepStill(list: Element, change: () => void): void {
  const first = [...list.children].find((post) => words(post).bottom > 0);
  const edge = first && first.getBoundingClientRect().top < 0 ? last : beginning;
  const before = first ? edge(first) : 0;
  const keyboard = whereIs(list);
  const root = document.documentElement.style;
  root.overflowAnchor = "none"; // or it would be done twice
  change();
  const now = first && document.getElementById(first.id);
  if (now) scrollBy({ top: edge(now) - before, behavior: "instant" });
  keyboard();
  requestAnimationFrame(() => requestAnimationFrame(() => (root.overflowAnchor = "")));
}

// carry takes over to a fresh post what of it she has open: its content note, the original of a translation.
export function carry(old: Element, fresh: Element): void {
  for (const name of ["note", "original"]) {
    const before = old.querySelector<HTMLDetailsElement>(`details.${name}`);
    const now = fresh.querySelector<HTMLDetailsElement>(`details.${name}`);
    if (before && now) now.open = before.open;
  }
}

// focus moves the keyboard to a post, or to something in it, and scrolls nothing.
export function focus(to: HTMLElement): void {
  if (to.matches("li")) to.tabIndex = -1;
  to.focus({ preventScroll: true });
}

function beginning(post: Element): number {
  return post.getBoundingClientRect().top;
}

function last(post: Element): number {
  return words(post).bottom;
}

// words are where a post's words stand, or the note that hides them.
function words(post: Element): DOMRect {
  const box = post.querySelector("details.note, .body")?.getBoundingClientRect();
  return box?.height ? box : post.getBoundingClientRect();
}

// whereIs notes at which link of which post the keyboard is, and returns what brings it back there.
function whereIs(list: Element): () => void {
  const at = document.activeElement;
  const post = at instanceof HTMLElement && list.contains(at) ? at.closest<HTMLElement>("li[id]") : null;
  if (!at || !post) return () => undefined;
  const place = stops(post).findIndex((stop) => stop === at);
  return () => {
    const now = document.getElementById(post.id);
    if (now && !now.contains(document.activeElement)) focus(stops(now)[place] ?? now);
  };
}

// stops are what Tab stops at in a post.
function stops(post: Element): HTMLElement[] {
  return [...post.querySelectorAll<HTMLElement>("a[href], summary")];
}
