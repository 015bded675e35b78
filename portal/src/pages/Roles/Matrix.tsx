import { useTranslation } from 'react-i18next';

import type { PermittedAction } from '../../api/roles';
import { DataTable, type Column } from '../../components/DataTable';
import { Icon } from '../../components/Icon';
import panel from '../../components/Panel.module.css';

import styles from './Roles.module.css';

interface Props {
  label: string;
  actions: PermittedAction[] | undefined;
  columns: { name: string; title: string; allows: PermittedAction[]; marked?: boolean }[];
}

/** A row for each action, and who may do it. */
export function Matrix({ label, actions, columns }: Props) {
  const { t } = useTranslation();
  const action: Column<PermittedAction> = {
    key: 'action',
    title: t('field.action'),
    render: (one) => (
      <div className={styles.action}>
        {t(`roles.action.${one}`)} <code>{one}</code>
      </div>
    ),
  };
  return (
    <div className={`${panel.panel ?? ''} ${styles.matrix ?? ''}`}>
      <DataTable<PermittedAction>
        label={label}
        rows={actions}
        rowKey={(one) => one}
        empty={t('list.nothingFound')}
        columns={[
          action,
          ...columns.map(({ name, title, allows, marked = false }) => ({
            key: name,
            title,
            marked,
            render: (one: PermittedAction) => <Allowed yes={allows.includes(one)} />,
          })),
        ]}
      />
    </div>
  );
}

function Allowed({ yes }: { yes: boolean }) {
  const { t } = useTranslation();
  return (
    <span
      className={styles.mark}
      data-allowed={yes}
      role="img"
      aria-label={t(yes ? 'roles.allowed' : 'roles.refused')}
    >
      {yes ? <Icon name="check" /> : '–'}
    </span>
  );
}
