/** Lines of a log: whose they are, and which of them somebody looks for. */

export interface LogLine {
  /** Whose line it is, where the log is of several. */
  pod: string | null;
  text: string;
}

/** The log of several replicas has each line's pod in brackets. */
export function lineOf(line: string): LogLine {
  const [, pod, text] = /^\[([a-z0-9.-]+)\] ?(.*)$/.exec(line) ?? [];
  return pod === undefined ? { pod: null, text: line } : { pod, text: text ?? '' };
}

/** The lines that contain a text, in any case. */
export function matching(lines: string[], text: string): string[] {
  const wanted = text.toLowerCase();
  return wanted === '' ? lines : lines.filter((line) => line.toLowerCase().includes(wanted));
}

const MISSED = /^(?:\[\S+\] )?(?:[\d:.TZ+-]+ )?slipway: dropped (\d+) lines?: /;

/** How many lines the platform left out, as its own lines among the others tell. */
export function missed(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Number(MISSED.exec(line)?.[1] ?? 0), 0);
}

const HUES = 6;

/** Gives each pod a colour, in the order in which they are first seen; a pod keeps its own. */
export function hueBook(): (pod: string) => number {
  const given = new Map<string, number>();
  return (pod) => {
    const known = given.get(pod);
    if (known !== undefined) return known;
    const hue = (given.size % HUES) + 1;
    given.set(pod, hue);
    return hue;
  };
}
