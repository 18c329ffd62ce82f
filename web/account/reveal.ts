// The sign-in words can't be read over her shoulder while she types them, until she asks to see them. They are hidden again
// when she leaves the page, also for another tab or app, whose overview would show them.
//
// Reads: textarea[name=phrase] and, in the same form, button.reveal. Without script they can be read while she types.

export function start(life: AbortSignal): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button.reveal")) {
    const field = button.form?.querySelector<HTMLTextAreaElement>("textarea[name=phrase]");
    if (!field) continue;
    const show = (shown: boolean): void => {
      field.dataset["shown"] = String(shown);
      button.setAttribute("aria-pressed", String(shown));
    };
    show(false);
    button.hidden = false;
    button.addEventListener("click", () => show(field.dataset["shown"] !== "true"));
    addEventListener("pagehide", () => show(false), { signal: life });
    document.addEventListener("visibilitychange", () => show(false), { signal: life });
  }
}
