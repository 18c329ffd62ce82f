// On a shared device, going from page to page leaves one entry in the browser's history, not a trail. Links replace the
// page; forms are sent by fetch, and where they lead replaces the page too. When the line is gone, what she typed stays.
//
// Reads: body[data-shared]; leaves alone form[data-leave], links with data-native, target or download.

import { trouble } from "./page";

export function start(): void {
  if (!("shared" in document.body.dataset)) return;
  document.addEventListener("click", follow);
  document.addEventListener("submit", submit);
}

function follow(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element).closest?.("a[href]");
  if (!(link instanceof HTMLAnchorElement) || link.origin !== location.origin) return;
  if (link.target || link.hasAttribute("download") || "native" in link.dataset) return;
  if (link.hash && link.pathname === location.pathname && link.search === location.search) {
    event.preventDefault();
    jump(link.hash);
    return;
  }
  event.preventDefault();
  location.replace(link.href);
}

// jump goes to a place on this page without an entry for it.
function jump(hash: string): void {
  history.replaceState(null, "", hash);
  const place = document.getElementById(hash.slice(1));
  place?.scrollIntoView();
  place?.focus();
}

function submit(event: SubmitEvent): void {
  const form = event.target;
  if (event.defaultPrevented || !(form instanceof HTMLFormElement) || "leave" in form.dataset || form.method === "dialog") return;
  event.preventDefault();
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form, event.submitter)) fields.append(name, String(value));
  if (form.method === "get") {
    location.replace(form.action + "?" + fields.toString());
    return;
  }
  void sendForm(form, fields);
}

async function sendForm(form: HTMLFormElement, fields: URLSearchParams): Promise<void> {
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  try {
    show(await fetch(form.action, { method: "POST", body: fields }));
    trouble(false);
  } catch {
    trouble(true);
  }
  form.ariaBusy = "false";
}

// show puts the answer in this page's place: where it led to, or, when it is a page itself, that page.
async function show(answer: Response): Promise<void> {
  const to = new URL(answer.url);
  if (answer.redirected) {
    const here = to.pathname === location.pathname && to.search === location.search;
    location.replace(answer.url);
    if (here) location.reload();
    return;
  }
  const page = await answer.text();
  document.open();
  document.write(page);
  document.close();
}
