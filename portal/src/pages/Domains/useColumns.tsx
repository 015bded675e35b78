import { useTranslation } from 'react-i18next';

import type { OwnDomain } from '../../api/domains';
import { useOfPlatform } from '../../api/session';
import type { Column } from '../../components/DataTable';
import { When } from '../../components/When';

import { DomainActions } from './DomainActions';
import styles from './Domains.module.css';
import { CertificateOf, State } from './parts';

/** The columns of the list of own domains, with what is still to be set in DNS. */
export function useColumns(): Column<OwnDomain>[] {
  const { t } = useTranslation();
  const ofPlatform = useOfPlatform();
  const tenant: Column<OwnDomain> = {
    key: 'tenant',
    title: t('field.tenant'),
    only: 'medium',
    render: ({ tenant: of }) => of,
  };
  return [
    {
      key: 'host',
      title: t('domains.domain'),
      sortable: true,
      render: ({ name, host, url }) => (
        <span className={styles.two}>
          {url ? (
            <a href={url} target="_blank" rel="noreferrer">
              {name}
            </a>
          ) : (
            <span>{name}</span>
          )}
          {name !== host && <span className={styles.record}>{host}</span>}
        </span>
      ),
    },
    ...(ofPlatform ? [tenant] : []),
    { key: 'state', title: t('field.state'), render: (domain) => <State domain={domain} /> },
    {
      key: 'service',
      title: t('field.service'),
      render: ({ application, service }) => (service ? `${application}/${service}` : t('domains.nowhere')),
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
