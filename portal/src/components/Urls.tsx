import { Breakable } from './Breakable';
import { Icon } from './Icon';
import styles from './Urls.module.css';

/** Where an application can be opened. */
export function Urls({ urls }: { urls: readonly string[] }) {
  return (
    <span className={styles.urls}>
      {urls.map((url) => (
        <a key={url} href={url} target="_blank" rel="noreferrer" title={url}>
          <Breakable text={new URL(url).host} />
          <Icon name="open" />
        </a>
      ))}
    </span>
  );
}
