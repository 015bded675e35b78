import { Button, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { deletePreset, usePresets, type Preset } from '../../api/presets';
import { keys } from '../../api/query';
import { useMay } from '../../api/session';
import type { Column } from '../../components/DataTable';
import { useFeedback } from '../../components/feedback';
import { ListPage } from '../../components/list/ListPage';
import { BOUNDS } from '../../components/quota';
import { useAction } from '../../components/useAction';
import { useAmount } from '../../components/useAmount';

import { PresetDialog } from './PresetDialog';
import styles from './Presets.module.css';

/** Named quotas; a change reaches every tenant that follows. */
export function PresetsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const presets = usePresets();
  const [editing, setEditing] = useState<Preset | 'new' | null>(null);
  const columns = useColumns(setEditing);
  return (
    <ListPage
      title={t('nav.presets')}
      lead={t('presets.lead')}
      actions={
        may('tenant.manage') && (
          <Button type="primary" onClick={() => setEditing('new')}>
            {t('presets.create')}
          </Button>
        )
      }
      list={presets}
      table={{ columns, rowKey: ({ id }) => id, empty: t('list.nothingFound') }}
    >
      {editing && (
        <PresetDialog preset={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </ListPage>
  );
}

function useColumns(onEdit: (preset: Preset) => void): Column<Preset>[] {
  const { t } = useTranslation();
  const { amount } = useAmount();
  const may = useMay();
  return [
    {
      key: 'name',
      title: t('presets.name'),
      render: ({ name, built_in: builtIn }) => (
        <>
          {name} {builtIn && <Tag>{t('presets.builtIn')}</Tag>}
        </>
      ),
    },
    ...BOUNDS.map((bound) => ({
      key: bound,
      title: t(`bound.${bound}`),
      align: 'end' as const,
      render: ({ quota }: Preset) => amount(bound, quota[bound]),
    })),
    { key: 'tenants', title: t('nav.tenants'), align: 'end', render: ({ tenants }) => tenants.length },
    {
      key: 'actions',
      align: 'end',
      render: (preset) => may('tenant.manage') && <Actions preset={preset} onEdit={() => onEdit(preset)} />,
    },
  ];
}

function Actions({ preset, onEdit }: { preset: Preset; onEdit: () => void }) {
  const { t } = useTranslation();
  const { modal } = useFeedback();
  const { id, name, tenants } = preset;
  const remove = useAction({
    run: deletePreset,
    said: () => t('said.deleted', { name }),
    stale: [keys.presets],
  });
  const ask = () =>
    modal.confirm({
      title: t('confirm.deletePreset.title', { name }),
      content: t('confirm.delete.final'),
      okText: t('action.delete'),
      okButtonProps: { danger: true },
      onOk: () => remove.mutate(id),
    });
  return (
    <span className={styles.actions}>
      <Button size="small" onClick={onEdit}>
        {t('action.edit')}
      </Button>
      {!preset.built_in && (
        <Button size="small" danger disabled={tenants.length > 0} onClick={ask}>
          {t('action.delete')}
        </Button>
      )}
    </span>
  );
}
