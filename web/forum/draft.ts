// What she is writing is kept on the server, sealed, two seconds after she stops typing, when the page goes or is out of
// sight, and before the idle limit. Who wants to use less data has it kept only then.
//
// Reads: body[data-low], textarea[data-draft][data-place][data-saved] in a form with title, body, note, lang, quotes and welcomes.

import { send } from "../shell/page";
import { prepare } from "../shell/tab";

const pause = 2000; // milliseconds

export function start(life: AbortSignal): void {
  const body = document.querySelector<HTMLTextAreaElement>("textarea[data-draft]");
  const form = body?.form;
  if (!body || !form) return;
  let timer = 0;
  let kept = text(form);
  let sent = false; // what was posted is no draft any more
  prepare("/drafts", life);

  const keep = async (): Promise<void> => {
    clearTimeout(timer);
    const now = text(form);
    if (sent || now === kept) return;
    const before = kept;
    kept = now;
    const answer = await send("/drafts", { place: body.dataset["place"] ?? "", ...fields(form) }, true).catch(() => undefined);
    if (answer?.ok) saved(body);
    else kept = before; // it will be tried again
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    if ("low" in document.body.dataset) return;
    timer = window.setTimeout(() => void keep(), pause);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    sent = true;
  });
  form.addEventListener("unsent", () => {
    sent = false;
    void keep();
  });
  document.addEventListener("draft-now", () => void keep(), { signal: life });
  addEventListener("pagehide", () => void keep(), { signal: life });
  document.addEventListener("visibilitychange", () => document.hidden && void keep(), { signal: life }); // a phone that kills the page later tells no more
  life.addEventListener("abort", () => clearTimeout(timer));
}

function fields(form: HTMLFormElement): Record<string, string> {
  const all = new FormData(form);
  const draft: Record<string, string> = {};
  for (const name of ["title", "body", "note", "lang", "quotes", "welcomes"]) {
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
