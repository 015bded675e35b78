import '@xterm/xterm/css/xterm.css';

import { FitAddon } from '@xterm/addon-fit';
import { Terminal as Emulator } from '@xterm/xterm';
import { useEffect, useRef } from 'react';

import { openTerminal, type End } from '../../api/terminal';

import styles from './Screen.module.css';

interface Props {
  address: string;
  label: string;
  onEnd: (end: End) => void;
}

const SCROLLBACK_LINES = 5_000;

/** Leaves copying and pasting to the browser, which may use the clipboard; every other key is the program's. */
function handleKey(emulator: Emulator, event: KeyboardEvent): boolean {
  if (event.type !== 'keydown' || !event.ctrlKey || event.shiftKey) return true;
  const letter = event.key.toLowerCase();
  if (letter === 'v') return false;
  if (letter === 'c' && emulator.hasSelection()) {
    setTimeout(() => emulator.clearSelection());
    return false;
  }
  return true;
}

function emulatorIn(box: HTMLElement): { emulator: Emulator; fit: FitAddon } {
  const style = getComputedStyle(box);
  const emulator = new Emulator({
    cursorBlink: true,
    scrollback: SCROLLBACK_LINES,
    fontFamily: style.fontFamily,
    fontSize: parseFloat(style.fontSize),
    screenReaderMode: true,
    theme: { background: style.backgroundColor, foreground: style.color },
  });
  const fit = new FitAddon();
  emulator.loadAddon(fit);
  emulator.attachCustomKeyEventHandler((event) => handleKey(emulator, event));
  emulator.open(box);
  return { emulator, fit };
}

/** The emulator's screen, connected with a command in a container for as long as it is shown. */
export default function Screen({ address, label, onEnd }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!box.current) return;
    const { emulator, fit } = emulatorIn(box.current);
    const terminal = openTerminal(address, {
      opened: () => {
        fit.fit();
        terminal.resize(emulator.cols, emulator.rows);
        emulator.focus();
      },
      output: (data, drawn) => emulator.write(data, drawn),
      ended: (end) => {
        emulator.options.disableStdin = true;
        emulator.options.cursorBlink = false;
        onEnd(end);
      },
    });
    const typed = emulator.onData((text) => terminal.input(text));
    const sized = emulator.onResize(({ cols, rows }) => terminal.resize(cols, rows));
    const watcher = new ResizeObserver(() => fit.fit());
    watcher.observe(box.current);
    return () => {
      watcher.disconnect();
      typed.dispose();
      sized.dispose();
      terminal.close();
      emulator.dispose();
    };
  }, [address, onEnd]);
  return <div ref={box} className={styles.screen} role="region" aria-label={label} />;
}
