// One key for each decision. It chooses what it stands beside, as a press on that would, and sends nothing: the reason and its button come
// after. No key means anything while she types, or together with another.
//
// Reads: [data-key] with data-to, the id of the field that comes next, and a kbd that says the key; [data-keys], what is said of them all.

export function start(life: AbortSignal): void {
  const choices = new Map<string, HTMLElement>();
  for (const choice of document.querySelectorAll<HTMLElement>("[data-key]")) {
    const key = choice.dataset["key"] ?? "";
    choices.set(key, choice);
    choice.setAttribute("aria-keyshortcuts", key);
    choice.querySelector("kbd")?.removeAttribute("hidden");
  }
  if (choices.size === 0) return;
  document.querySelector("[data-keys]")?.removeAttribute("hidden");
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && typing(event.target)) (event.target as HTMLElement).blur();
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.repeat || event.isComposing || typing(event.target)) return;
    const choice = choices.get(keyOf(event));
    if (!choice) return;
    event.preventDefault();
    choose(choice);
  }, { signal: life });
}

function typing(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches("input, textarea, select");
}

// keyOf is the key by its place: a keyboard of another alphabet writes another sign with it.
function keyOf(event: KeyboardEvent): string {
  return event.code.replace(/^(Digit|Numpad|Key)/, "").toLowerCase();
}

// choose goes to what is to be filled in next; what has nothing to fill in is only come to.
function choose(choice: HTMLElement): void {
  const to = choice.dataset["to"] ?? "";
  if (choice instanceof HTMLAnchorElement) {
    location.assign(choice.href.replace(/#.*/, `#${to}`));
    return;
  }
  const folded = choice.closest("details");
  if (folded) folded.open = true;
  const next = document.getElementById(to) ?? choice;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}
