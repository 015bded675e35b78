/** A stream of server-sent events that the test itself opens, feeds and breaks. */
export class FakeEventSource extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 2;
  static opened: FakeEventSource[] = [];

  readyState: number = FakeEventSource.CONNECTING;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(readonly url: string) {
    super();
    FakeEventSource.opened.push(this);
  }

  static forget(): void {
    FakeEventSource.opened = [];
  }

  /** The stream that the page listens to now. */
  static get current(): FakeEventSource {
    const last = FakeEventSource.opened.at(-1);
    if (!last) throw new Error('the page listens to no stream');
    return last;
  }

  /** The stream at an address; there is one for the frame, and pages may have their own. */
  static at(path: string): FakeEventSource {
    const found = FakeEventSource.opened.findLast(({ url }) => url.split('?')[0]?.endsWith(path));
    if (!found) throw new Error(`the page does not listen to ${path}`);
    return found;
  }

  open(): void {
    this.readyState = FakeEventSource.OPEN;
    this.onopen?.();
  }

  tell(name: string, data: unknown): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }));
  }

  /** `final`: the server answered with an error, so that a browser does not try again by itself. */
  break(final: boolean): void {
    this.readyState = final ? FakeEventSource.CLOSED : FakeEventSource.CONNECTING;
    this.onerror?.();
  }

  close(): void {
    this.readyState = FakeEventSource.CLOSED;
  }
}
