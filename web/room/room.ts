// An open session, live. The page follows the group, block by block; at her own pace it stays where she is, and a quiet line
// says where the group is. Whoever leads follows a second channel, with what only they see.
//
// Reads: live-room[data-channel][data-after][data-epoch][data-still], data-own for her own pace; #stage as _stage.tmpl draws it;
// ol#blocks with li#b-<block>; live-lead with #panel.

import { Follower, follow, type Frame } from "../forum/socket";
import { every, fetched, parsed, put, say, send } from "../shell/page";
import { keepFresh } from "./fresh";
import { note, renew } from "./renew";

const stillEvery = 30 * 60_000; // milliseconds between two signs that a page follows: the server holds for longer
const soon = 1500; // milliseconds over which a whole room comes for its pages when a session opens,
const late = 20_000; // and otherwise
const retry = 5000; // when the page can't be fetched anew

export function start(life: AbortSignal): void {
  for (const [host, part] of [["live-room", "stage"], ["live-lead", "panel"]] as const) {
    const at = document.querySelector<HTMLElement>(`${host}[data-channel]`);
    if (at) follow(new Part(at, part, life), life);
  }
  const room = document.querySelector<HTMLElement>("live-room[data-still]");
  if (!room) return;
  every(stillEvery, life, () => still(room, life));
  putAway(room);
  keepFresh(life);
}

// putAway hides the forms of what she has answered already: the stage is the same for all, and doesn't know.
function putAway(room: HTMLElement): void {
  for (const id of (room.dataset["answered"] ?? "").split(" ")) {
    const question = id ? room.querySelector(`#q-${id}`) : null;
    question?.querySelector("form")?.setAttribute("hidden", "");
    question?.querySelector(".answered")?.removeAttribute("hidden");
  }
}

// still tells the server that a page follows.
function still(room: HTMLElement, life: AbortSignal): void {
  within(late, life, () => void send(room.dataset["still"] ?? "", {}).catch(() => undefined));
}

// within does something at some moment of a span, so that not everybody does it at once.
function within(span: number, life: AbortSignal, what: () => void): void {
  const timer = setTimeout(what, Math.random() * span);
  life.addEventListener("abort", () => clearTimeout(timer));
}

// load puts the page as it is now in this one's place.
async function load(life: AbortSignal): Promise<void> {
  const answer = await fetch(location.href).catch(() => undefined);
  if (answer && answer.status < 500 && !answer.redirected && !life.aborted) put(await answer.text());
}

// Part is a piece of the page that its channel draws anew.
class Part extends Follower {
  constructor(private readonly host: HTMLElement, private readonly id: string, private readonly life: AbortSignal) {
    super(host.dataset);
    note(host.querySelector(`#${id}`));
  }

  protected event({ html }: Frame): void {
    if (html) this.show(parsed(html));
  }

  // lose takes away what may be seen no more, and says why.
  protected override lose(why: string): void {
    this.host.textContent = why;
    say(why);
  }

  protected async redraw(): Promise<void> {
    const page = await fetched(location.href).catch(() => undefined);
    if (this.life.aborted) return;
    const fresh = page?.querySelector<HTMLElement>(this.host.localName);
    if (!page || !fresh) {
      setTimeout(() => void this.redraw(), retry);
      return;
    }
    this.show(page);
    this.goOn(fresh.dataset);
  }

  private show(from: Document): void {
    const old = this.host.querySelector<HTMLElement>(`#${this.id}`);
    const fresh = from.querySelector<HTMLElement>(`#${this.id}`);
    if (!old || !fresh) return;
    if (document.body.dataset["notes"] === "show") for (const shut of fresh.querySelectorAll("details.either")) shut.setAttribute("open", "");
    const awake = "awake" in old.dataset;
    const moved = renew(old, fresh);
    if (this.id !== "stage") return;
    if (awake !== ("awake" in fresh.dataset)) within(awake ? late : soon, this.life, () => void load(this.life));
    putAway(this.host);
    this.ownPace(old, moved.includes("now"));
  }

  // ownPace keeps her place, if she goes at her own pace, until the session is cut short.
  private ownPace(stage: HTMLElement, moved: boolean): void {
    const blocks = this.host.querySelector<HTMLElement>("#blocks");
    if (blocks && (stage.hasAttribute("data-cut") || !stage.hasAttribute("data-awake"))) {
      blocks.remove();
      delete this.host.dataset["own"];
    }
    const out = (stage.dataset["leftOut"] ?? "").split(" ");
    for (const block of this.host.querySelectorAll<HTMLElement>("#blocks > li")) block.hidden = out.includes(block.id.slice(2));
    if (!moved || "own" in this.host.dataset) return;
    stage.scrollIntoView({ block: "start" });
    say(stage.querySelector("h2, h1")?.textContent ?? "");
  }
}
