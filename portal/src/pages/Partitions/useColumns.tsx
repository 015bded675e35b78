import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Partition } from '../../api/partitions';
import type { Column } from '../../components/DataTable';
import { Gauge } from '../../components/Gauge';

const RESOURCES = ['cpu', 'memory', 'pods'] as const;

/** The columns of the list of partitions. */
export function useColumns(): Column<Partition>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'name',
      title: t('field.partition'),
      sortable: true,
      render: ({ id, name, display_name: shown }) => (
        <>
          <Link to={`/partitions/${id}`}>{name}</Link> {shown}
        </>
      ),
    },
    { key: 'hosts', title: t('nav.hosts'), align: 'end', render: ({ hosts }) => hosts.length },
    ...RESOURCES.map((resource): Column<Partition> => ({
      key: resource,
      title: t(`hosts.resource.${resource}`),
      ...(resource === 'pods' && { only: 'medium' as const }),
      render: ({ hosts, room }) =>
        room && hosts.length > 0 ? (
          <Gauge
            label={t(`hosts.resource.${resource}`)}
            what={resource}
            percent={room[`${resource}_percent`]}
            taken={room.requested[resource]}
            of={room.allocatable[resource]}
          />
        ) : (
          t('partitions.nothing')
        ),
    })),
    {
      key: 'tenants',
      title: t('partitions.grantedTo'),
      render: ({ tenants }) => tenants.map(({ name }) => name).join(', ') || t('partitions.nobody'),
    },
    { key: 'services', title: t('field.services'), align: 'end', render: ({ services }) => services.length },
  ];
}
