import { Spin } from 'antd';

import styles from './Splash.module.css';

/** Fills the window while the session or the page's code is being loaded. */
export function Splash() {
  return (
    <div className={styles.splash}>
      <Spin size="large" />
    </div>
  );
}
