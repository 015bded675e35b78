import { Icon } from '../components/Icon';

import styles from './Splash.module.css';

/** Fills the window while the session or the page's code is being loaded. */
export function Splash() {
  return (
    <div className={styles.splash} aria-busy="true">
      <Icon name="underway" />
    </div>
  );
}
