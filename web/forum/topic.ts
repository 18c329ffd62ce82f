// An open topic, live. New replies wait behind a button, so that nothing moves under the reader; an edit or a deletion
// applies in place. The page says at which event it was drawn; the socket goes on from there, in order, without holes.
//
// Reads: live-topic[data-channel][data-after][data-epoch][data-ticket-url][data-socket][data-last], and data-more-<category>,
// the button's words in each plural form with # for the number; ol#posts with li[data-number].

import { say } from "../shell/page";
import { observe } from "./read";
import { Line, type Frame } from "./socket";

const quiet = 5000; // milliseconds between two announcements
const patience = 1500; // for a hole in the sequence to fill by itself

class Topic {
  private after: number;
  private epoch: string;
  private readonly channel: string;
  private readonly posts: HTMLElement;
  private readonly waiting = new Map<string, HTMLElement>();
  private readonly button = document.createElement("button");
  private readonly line: Line;
  private announced = 0;
  private announcing = 0;
  private hole = 0;

  constructor(private readonly host: HTMLElement, posts: HTMLElement) {
    this.channel = host.dataset["channel"] ?? "";
    this.after = Number(host.dataset["after"]);
    this.epoch = host.dataset["epoch"] ?? "";
    this.posts = posts;
    this.button.className = "button more";
    this.button.type = "button";
    this.button.hidden = true;
    this.button.addEventListener("click", () => this.show());
    host.append(this.button);
    this.line = new Line(host.dataset["socket"] ?? "", host.dataset["ticketUrl"] ?? "", (frame) => this.hear(frame));
  }

  private hear(frame: Frame): object | undefined {
    if (frame.t === "hello") return this.follow();
    if (frame.channel !== this.channel) return undefined;
    if (frame.t === "resync") void this.redraw();
    if (frame.t === "event") return this.event(frame);
    return undefined;
  }

  private follow(): object {
    return { t: "follow", channel: this.channel, after: this.after, epoch: this.epoch };
  }

  // event takes the next event; one that was had is dropped, and one too far ahead asks again from where we are.
  private event({ seq = 0, kind, html }: Frame): object | undefined {
    if (seq <= this.after) return undefined;
    if (seq > this.after + 1) {
      this.hole ||= window.setTimeout(() => {
        this.hole = 0;
        this.line.send(this.follow());
      }, patience);
      return undefined;
    }
    clearTimeout(this.hole);
    this.hole = 0;
    this.after = seq;
    if (kind !== "pass" && html) this.take(kind ?? "", drawn(html));
    return undefined;
  }

  // take puts a drawn post where it belongs: in place when it is on the page, else among those that wait.
  private take(kind: string, post: HTMLElement | null): void {
    if (!post) return;
    const here = document.getElementById(post.id);
    if (here) {
      here.replaceWith(post);
      observe(post);
    } else if (kind === "post" || this.waiting.has(post.id)) {
      this.waiting.set(post.id, post);
      this.offer();
    }
  }

  // offer shows the button, and says so now and then.
  private offer(): void {
    const words = this.words(this.waiting.size);
    this.button.textContent = words;
    this.button.hidden = false;
    const wait = Math.max(0, this.announced + quiet - Date.now());
    this.announcing ||= window.setTimeout(() => {
      this.announcing = 0;
      this.announced = Date.now();
      say(this.words(this.waiting.size));
    }, wait);
  }

  private words(count: number): string {
    const category = new Intl.PluralRules(document.documentElement.lang).select(count);
    const form = this.host.getAttribute(`data-more-${category}`) ?? this.host.dataset["moreOther"] ?? "#";
    return form.replace("#", count.toLocaleString(document.documentElement.lang));
  }

  // show lets the waiting posts in, in their order, and goes to the first. A page that doesn't reach the end goes there.
  private show(): void {
    const posts = [...this.waiting.values()].sort((a, b) => number(a) - number(b));
    const firstPost = posts[0];
    this.waiting.clear();
    this.button.hidden = true;
    clearTimeout(this.announcing);
    this.announcing = 0;
    if (!firstPost) return;
    if (this.host.dataset["last"] === "false") {
      location.replace(`${location.pathname}?from=${number(firstPost)}#${firstPost.id}`);
      return;
    }
    for (const post of posts) {
      this.posts.append(post);
      observe(post);
    }
    firstPost.tabIndex = -1;
    firstPost.focus({ preventScroll: true });
    firstPost.scrollIntoView({ block: "start" });
  }

  // redraw fetches the page anew and takes over its posts and its position. The composer is left as it is.
  private async redraw(): Promise<void> {
    const answer = await fetch(location.href);
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector<HTMLElement>("live-topic");
    const list = fresh?.querySelector("#posts");
    if (!fresh || !list) return;
    this.posts.replaceChildren(...list.children);
    for (const post of this.posts.children) observe(post);
    this.waiting.clear();
    this.button.hidden = true;
    this.after = Number(fresh.dataset["after"]);
    this.epoch = fresh.dataset["epoch"] ?? "";
    this.line.send(this.follow());
  }
}

// drawn is the list item that a fragment is.
function drawn(html: string): HTMLElement | null {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.querySelector<HTMLElement>("li[data-number]");
}

function number(post: HTMLElement): number {
  return Number(post.dataset["number"]);
}

export function start(): void {
  const host = document.querySelector<HTMLElement>("live-topic");
  const posts = document.getElementById("posts");
  if (host && posts && "WebSocket" in window) new Topic(host, posts);
}
