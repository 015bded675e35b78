import { Alert, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { changeManaged, type ManagedChanged, type ManagedService } from '../../api/managed';
import { keys } from '../../api/query';
import { useMay } from '../../api/session';
import { FormDialog } from '../../components/FormDialog';
import { useEngineName } from '../../components/useEngineName';

import styles from './ManagedService.module.css';
import { Preview } from './Preview';

/** That its offering has another version by now, which it takes when somebody says so. */
export function UpdateNotice({ service }: { service: ManagedService }) {
  const { t } = useTranslation();
  const manages = useMay()('managed.manage');
  const engineName = useEngineName();
  const [asking, setAsking] = useState(false);
  const { engine, offered, offering_name: offering } = service;
  return (
    <>
      {offered && (
        <Alert
          className={styles.above ?? ''}
          type="info"
          showIcon
          title={t('managed.offers', { offering, now: engineName({ engine, version: offered.version }) })}
          description={t('managed.offersRule', { image: offered.image })}
          action={
            manages && (
              <Button size="small" onClick={() => setAsking(true)}>
                {t('managed.update')}
              </Button>
            )
          }
        />
      )}
      {asking && <UpdateDialog service={service} onClose={() => setAsking(false)} />}
    </>
  );
}

/** What the update changes is told before; there is no way back that data would survive for certain. */
function UpdateDialog({ service, onClose }: { service: ManagedService; onClose: () => void }) {
  const { t } = useTranslation();
  const { id, name, connections } = service;
  const users = connections.map((one) => one.application_name).join(', ');
  return (
    <FormDialog<object, ManagedChanged>
      wide
      title={t('managed.updateTitle', { name })}
      submit={t('managed.update')}
      initial={{}}
      run={() => changeManaged({ id, ...UPDATE })}
      said={() => t('said.managedUpdated', { name })}
      stale={[keys.managed, keys.applications]}
      onClose={onClose}
    >
      <p>{users ? t('managed.cut', { users }) : t('managed.cutNobody')}</p>
      <p>{t('managed.updateRule')}</p>
      <Preview id={id} wanted={UPDATE} />
    </FormDialog>
  );
}

const UPDATE = { update: true };
