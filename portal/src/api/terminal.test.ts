import { afterEach, describe, expect, it, vi } from 'vitest';

import { commandOf, endOf, MOST_WAITING, openTerminal, terminalAddress, type End } from './terminal';

class FakeSocket {
  static readonly OPEN = 1;
  static last: FakeSocket | undefined;
  readyState = FakeSocket.OPEN;
  binaryType = '';
  sent: unknown[] = [];
  onopen: () => void = () => undefined;
  onmessage: (event: { data: unknown }) => void = () => undefined;
  onclose: (() => void) | null = null;
  constructor(
    readonly url: string,
    readonly protocol: string,
  ) {
    FakeSocket.last = this;
  }
  send(data: unknown) {
    this.sent.push(data);
  }
  close() {
    this.onclose?.();
  }
}

function opened() {
  vi.stubGlobal('WebSocket', FakeSocket);
  const ends: End[] = [];
  const outputs: { text: string; drawn: () => void }[] = [];
  const terminal = openTerminal('ws://here/exec', {
    opened: () => undefined,
    output: (data, drawn) => outputs.push({ text: new TextDecoder().decode(data), drawn }),
    ended: (end) => ends.push(end),
  });
  const socket = FakeSocket.last;
  if (!socket) throw new Error('no socket was opened');
  return { terminal, socket, ends, outputs };
}

const frame = (channel: number, bytes: number) => new Uint8Array(bytes).fill(channel, 0, 1).buffer;

afterEach(() => vi.unstubAllGlobals());

describe('the address of a terminal', () => {
  it('names the place and each word of the command', () => {
    const address = new URL(
      terminalAddress({ tenant_id: 't 1', pod: 'web-a', container: 'web' }, ['sh', '-c', 'ls /']),
    );
    expect(address.protocol).toBe('ws:');
    expect(address.pathname).toBe('/api/v1/containers/t%201/web-a/web/exec');
    expect(address.searchParams.getAll('command')).toEqual(['sh', '-c', 'ls /']);
    expect(address.searchParams.get('tty')).toBe('true');
  });
});

describe('the command of a terminal', () => {
  it('is the chosen shell, or the words of one’s own', () => {
    expect(commandOf('bash', '')).toEqual(['/bin/sh', '-c', 'TERM=xterm-256color; export TERM; exec bash']);
    expect(commandOf('auto', '')[2]).toContain('exec bash; fi; exec sh');
    expect(commandOf('own', '  python  -i ')).toEqual(['python', '-i']);
  });
});

describe('a terminal', () => {
  it('sends what is typed as bytes and its size as a frame', () => {
    const { terminal, socket } = opened();
    socket.onopen();
    terminal.input('ls\r');
    terminal.resize(120, 40);
    expect(socket.protocol).toBe('slipway.exec.v1');
    expect(socket.sent).toEqual([
      new TextEncoder().encode('ls\r'),
      JSON.stringify({ type: 'resize', columns: 120, rows: 40 }),
    ]);
  });

  it('shows both outputs, without the channel', () => {
    const { socket, outputs } = opened();
    socket.onmessage({ data: new Uint8Array([1, 104, 105]).buffer });
    socket.onmessage({ data: new Uint8Array([2, 33]).buffer });
    expect(outputs.map(({ text }) => text)).toEqual(['hi', '!']);
  });

  it('pauses the output while more waits to be drawn than can be, and lets it go on once it is', () => {
    const { socket, outputs } = opened();
    socket.onmessage({ data: frame(1, MOST_WAITING) });
    expect(socket.sent).toEqual([]);
    socket.onmessage({ data: frame(1, 100) });
    expect(socket.sent).toEqual(['{"type":"pause"}']);
    outputs.forEach(({ drawn }) => drawn());
    expect(socket.sent).toEqual(['{"type":"pause"}', '{"type":"resume"}']);
  });

  it('tells how it ended: by itself, by an error, by a lost connection, or before it began', () => {
    const lost = opened();
    lost.socket.onopen();
    lost.socket.onclose?.();
    const refused = opened();
    refused.socket.onclose?.();
    const exited = opened();
    exited.socket.onopen();
    exited.socket.onmessage({ data: '{"type":"exit","code":3}' });
    exited.socket.onclose?.();
    expect([...lost.ends, ...refused.ends, ...exited.ends]).toEqual([
      { kind: 'lost' },
      { kind: 'refused' },
      { kind: 'exit', code: 3 },
    ]);
    const idle = endOf('{"type":"error","error":{"code":"terminal.idle","message":"Nobody typed"}}');
    expect(idle?.kind === 'error' && idle.error.detail.code).toBe('terminal.idle');
  });

  it('says nothing when the page itself closes it', () => {
    const { terminal, ends } = opened();
    terminal.close();
    expect(ends).toEqual([]);
  });
});
