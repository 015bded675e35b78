import styles from './Icon.module.css';

/** Our own line drawings, 24 by 24: each is one path, so all of them weigh less than a few of a library's. */
const PATHS = {
  overview: 'M4 4h7v9H4zM13 4h7v5h-7zM13 11h7v9h-7zM4 15h7v5H4z',
  bell: 'M12 3.5a5.5 5.5 0 0 1 5.5 5.5c0 5 2 6.5 2 7.5h-15c0-1 2-2.5 2-7.5A5.5 5.5 0 0 1 12 3.5zM10 19.5a2.2 2.2 0 0 0 4 0',
  applications: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h6v6h-6z',
  containers: 'M3 7.5 12 3l9 4.5v9L12 21l-9-4.5zM3 7.5l9 4.5 9-4.5M12 12v9',
  volumes:
    'M4 6.5c0-2 3.6-3.5 8-3.5s8 1.5 8 3.5-3.6 3.5-8 3.5-8-1.5-8-3.5zM4 6.5v11c0 2 3.6 3.5 8 3.5s8-1.5 8-3.5v-11M4 12c0 2 3.6 3.5 8 3.5s8-1.5 8-3.5',
  anchor: 'M12 8v13M12 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM8 11.5h8M4 13.5c0 4.5 3.5 7.5 8 7.5s8-3 8-7.5',
  tag: 'M4 5h10l6 7-6 7H4zM8 12v.01',
  tenants: 'M5 20.5v-14l7-3 7 3v14M2.5 20.5h19M9.5 10v.01M14.5 10v.01M9.5 14v.01M14.5 14v.01',
  user: 'M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 20.5c.8-4 4-6 8-6s7.2 2 8 6',
  logout: 'M14 4H5v16h9M10 12h11M17.5 8.5 21 12l-3.5 3.5',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
  reload: 'M20 12a8 8 0 1 1-2.4-5.7M20 3.5V8h-4.5',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  up: 'm7 14 5-5 5 5',
  down: 'm7 10 5 5 5-5',
  left: 'm14.5 6-6 6 6 6',
  right: 'm9.5 6 6 6-6 6',
  remove: 'M4 7h16M9.5 7V4h5v3M6 7l1 13.5h10L18 7M10 11v5.5M14 11v5.5',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.3 15.3l5.2 5.2',
  file: 'M6 3h8l4.5 4.5V21H6zM14 3v5h4.5M9 12.5h6.5M9 16.5h6.5',
  folder: 'M3 19V5h6l2 2.5h10V19z',
  open: 'M14 4h6v6M20 4l-9 9M18 14v6H4V6h6',
  more: 'M5 12v.01M12 12v.01M19 12v.01',
  presets: 'M4 6h9M17 6h3M15 4v4M4 12h3M11 12h9M9 10v4M4 18h9M17 18h3M15 16v4',
  host: 'M4 4h16v6.5H4zM4 13.5h16V20H4zM7.5 7.3v.01M7.5 16.8v.01',
  partition: 'M4 4h16v16H4zM4 12h16M12 4v8',
  routes:
    'M6 8.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM18 20.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM8.5 6H15a3 3 0 0 1 0 6H9a3 3 0 0 0 0 6h6.5',
  settings:
    'M4 7.5h8.5M17.5 7.5H20M4 16.5h2.5M11.5 16.5H20M15 10a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM9 19a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  health: 'M3 12.5h4l2.5-7 5 13 2.5-6h4',
  meter: 'M4 20V10h4v10zM10 20V4h4v16zM16 20v-7h4v7z',
  terminal: 'M3.5 5h17v14h-17zM7 9.5l3 2.5-3 2.5M12.5 15H17',
  upload: 'M12 15V4M7 8.5l5-5 5 5M4 20h16',
  full: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  download: 'M12 4v11M7 10.5l5 5 5-5M4 20h16',
  still: 'M12 17a5 5 0 1 0 0-10 5 5 0 0 0 0 10z',
  underway: 'M12 3a9 9 0 1 0 9 9',
  afloat: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8 12.3l2.8 2.8 5.2-5.6',
  trouble: 'M12 3.5 21.5 20h-19zM12 10v4.5M12 17.2v.01',
  lowering: 'M12 4v15M6 13l6 6 6-6',
} as const;

export type IconName = keyof typeof PATHS;

/** Always decoration: what it stands beside or on has the words. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg viewBox="0 0 24 24" className={styles.icon} data-icon={name} aria-hidden="true">
      <IconPath name={name} />
    </svg>
  );
}

/** The drawing itself, 24 by 24, for those who draw it into a picture of their own. */
export function IconPath({ name }: { name: IconName }) {
  return <path d={PATHS[name]} />;
}
