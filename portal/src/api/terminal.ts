/** A terminal in a container: `docs/exec-protocol.md` is the contract of its frames. */
import { apiOfContainer, type Place } from './containers';
import { ApiError, errorFrom } from './errors';

const SUBPROTOCOL = 'slipway.exec.v1';
const STANDARD_OUTPUTS = [1, 2];
/** So much output may wait to be drawn before the server is asked to pause. */
export const MOST_WAITING = 512 * 1024;
const FEW_WAITING = MOST_WAITING / 8;

export const SHELLS = ['auto', 'bash', 'sh', 'own'] as const;
export type Shell = (typeof SHELLS)[number];

const TERM = 'TERM=xterm-256color; export TERM; ';
const BEST = 'if command -v bash >/dev/null 2>&1; then exec bash; fi; exec sh';

/** What is run: a shell, or the words of a command of the user's own. */
export function commandOf(shell: Shell, own: string): string[] {
  if (shell === 'own') return own.trim().split(/\s+/).filter(Boolean);
  return ['/bin/sh', '-c', TERM + (shell === 'auto' ? BEST : `exec ${shell}`)];
}

export function terminalAddress(place: Place, command: readonly string[]) {
  const query = new URLSearchParams({ stdin: 'true', tty: 'true' });
  for (const word of command) query.append('command', word);
  const { protocol, host } = window.location;
  const scheme = protocol === 'https:' ? 'wss:' : 'ws:';
  return `${scheme}//${host}${apiOfContainer(place)}/exec?${query.toString()}`;
}

/** How a terminal ended. `refused`: it never began; a browser does not tell a page why. */
export type End =
  | { kind: 'exit'; code: number }
  | { kind: 'error'; error: ApiError }
  | { kind: 'lost' }
  | { kind: 'refused' };

export interface TerminalSink {
  opened: () => void;
  /** `drawn` is to be called once the output has been shown. */
  output: (data: Uint8Array, drawn: () => void) => void;
  ended: (end: End) => void;
}

export interface Terminal {
  input: (text: string) => void;
  resize: (columns: number, rows: number) => void;
  close: () => void;
}

/** The end that a text frame tells of; null for a frame that is not about the end. */
export function endOf(frame: string): End | null {
  const told = JSON.parse(frame) as { type?: string; code?: number };
  if (told.type === 'exit') return { kind: 'exit', code: told.code ?? 0 };
  if (told.type === 'error') return { kind: 'error', error: errorFrom(0, told, '') };
  return null;
}

export function openTerminal(address: string, sink: TerminalSink): Terminal {
  const socket = new WebSocket(address, SUBPROTOCOL);
  socket.binaryType = 'arraybuffer';
  const encoder = new TextEncoder();
  let waiting = 0;
  let paused = false;
  let begun = false;
  let end: End | null = null;
  const tell = (frame: object) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
  };
  const pace = (change: number) => {
    waiting += change;
    const full = paused ? waiting > FEW_WAITING : waiting > MOST_WAITING;
    if (full === paused) return;
    paused = full;
    tell({ type: paused ? 'pause' : 'resume' });
  };
  socket.onopen = () => {
    begun = true;
    sink.opened();
  };
  socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
    if (typeof data === 'string') {
      end = endOf(data) ?? end;
      return;
    }
    const bytes = new Uint8Array(data);
    if (!STANDARD_OUTPUTS.includes(bytes[0] ?? 0)) return;
    pace(bytes.length);
    sink.output(bytes.subarray(1), () => pace(-bytes.length));
  };
  socket.onclose = () => sink.ended(end ?? { kind: begun ? 'lost' : 'refused' });
  return {
    input: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(encoder.encode(text));
    },
    resize: (columns, rows) => tell({ type: 'resize', columns, rows }),
    close: () => {
      socket.onclose = null;
      socket.close();
    },
  };
}
