// A private thread, live. What is new is drawn by the server for each reader, whose keyring alone opens it: the socket only says that there is
// something.
//
// Reads: #private-words[data-channel] with the state of the thread, and in it the list, as thread.tmpl draws them.

import { Follower, follow } from "../forum/socket";
import { note, renew } from "../room/renew";
import { fetched } from "../shell/page";

const retry = 5000; // when the page can't be fetched anew

export function start(life: AbortSignal): void {
  const host = document.querySelector<HTMLElement>("#private-words[data-channel]");
  const list = host?.querySelector("ol");
  if (host && list) follow(new Thread(host, list, life), life);
}

class Thread extends Follower {
  constructor(private readonly host: HTMLElement, private readonly list: HTMLElement, private readonly life: AbortSignal) {
    super(host.dataset);
    note(list);
  }

  protected event(): void {}

  // redraw is also what every news on the channel comes to. A thread that has opened or ended is loaded anew.
  protected async redraw(): Promise<void> {
    const page = await fetched(location.pathname).catch(() => undefined);
    if (this.life.aborted) return;
    const fresh = page?.querySelector<HTMLElement>("#private-words[data-channel]");
    const list = fresh?.querySelector("ol");
    if (!fresh || !list) {
      setTimeout(() => void this.redraw(), retry);
      return;
    }
    if (fresh.dataset["state"] !== this.host.dataset["state"]) location.reload();
    renew(this.list, list);
    if (this.list.children.length > 0) this.host.querySelector(":scope > .hint")?.remove();
    this.goOn(fresh.dataset);
  }
}
