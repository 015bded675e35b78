import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { keys } from '../../api/query';
import { removeRegistry, tryRegistry, type Registry } from '../../api/registries';
import { useMay, useOfPlatform } from '../../api/session';
import styles from '../../components/Cells.module.css';
import { useFeedback } from '../../components/feedback';
import { useAction } from '../../components/useAction';

import { LoginDialog } from './AddDialog';

/** What one can do with a registry; those that are shared are the platform's to change. */
export function RegistryActions({ registry }: { registry: Registry }) {
  const { t } = useTranslation();
  const { modal } = useFeedback();
  const may = useMay();
  const ofPlatform = useOfPlatform();
  const [changing, setChanging] = useState(false);
  const { address, services, shared } = registry;
  const trial = useAction({
    run: tryRegistry,
    said: () => t('said.registryTried', { address }),
    stale: [],
  });
  const removal = useAction({
    run: removeRegistry,
    said: () => t('said.deleted', { name: address }),
    stale: [keys.registries],
  });
  if (!may('registry.manage') || (shared && !ofPlatform)) return null;
  const names = services.map(({ application, service }) => `${application}/${service}`).join(', ');
  const ask = () =>
    modal.confirm({
      title: t('registries.deleteTitle', { address }),
      content: names ? t('registries.deleteUsed', { names }) : t('registries.deleteUnused'),
      okText: t('action.delete'),
      okButtonProps: { danger: true },
      onOk: () => removal.mutate(registry),
    });
  return (
    <div className={styles.actions}>
      <Button
        size="small"
        aria-label={t('registries.tryOf', { address })}
        loading={trial.isPending}
        onClick={() => trial.mutate(registry)}
      >
        {t('registries.try')}
      </Button>
      <Button
        size="small"
        aria-label={t('registries.loginTitle', { address })}
        onClick={() => setChanging(true)}
      >
        {t('registries.changeLogin')}
      </Button>
      <Button size="small" danger aria-label={t('registries.deleteTitle', { address })} onClick={ask}>
        {t('action.delete')}
      </Button>
      {changing && <LoginDialog registry={registry} onClose={() => setChanging(false)} />}
    </div>
  );
}
