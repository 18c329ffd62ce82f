// A round, live. That it has changed is told above it, with a link: nothing moves under somebody who writes her answer.
//
// Reads: live-round[data-channel][data-after][data-epoch][data-state], and in it a template with the fragment "round_news", which also
// comes over the socket.

import { Follower, follow, type Frame } from "../forum/socket";
import { fetched, parsed, say } from "../shell/page";

const retry = 5000; // when the page can't be fetched anew

export function start(life: AbortSignal): void {
  const host = document.querySelector<HTMLElement>("live-round[data-channel]");
  if (host) follow(new Round(host, life), life);
}

class Round extends Follower {
  constructor(private readonly host: HTMLElement, private readonly life: AbortSignal) {
    super(host.dataset);
  }

  protected event({ html }: Frame): void {
    const news = html ? parsed(html).querySelector("p") : null;
    if (news) this.show(news);
  }

  private show(news: HTMLElement): void {
    this.host.querySelector(":scope > p")?.remove();
    news.querySelector("a")?.setAttribute("href", location.pathname);
    this.host.append(news);
    say(news.textContent);
  }

  // lose takes the round away from who may read it no more, and says why.
  protected override lose(why: string): void {
    document.querySelector("main")?.replaceChildren(why);
    say(why);
  }

  // redraw goes on from where the page stands now, and tells when that is another round than the one that was drawn.
  protected async redraw(): Promise<void> {
    const page = await fetched(location.pathname).catch(() => undefined);
    if (this.life.aborted) return;
    const fresh = page?.querySelector<HTMLElement>("live-round[data-channel]");
    if (!fresh) {
      setTimeout(() => void this.redraw(), retry);
      return;
    }
    const news = this.host.querySelector("template")?.content.querySelector("p")?.cloneNode(true);
    if (fresh.dataset["state"] !== this.host.dataset["state"] && news instanceof HTMLElement) this.show(news);
    this.goOn(fresh.dataset);
  }
}
