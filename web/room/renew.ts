// Drawing a part of a page anew, without touching what in it is the same: what she has half filled in or opened there stays.

const drawn = new WeakMap<Element, Node>(); // each piece as it came from the server

// note remembers how a part came.
export function note(part: Element | null): void {
  for (const piece of part?.children ?? []) drawn.set(piece, piece.cloneNode(true));
}

// renew gives a part the pieces of a fresh one. A piece with an id that came just so before stays as it is now. It returns the
// ids of those that are new.
export function renew(part: HTMLElement, fresh: HTMLElement): string[] {
  note(fresh);
  const renewed: string[] = [];
  const pieces = [...fresh.children].map((piece) => {
    const old = piece.id ? part.querySelector(`:scope > #${CSS.escape(piece.id)}`) : null;
    if (old && drawn.get(old)?.isEqualNode(piece)) return old;
    if (old instanceof HTMLDetailsElement && piece instanceof HTMLDetailsElement) piece.open = old.open;
    renewed.push(piece.id);
    return piece;
  });
  const at = document.activeElement;
  const keyboard = at instanceof HTMLElement && part.contains(at) ? at.closest(":scope [id], [id]")?.id : undefined;
  for (const name of part.getAttributeNames()) if (!fresh.hasAttribute(name)) part.removeAttribute(name);
  for (const name of fresh.getAttributeNames()) part.setAttribute(name, fresh.getAttribute(name) ?? "");
  part.replaceChildren(...pieces);
  if (keyboard && !part.contains(document.activeElement)) refocus(part, keyboard);
  return renewed;
}

// refocus brings the keyboard back to where it was, as near as can be.
function refocus(part: HTMLElement, id: string): void {
  const now = part.querySelector<HTMLElement>(`#${CSS.escape(id)}`);
  if (!now) return;
  const to = now.matches("button, a, input, select, textarea, summary") ? now : now.querySelector<HTMLElement>("button, a, input, summary");
  to?.focus({ preventScroll: true });
}
