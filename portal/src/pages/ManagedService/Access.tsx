import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { lookAtAccess, type ManagedService } from '../../api/managed';
import { useMay } from '../../api/session';
import { Section } from '../../components/Section';
import { useAction } from '../../components/useAction';

import { AccessFacts } from './AccessFacts';
import styles from './ManagedService.module.css';

/** Where it is reached; user and password only on request, which the operation log keeps. */
export function Access({ service }: { service: ManagedService }) {
  const { t } = useTranslation();
  const may = useMay();
  const { id, host, port } = service;
  const look = useAction({
    run: () => lookAtAccess(id),
    said: () => t('said.accessLogged'),
    stale: [],
  });
  return (
    <Section
      title={t('managed.access')}
      buttons={
        may('application.secrets') &&
        !look.data && (
          <Button size="small" loading={look.isPending} onClick={() => look.mutate(undefined)}>
            {t('managed.showAccess')}
          </Button>
        )
      }
    >
      <p className={styles.lead}>{t('managed.accessRule')}</p>
      <AccessFacts login={look.data ?? { host, port }} />
    </Section>
  );
}
