// An open topic, live. New replies wait behind a button, so that nothing moves under the reader; an edit, a deletion or a
// reaction applies in place (forum/still). The page says at which event it was drawn; the socket goes on from there, in
// order, without holes.
//
// Reads: body[data-notes]; live-topic[data-channel][data-after][data-epoch][data-last], and data-more-<category>, the button's
// words in each plural form with # for the number; ol#posts with li[data-number]; #head, which an event draws anew where it stands.

import { counted, fetched, parsed, say } from "../shell/page";
import { observe } from "./read";
import { Follower, follow, type Frame } from "./socket";
import { carry, focus, keepStill } from "./still";

const quiet = 5000; // milliseconds between two announcements
const retry = 5000; // when the page can't be fetched anew

export function start(life: AbortSignal): void {
  const host = document.querySelector<HTMLElement>("live-topic[data-channel]");
  const posts = document.getElementById("posts");
  if (host && posts) follow(new Topic(host, posts, life), life);
}

// Topic keeps the list of posts at the channel's position.
class Topic extends Follower {
  private readonly waiting: Waiting;

  constructor(private readonly host: HTMLElement, private readonly posts: HTMLElement, private readonly life: AbortSignal) {
    super(host.dataset);
    this.waiting = new Waiting(host, posts, life);
  }

  protected event({ kind, html }: Frame): void {
    const post = html ? drawn(html) : null;
    if (post && !this.inPlace(post)) this.waiting.take(post, kind === "post");
  }

  // lose takes the words away from who may read them no more, and says why. What she was writing stays.
  protected override lose(why: string): void {
    const title = document.querySelector("h1");
    if (title) title.textContent = why;
    this.posts.replaceChildren();
    this.waiting.clear();
    say(why);
  }

  // inPlace draws a post anew where it stands.
  private inPlace(post: HTMLElement): boolean {
    const here = document.getElementById(post.id);
    if (!here) return false;
    carry(here, post);
    keepStill(this.posts, () => here.replaceWith(post));
    observe(post);
    return true;
  }

  // redraw fetches the page anew and takes over its posts and its position. The composer is left as it is.
  protected async redraw(): Promise<void> {
    const page = await fetched(location.href).catch(() => undefined);
    if (this.life.aborted) return;
    const fresh = page?.querySelector<HTMLElement>("live-topic");
    const list = fresh?.querySelector("#posts");
    const head = page?.querySelector<HTMLElement>("#head");
    if (!fresh || !list || !head) {
      setTimeout(() => void this.redraw(), retry);
      return;
    }
    document.getElementById("head")?.replaceWith(head);
    for (const post of this.posts.children) {
      const fresh = list.querySelector(`#${post.id}`);
      if (fresh) carry(post, fresh);
    }
    keepStill(this.posts, () => this.posts.replaceChildren(...list.children));
    for (const post of this.posts.children) observe(post);
    this.waiting.clear();
    this.host.dataset["last"] = fresh.dataset["last"] ?? "";
    this.goOn(fresh.dataset);
  }
}

// Waiting is what came since, behind its button.
class Waiting {
  private readonly posts = new Map<string, HTMLElement>();
  private readonly button = document.createElement("button");
  private announced = 0; // when
  private announcing = 0; // a timer

  constructor(private readonly host: HTMLElement, private readonly list: HTMLElement, life: AbortSignal) {
    this.button.className = "button more";
    this.button.type = "button";
    this.button.hidden = true;
    this.button.addEventListener("click", () => this.show());
    host.append(this.button);
    life.addEventListener("abort", () => clearTimeout(this.announcing));
  }

  // take lets a new post wait, or draws one anew that waits already.
  take(post: HTMLElement, fresh: boolean): void {
    if (!fresh && !this.posts.has(post.id)) return;
    this.posts.set(post.id, post);
    this.button.textContent = this.words();
    this.button.hidden = false;
    if (fresh) this.announce();
  }

  clear(): void {
    this.posts.clear();
    this.button.hidden = true;
    clearTimeout(this.announcing);
    this.announcing = 0;
  }

  // announce says how many wait, but not with every one.
  private announce(): void {
    this.announcing ||= window.setTimeout(() => {
      this.announcing = 0;
      this.announced = Date.now();
      say(this.words());
    }, Math.max(0, this.announced + quiet - Date.now()));
  }

  private words(): string {
    return counted(this.host, this.posts.size);
  }

  // show lets the posts in, in their order, and goes to the first. A page that doesn't reach the end goes there.
  private show(): void {
    const posts = [...this.posts.values()].sort((a, b) => number(a) - number(b));
    const first = posts[0];
    this.clear();
    if (!first) return;
    if (this.host.dataset["last"] === "false") {
      location.replace(`${location.pathname}?from=${number(first)}#${first.id}`);
      return;
    }
    for (const post of posts) {
      this.list.append(post);
      observe(post);
    }
    focus(first);
    first.scrollIntoView({ block: "start" });
  }
}

// drawn is what a fragment is: a post, or the topic's head. It is the same for everybody: who wants notes open has them opened here.
function drawn(html: string): HTMLElement | null {
  const page = parsed(html);
  if (document.body.dataset["notes"] === "show") page.querySelector("details.note")?.setAttribute("open", "");
  return page.querySelector<HTMLElement>("li[data-number], #head");
}

function number(post: HTMLElement): number {
  return Number(post.dataset["number"]);
}
