import { useTranslation } from 'react-i18next';

import styles from '../../components/Cells.module.css';
import { CopyButton } from '../../components/CopyButton';
import { Facts } from '../../components/Facts';
import { Secret } from '../../components/Secret';

/** Who gets in where; user and password only where somebody has asked for them. */
export interface Login {
  host: string;
  port: number;
  username?: string;
  password?: string;
  database?: string | null;
  uri?: string;
}

export function AccessFacts({ login }: { login: Login }) {
  const { t } = useTranslation();
  const { host, port, username, password, database, uri } = login;
  return (
    <Facts
      facts={[
        [t('managed.host'), <Code key="host" text={host} />],
        [t('managed.port'), <Code key="port" text={String(port)} />],
        [t('managed.username'), username !== undefined && <Code key="user" text={username} />],
        [
          t('managed.password'),
          password !== undefined && <Secret key="password" of={t('managed.password')} text={password} />,
        ],
        [t('accounts.database'), database && <Code key="database" text={database} />],
        [t('managed.uri'), uri !== undefined && <Secret key="uri" of={t('managed.uri')} text={uri} />],
      ]}
    />
  );
}

function Code({ text }: { text: string }) {
  return (
    <>
      <span className={styles.code}>{text}</span>
      <CopyButton text={text} />
    </>
  );
}
