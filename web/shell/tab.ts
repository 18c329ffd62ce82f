// The tab's key: made here, kept by the browser so that nobody can take it out, named to the server once (accounts.BindTab). What
// changes something carries its signature over the path and the time (site.fromHerTab), so that a copied cookie changes nothing, and a tab
// that the browser brings back, without a page of ours that was open until then, leaves before it is seen.
//
// Reads: html[data-tab], html[data-asking] (first.ts), forms with data-native, which the browser itself sends.

import { leaveMark } from "./mark";
import { expire } from "./leave";
import { every } from "./page";
import { hear, tell } from "./tabs";

const store = "keys";
const patience = 300; // milliseconds in which another tab answers
const often = 45_000; // milliseconds in which a prepared proof is made anew
const algorithm = { name: "ECDSA", namedCurve: "P-256" };
const signing = { name: "ECDSA", hash: "SHA-256" };

const root = document.documentElement;

// held is a key, and by how many milliseconds the server's clock was before this one when it was made.
interface Held { key: CryptoKey; ahead: number }

let held: Promise<Held | undefined> | undefined;
let binding: Promise<void> | undefined; // what changes something waits for it: it would come without a proof, and too late to go without one
const prepared = new Map<string, string | undefined>();

export function start(life: AbortSignal): void {
  if (!root.dataset["tab"]) return;
  held = undefined;
  hear("anybody", life, () => tell("here"));
  addEventListener("pagehide", leave, { signal: life });
  document.addEventListener("visibilitychange", leave, { signal: life });
  document.addEventListener("submit", seal, { capture: true, signal: life });
  if (root.dataset["tab"] === "open") binding ??= bind();
  else void ask(life);
}

function leave(): void {
  if (!("covered" in root.dataset)) leaveMark();
}

// proof is what a request that changes something carries; nothing while the session is bound to no key.
export async function proof(path: string): Promise<string | undefined> {
  await binding;
  if (!root.dataset["tab"] || root.dataset["tab"] === "open") return undefined;
  const own = await (held ??= kept(root.dataset["tab"]));
  if (!own) return undefined;
  const at = Math.round((Date.now() + own.ahead) / 1000);
  const signed = await crypto.subtle.sign(signing, own.key, new TextEncoder().encode(`${new URL(path, location.href).pathname}\n${at}`));
  return `${at}.${text(signed)}`;
}

// prepare keeps a proof ready for what is sent when the page goes, and there is no time to make one.
export function prepare(path: string, life: AbortSignal): void {
  const make = (): void => void proof(path).then((value) => prepared.set(path, value));
  make();
  document.addEventListener("bound", make, { signal: life });
  every(often, life, make);
}

// ready is the proof that was prepared.
export function ready(path: string): string | undefined {
  return prepared.get(path);
}

// learn takes over the server's clock from an answer that says that a proof came late; false when it says nothing of the kind.
export async function learn(answer: Response): Promise<boolean> {
  const own = await held;
  if (answer.headers.get("Tab") !== "late" || !own) return false;
  own.ahead = aheadBy(answer);
  await keep(root.dataset["tab"] ?? "", own);
  return true;
}

function aheadBy(answer: Response): number {
  return Date.parse(answer.headers.get("Date") ?? "") - Date.now() || 0;
}

// bind makes a key and tells the server. It is kept before it is told: an answer can get lost on its way, and so can what it says of the
// server's clock.
async function bind(): Promise<void> {
  try {
    const pair = await crypto.subtle.generateKey(algorithm, false, ["sign"]);
    const open = await crypto.subtle.exportKey("raw", pair.publicKey);
    const name = text((await crypto.subtle.digest("SHA-256", open)).slice(0, 16));
    const own: Held = { key: pair.privateKey, ahead: 0 };
    await keep(name, own);
    const answer = await fetch("/tab", { method: "POST", body: new URLSearchParams({ key: text(open) }), redirect: "manual" });
    const bound = answer.status === 204 ? name : answer.headers.get("Tab"); // another page of hers was first: its key is kept here too
    if (!bound) return;
    if (bound === name) await keep(name, { ...own, ahead: aheadBy(answer) });
    root.dataset["tab"] = bound;
    held = kept(bound);
    document.dispatchEvent(new Event("bound"));
    await drop((other) => other !== bound);
  } catch {
    // without keys, without a place to keep them or without a line the session stays as it is
  }
}

// ask shows the page if this is her tab or another one of hers is open, and else leaves.
async function ask(life: AbortSignal): Promise<void> {
  const answered = "asking" in root.dataset ? another(life) : Promise.resolve(true);
  held = kept(root.dataset["tab"] ?? "");
  if (!(await answered) || !(await held)) return void expire();
  delete root.dataset["asking"];
}

// another says whether another tab of hers is open.
function another(life: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    hear("here", life, () => resolve(true));
    tell("anybody");
    setTimeout(() => resolve(false), patience);
  });
}

// seal puts the proof into a form that the browser itself sends.
function seal(event: SubmitEvent): void {
  const form = event.target;
  const by = event.submitter;
  if (!(form instanceof HTMLFormElement) || form.method !== "post" || "sealed" in form.dataset) return;
  if (![form, by].some((element) => element instanceof HTMLElement && "native" in element.dataset)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const to = by instanceof HTMLButtonElement && by.hasAttribute("formaction") ? by.formAction : form.action;
  void proof(to).then((value) => {
    const field = form.querySelector<HTMLInputElement>("input[name=tab]") ?? document.createElement("input");
    field.type = "hidden";
    field.name = "tab";
    field.value = value ?? "";
    form.append(field);
    form.dataset["sealed"] = "";
    setTimeout(() => { // not while the first submit is still on its way: it would be swallowed
      form.requestSubmit(by);
      delete form.dataset["sealed"];
    });
  });
}

// forget takes away every key.
export function forget(): void {
  try {
    indexedDB.deleteDatabase(store);
  } catch {
    // where nothing can be kept nothing is
  }
}

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(store, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(store);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function keep(name: string, own: Held): Promise<void> {
  const database = await opened();
  await done(database.transaction(store, "readwrite").objectStore(store).put(own, name));
  database.close();
}

// drop takes away the keys whose names are said to go.
async function drop(goes: (name: IDBValidKey) => boolean): Promise<void> {
  const database = await opened();
  const keys = database.transaction(store, "readwrite").objectStore(store);
  for (const name of await done(keys.getAllKeys())) if (goes(name)) keys.delete(name);
  database.close();
}

// kept is the key of a name, if this browser has it.
async function kept(name: string): Promise<Held | undefined> {
  try {
    const database = await opened();
    const own = await done(database.transaction(store).objectStore(store).get(name) as IDBRequest<Held | undefined>);
    database.close();
    return own;
  } catch {
    return undefined;
  }
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function text(value: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(value))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}
