// The page in the window: when it begins, when another takes its place, how it is left. And what every module does with
// it: sending and saying. Words are never here: they stand in the page, written by the server in her language.

import { forget, learn, proof, ready } from "./tab";

// Starter adds to a page what one module adds. Whatever it opens or listens to ends with the signal.
type Starter = (life: AbortSignal) => void;

let starters: Starter[] = [];
let life = new AbortController();

// begin starts every module on the page that is in the window.
export function begin(all: Starter[]): void {
  starters = all;
  life = new AbortController();
  for (const start of starters) start(life.signal);
}

// put shows another page in this one's place, without a new entry in the history, and goes to what it says first.
export function put(html: string): void {
  const fresh = parsed(html);
  for (const unneeded of fresh.querySelectorAll("noscript")) unneeded.remove();
  life.abort();
  document.documentElement.lang = fresh.documentElement.lang;
  document.documentElement.dir = fresh.documentElement.dir;
  for (const name of ["size", "tab"]) {
    const value = fresh.documentElement.dataset[name];
    if (value) document.documentElement.dataset[name] = value;
    else delete document.documentElement.dataset[name];
  }
  document.body.replaceWith(fresh.body);
  begin(starters);
  scrollTo(0, 0);
  const first = document.querySelector<HTMLElement>("main .wrong[role=alert]") ?? document.getElementById("main");
  if (first) first.tabIndex = -1;
  first?.focus();
}

// cover hides the page at once, and takes everything out of it.
export function cover(): void {
  document.documentElement.setAttribute("data-covered", "");
  life.abort();
  document.body.replaceChildren();
}

// away covers the page and puts another one in its place, which Back doesn't undo.
export function away(to: string): void {
  cover();
  try {
    sessionStorage.clear();
    localStorage.clear();
  } catch {
    // a browser that stores nothing has nothing to forget
  }
  forget();
  location.replace(to);
}

// every does something again and again, as long as the page lives.
export function every(milliseconds: number, life: AbortSignal, what: () => void): void {
  const timer = setInterval(what, milliseconds);
  life.addEventListener("abort", () => clearInterval(timer));
}

// send posts a form's fields, with the proof of the tab's key. keepalive lets it outlive the page: it goes at once, with the proof that was
// made ready for it.
export async function send(url: string, fields: Record<string, string>, keepalive = false): Promise<Response> {
  const asked: RequestInit = { body: new URLSearchParams(fields), redirect: "manual" };
  return keepalive ? fetch(url, { ...asked, method: "POST", keepalive, headers: headed(ready(url)) }) : post(url, asked);
}

// post sends what changes something, with the proof of the tab's key, and once more when that came late by the server's clock.
export async function post(url: string, asked: RequestInit = {}): Promise<Response> {
  const once = async (): Promise<Response> => fetch(url, { ...asked, method: "POST", headers: { ...asked.headers, ...headed(await proof(url)) } });
  const answer = await once();
  return (await learn(answer)) ? once() : answer;
}

function headed(proof: string | undefined): Record<string, string> {
  return proof ? { Tab: proof } : {};
}

// parsed is HTML as a document of its own.
export function parsed(html: string): Document {
  return new DOMParser().parseFromString(html, "text/html");
}

// fetched is a page as it is now; undefined when something else came. One that isn't there for her any more is shown as such.
export async function fetched(url: string): Promise<Document | undefined> {
  const answer = await fetch(url);
  if (answer.status === 404) location.reload();
  return answer.ok && !answer.redirected ? parsed(await answer.text()) : undefined;
}

// counted is an element's data-more-<category> in the plural form of a number, with the number for #.
export function counted(host: HTMLElement, count: number): string {
  const { lang } = document.documentElement;
  const category = new Intl.PluralRules(lang).select(count);
  const form = host.getAttribute(`data-more-${category}`) ?? host.getAttribute("data-more-other") ?? "#";
  return form.replace("#", count.toLocaleString(lang));
}

// say lets a screen reader speak a text politely.
export function say(text: string): void {
  const place = document.getElementById("say");
  if (place) place.textContent = text;
}

// trouble says in a form that there is no connection to send it; without a form it says so no more.
export function trouble(form?: HTMLFormElement): void {
  const place = document.getElementById("trouble");
  if (!place) return;
  place.hidden = !form;
  if (!form) return;
  form.append(place);
  place.scrollIntoView({ block: "nearest" });
}
