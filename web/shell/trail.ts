// Forms are sent by fetch, so that what she typed stays when the line is gone. On a shared device, going from page to page
// leaves one entry in the browser's history, not a trail: links replace the page, and where forms lead replaces it too.
//
// Reads: body[data-shared]; leaves alone form[data-leave], links, forms and buttons with data-native (whose answer is a file), links with
// target or download.
//
// A form sent from here carries the header "Trail: none". The server may answer it with 204 and Location instead of a
// redirect; the page is then fetched once, not twice, and its #fragment isn't lost.

import { away, post, put, trouble } from "./page";

export function start(life: AbortSignal): void {
  if (shared()) document.addEventListener("click", follow, { signal: life });
  document.addEventListener("submit", submit, { signal: life });
}

function shared(): boolean {
  return "shared" in document.body.dataset;
}

function follow(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element).closest("a[href]");
  if (!(link instanceof HTMLAnchorElement) || link.origin !== location.origin) return;
  if (link.target || link.hasAttribute("download") || "native" in link.dataset) return;
  event.preventDefault();
  location.replace(link.href);
}

function submit(event: SubmitEvent): void {
  const form = event.target;
  const by = event.submitter instanceof HTMLButtonElement ? event.submitter : null;
  if (event.defaultPrevented || !(form instanceof HTMLFormElement) || "leave" in form.dataset || [form, by].some(native) || form.method !== "post") return;
  event.preventDefault();
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) fields.append(name, String(value));
  if (by?.name) fields.append(by.name, by.value);
  void send(form, by?.hasAttribute("formaction") ? by.formAction : form.action, fields);
}

function native(element: HTMLElement | null): boolean {
  return element !== null && "native" in element.dataset;
}

async function send(form: HTMLFormElement, to: string, fields: URLSearchParams): Promise<void> {
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  try {
    await show(await post(to, { body: fields, headers: { Trail: "none" } }));
    trouble();
  } catch {
    trouble(form);
    form.dispatchEvent(new Event("unsent"));
  }
  form.removeAttribute("aria-busy");
}

// show goes where the answer leads to, or, when it is a page itself, puts it in this one's place.
async function show(answer: Response): Promise<void> {
  const to = answer.status === 204 ? answer.headers.get("Location") : answer.redirected ? answer.url : null;
  if (to) go(new URL(to, location.href));
  else if (answer.status === 401) away("/");
  else put(await answer.text());
}

// go loads a page, also when only the fragment differs: something has changed on it.
function go(to: URL): void {
  const here = to.pathname === location.pathname && to.search === location.search;
  if (here || shared()) location.replace(to.href);
  else location.assign(to.href);
  if (here) location.reload();
}
