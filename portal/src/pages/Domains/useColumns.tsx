import { useTranslation } from 'react-i18next';

import type { OwnDomain } from '../../api/domains';
import { useOfPlatform } from '../../api/session';
import { Breakable } from '../../components/Breakable';
import cells from '../../components/Cells.module.css';
import type { Column } from '../../components/DataTable';
import { When } from '../../components/When';

import { DomainActions } from './DomainActions';
import { CertificateOf, State } from './parts';

/** The columns of the list of own domains, with what is still to be set in DNS. */
export function useColumns(): Column<OwnDomain>[] {
  const { t } = useTranslation();
  const ofPlatform = useOfPlatform();
  return [
    {
      key: 'host',
      title: t('domains.domain'),
      sortable: true,
      render: ({ name, host, url }) => (
        <span className={cells.two}>
          {url ? (
            <a href={url} target="_blank" rel="noreferrer">
              {name}
            </a>
          ) : (
            <span>{name}</span>
          )}
          {name !== host && (
            <span className={cells.code}>
              <Breakable text={host} />
            </span>
          )}
        </span>
      ),
    },
    { key: 'state', title: t('field.state'), render: (domain) => <State domain={domain} /> },
    {
      key: 'service',
      title: t('field.service'),
      render: ({ application, service, tenant }) => (
        <span className={cells.two}>
          <span>{service ? `${application}/${service}` : t('domains.nowhere')}</span>
          {ofPlatform && <span className={cells.meta}>{tenant}</span>}
        </span>
      ),
    },
    {
      key: 'certificate',
      title: t('domains.certificate.column'),
      render: (domain) => <CertificateOf domain={domain} />,
    },
    {
      key: 'checked_at',
      title: t('domains.checked'),
      sortable: true,
      only: 'medium',
      render: ({ checked_at: at }) => (at ? <When at={at} /> : t('domains.notYet')),
    },
    { key: 'actions', align: 'end', render: (domain) => <DomainActions domain={domain} /> },
  ];
}
