import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { claimDomain, useDomainsOf, type OwnDomain } from '../../api/domains';
import { keys } from '../../api/query';
import type { Service } from '../../api/services';
import { useMay } from '../../api/session';
import { DataTable } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import { useAction } from '../../components/useAction';
import { DomainActions } from '../Domains/DomainActions';
import { recordsOf, State } from '../Domains/parts';

import styles from './Editor.module.css';

/** Host names of the tenant's own that lead to the service: added, verified and given up at once, without a save. */
export function OwnDomains({ service }: { service: Service }) {
  const { t } = useTranslation();
  const may = useMay();
  const domains = useDomainsOf(service.id);
  const found = domains.data?.items ?? [];
  return (
    <div className={styles.rows}>
      <p className={styles.lead}>{t('editor.ownDomainsLead')}</p>
      {domains.error && <Failure error={domains.error} retry={() => void domains.refetch()} />}
      {found.length > 0 && (
        <DataTable<OwnDomain>
          label={t('editor.ownDomains')}
          rows={found}
          rowKey={({ id }) => id}
          empty={t('list.nothingFound')}
          below={recordsOf}
          columns={[
            {
              key: 'host',
              title: t('domains.domain'),
              render: ({ name, url }) =>
                url ? (
                  <a href={url} target="_blank" rel="noreferrer">
                    {name}
                  </a>
                ) : (
                  name
                ),
            },
            { key: 'state', title: t('field.state'), render: (domain) => <State domain={domain} /> },
            { key: 'actions', align: 'end', render: (domain) => <DomainActions domain={domain} /> },
          ]}
        />
      )}
      {may('domain.manage') && <Claim service={service} />}
    </div>
  );
}

function Claim({ service }: { service: Service }) {
  const { t } = useTranslation();
  const [host, setHost] = useState('');
  const claim = useAction({
    run: (wanted: string) =>
      claimDomain({ host: wanted, service_id: service.id, tenant_id: service.tenant_id }),
    said: ({ name }) => t('said.domainAdded', { name }),
    stale: [keys.domains],
  });
  const add = () => {
    if (host.trim()) claim.mutate(host.trim(), { onSuccess: () => setHost('') });
  };
  return (
    <div className={styles.word}>
      <Input
        value={host}
        onChange={({ target }) => setHost(target.value)}
        onPressEnter={(event) => {
          // The form around it is for the service; this is not a part of it.
          event.preventDefault();
          add();
        }}
        maxLength={253}
        autoComplete="off"
        spellCheck={false}
        placeholder="www.example.com"
        aria-label={t('domains.add')}
      />
      <Button onClick={add} disabled={!host.trim()} loading={claim.isPending}>
        {t('domains.add')}
      </Button>
    </div>
  );
}
