import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { ManagedService } from '../../api/managed';
import { useOfPlatform } from '../../api/session';
import { Breakable } from '../../components/Breakable';
import styles from '../../components/Cells.module.css';
import { CopyButton } from '../../components/CopyButton';
import type { Column } from '../../components/DataTable';
import { ManagedStateLabel } from '../../components/ManagedStateLabel';
import { useReasonText } from '../../components/reason';
import { Description } from '../../components/Description';
import { useEngineName } from '../../components/useEngineName';
import { usePlanWords } from '../../components/usePlanWords';
import { When } from '../../components/When';

/** The columns of the list of managed services. */
export function useColumns(): Column<ManagedService>[] {
  const { t } = useTranslation();
  const ofPlatform = useOfPlatform();
  const planWords = usePlanWords();
  const engineName = useEngineName();
  const textOf = useReasonText();
  return [
    {
      key: 'name',
      title: t('managed.name'),
      sortable: true,
      render: ({ id, name, description }) => (
        <span className={styles.two}>
          <Link className={styles.name} to={`/managed/${id}`}>
            {name}
          </Link>
          {description && <Description text={description} />}
        </span>
      ),
    },
    ...(ofPlatform
      ? [
          {
            key: 'tenant_name',
            title: t('field.tenant'),
            render: ({ tenant_name: name }: ManagedService) => name,
          },
        ]
      : []),
    {
      key: 'engine',
      title: t('managed.engine'),
      render: (service) => engineName(service),
    },
    {
      key: 'state',
      title: t('field.state'),
      render: ({ state, reasons: [first] }) => (
        <span className={styles.two}>
          <ManagedStateLabel state={state} />
          {first && <span className={styles.meta}>{textOf(first).message}</span>}
        </span>
      ),
    },
    {
      key: 'plan',
      title: t('managed.plan'),
      render: ({ plan }) => (
        <span className={styles.two}>
          <span>{plan.name}</span>
          <span className={styles.meta}>{planWords(plan)}</span>
        </span>
      ),
    },
    {
      key: 'address',
      title: t('field.address'),
      render: ({ host, port }) => (
        <span>
          <span className={styles.code}>
            <Breakable text={`${host}:${port}`} />
          </span>
          <CopyButton text={`${host}:${port}`} />
        </span>
      ),
    },
    {
      key: 'created_at',
      title: t('field.created'),
      sortable: true,
      only: 'wide',
      render: ({ created_at: at }) => <When at={at} />,
    },
  ];
}
