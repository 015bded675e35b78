import styles from './SlipDrawing.module.css';

const RIBS = [118, 150, 182, 214, 246, 278, 310, 342];
const BLOCKS = [60, 110, 160, 210, 260, 310, 360, 410];
const WATER = [0, 1, 2];

/** Where the slip's upper edge is at a distance from the left: it falls towards the water. */
const slipAt = (x: number) => 226 + x * 0.09;

/** A ship on its slip, drawn as on a builder's plan. Decoration only. */
export function SlipDrawing() {
  return (
    <svg viewBox="0 0 560 320" className={styles.drawing} aria-hidden="true">
      <g transform="translate(0 24) rotate(5.1 250 220)">
        <path className={styles.lead} d="M86 176h340l-16 32a16 16 0 0 1-14 9H118a16 16 0 0 1-15-10z" />
        <path className={styles.line} d="M58 118h388l-20 58H86z" />
        <path className={styles.faint} d={RIBS.map((x) => `M${x} 118v99`).join('')} />
        <path
          className={styles.line}
          d="M120 118V86h150v32M150 86V58h86v28M318 118V34M318 52l74 66M318 52l-70 34"
        />
        <path className={styles.faint} d="M164 72h58M134 102h122" />
      </g>
      <path className={styles.line} d={`M0 ${slipAt(0)} 560 ${slipAt(560)}`} />
      <path
        className={styles.faint}
        d={BLOCKS.map((x) => `M${x} ${slipAt(x)}v${Math.round(46 - x * 0.05)}`).join('')}
      />
      {WATER.map((row) => (
        <path
          key={row}
          className={styles.water}
          d={`M${430 - row * 26} ${284 + row * 14}q13-9 26 0t26 0 26 0 26 0 26 0 26 0 26 0 26 0`}
        />
      ))}
    </svg>
  );
}
