// The live connection of one channel: a ticket, a socket, and coming back as its close code says (realtime's package doc):
// 4000-4099 and a lost line after a while, 4100-4199 at once with a new ticket, 4200 and above never.

import { away, whenLeaving } from "../shell/page";

export interface Frame {
  t: "hello" | "event" | "resync" | "refused" | "bye";
  channel?: string;
  seq?: number;
  kind?: string;
  html?: string;
}

const first = 1000; // milliseconds before the first return
const longest = 30_000;

export class Line {
  private socket: WebSocket | undefined;
  private wait = first;
  private timer = 0;
  private over = false;

  // url is the socket's path, tickets where they are made; heard gets every frame, and sends what it returns.
  constructor(private readonly url: string, private readonly tickets: string, private readonly heard: (frame: Frame) => object | undefined) {
    whenLeaving(() => this.close());
    addEventListener("online", () => this.again(0));
    void this.open();
  }

  send(frame: object): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  close(): void {
    this.over = true;
    clearTimeout(this.timer);
    this.socket?.close();
  }

  private async open(): Promise<void> {
    if (this.over || (this.socket && this.socket.readyState <= WebSocket.OPEN)) return;
    let ticket = "";
    try {
      const answer = await fetch(this.tickets, { method: "POST" });
      if (answer.status === 401) return away("/");
      if (!answer.ok) throw new Error();
      ticket = ((await answer.json()) as { ticket: string }).ticket;
    } catch {
      return this.later();
    }
    if (this.over) return;
    const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}${this.url}?ticket=${encodeURIComponent(ticket)}`);
    this.socket = socket;
    socket.onmessage = (message) => {
      this.wait = first;
      const answer = this.heard(JSON.parse(message.data as string) as Frame);
      if (answer) this.send(answer);
    };
    socket.onclose = (event) => this.closed(event.code);
  }

  private closed(code: number): void {
    this.socket = undefined;
    if (this.over) return;
    if (code >= 4200 && code < 5000) away("/");
    else if (code >= 4100 && code < 4200) this.again(Math.random() * 250);
    else this.later();
  }

  // later comes back after a while, longer each time, and never all at the same moment.
  private later(): void {
    const wait = this.wait * (0.5 + Math.random());
    this.wait = Math.min(this.wait * 2, longest);
    this.again(wait);
  }

  private again(wait: number): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.open(), wait);
  }
}
