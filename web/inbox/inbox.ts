// Her inbox, live on every page that has a socket: the number in the menu, said politely, and, on the inbox's own page, the
// list. What comes waits behind a button, so that no line moves under her finger. In her quiet hours nothing is shown or
// said; it waits for the next page. Who wants no numbers gets the button alone.
//
// A page's number was counted before its list was read, so an event may bring a line that the list has: it is drawn in place.
//
// Reads: body[data-calm]; .nav a[data-channel][data-after][data-epoch][data-quiet], in it #inbox-new[data-say]; live-inbox, and its
// data-more-<category>, the button's words in each plural form with # for the number.

import { Follower, follow, type Frame } from "../forum/socket";
import { counted, fetched, parsed, say } from "../shell/page";

const retry = 5000; // milliseconds, when the list can't be fetched anew
const place = ".nav a[data-channel]";

export function start(life: AbortSignal): void {
  const link = document.querySelector<HTMLAnchorElement>(place);
  if (link) follow(new Inbox(link, life), life);
}

class Inbox extends Follower {
  private readonly list = document.querySelector<HTMLElement>("live-inbox");
  private readonly waiting: [day: Element, line: Element][] = [];
  private readonly button = document.createElement("button");

  constructor(private readonly link: HTMLAnchorElement, private readonly life: AbortSignal) {
    super(link.dataset);
    this.button.className = "button more";
    this.button.type = "button";
    this.button.hidden = true;
    this.button.addEventListener("click", () => this.show());
    this.list?.after(this.button);
  }

  protected event({ kind, html }: Frame): void {
    if (!html || quiet(this.link.dataset["quiet"])) return;
    const drawn = parsed(html);
    const words = "calm" in document.body.dataset ? "" : this.mark(drawn)?.dataset["say"];
    const day = drawn.querySelector(".day");
    const line = drawn.querySelector("li");
    if (kind === "notice" && words) say(words);
    if (!this.list) return;
    if (day && line) this.came(day, line);
    else void this.redraw();
  }

  // mark takes over how many are new.
  private mark(drawn: Document): HTMLElement | null {
    const mark = drawn.getElementById("inbox-new");
    if (mark) this.link.querySelector("#inbox-new")?.replaceWith(mark);
    return mark;
  }

  private came(day: Element, line: Element): void {
    const here = document.getElementById(line.id);
    if (here) here.replaceWith(line);
    else this.waiting.push([day, line]);
    this.offer();
  }

  private offer(): void {
    this.button.hidden = this.waiting.length === 0;
    if (this.list) this.button.textContent = counted(this.list, this.waiting.length);
  }

  // show puts what waits on top, the newest first, each under its day.
  private show(): void {
    this.list?.querySelector(":scope > .hint")?.remove();
    const lines = this.waiting.splice(0);
    for (const [day, line] of lines) {
      const top = this.list?.querySelector("section");
      if (top?.querySelector(".day")?.textContent === day.textContent) top?.querySelector("ul")?.prepend(line);
      else this.list?.prepend(section(day, line));
    }
    this.offer();
    lines[lines.length - 1]?.[1].querySelector("a")?.focus();
  }

  // redraw fetches the inbox anew and takes over its number, its position and, on its own page, the list.
  protected async redraw(): Promise<void> {
    const fresh = await fetched(this.link.href).catch(() => undefined);
    if (this.life.aborted) return;
    const link = fresh?.querySelector<HTMLElement>(place);
    if (!fresh || !link) {
      setTimeout(() => void this.redraw(), retry);
      return;
    }
    const list = fresh.querySelector("live-inbox");
    if (list) this.list?.replaceChildren(...list.children);
    this.waiting.length = 0;
    this.offer();
    this.mark(fresh); // which says nothing to who wants no numbers
    this.goOn(link.dataset);
  }
}

function section(day: Element, line: Element): Element {
  const section = document.createElement("section");
  section.className = "stack";
  const list = document.createElement("ul");
  list.className = "list";
  list.append(line);
  section.append(day, list);
  return section;
}

// quiet says whether now lies within minutes of the day, by UTC, "840-1380".
function quiet(minutes = ""): boolean {
  const [from, until] = minutes.split("-").map(Number);
  if (from === undefined || until === undefined) return false;
  const now = Math.floor(Date.now() / 60_000) % 1440;
  return from <= until ? from <= now && now < until : now >= from || now < until;
}
