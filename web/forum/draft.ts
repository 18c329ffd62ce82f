// What she is writing is kept on the server, sealed, two seconds after she stops typing, when the page goes, and before
// the idle limit.
//
// Reads: textarea[data-draft][data-place][data-saved] in a form with title, note, lang and quotes.

import { send } from "../shell/page";

const pause = 2000; // milliseconds

export function start(): void {
  const body = document.querySelector<HTMLTextAreaElement>("textarea[data-draft]");
  const form = body?.form;
  if (!body || !form) return;
  let timer = 0;
  let kept = text(form);

  const keep = async (): Promise<void> => {
    clearTimeout(timer);
    const now = text(form);
    if (now === kept) return;
    kept = now;
    try {
      const answer = await send("/drafts", { place: body.dataset["place"] ?? "", ...fields(form) }, true);
      if (answer.ok) saved(body);
    } catch {
      kept = ""; // it will be tried again
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void keep(), pause);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    kept = text(form);
  });
  document.addEventListener("draft-now", () => void keep());
  addEventListener("pagehide", () => void keep());
}

function fields(form: HTMLFormElement): Record<string, string> {
  const all = new FormData(form);
  const draft: Record<string, string> = {};
  for (const name of ["title", "body", "note", "lang", "quotes"]) {
    const value = all.get(name);
    if (typeof value === "string") draft[name] = value;
  }
  return draft;
}

function text(form: HTMLFormElement): string {
  return JSON.stringify(fields(form));
}

// saved says quietly that the draft is kept.
function saved(body: HTMLTextAreaElement): void {
  let line = body.parentElement?.querySelector<HTMLElement>(".saved");
  if (!line) {
    line = document.createElement("p");
    line.className = "saved";
    line.setAttribute("role", "status");
    body.after(line);
  }
  line.textContent = body.dataset["saved"] ?? "";
}
