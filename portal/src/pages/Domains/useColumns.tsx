import { useTranslation } from 'react-i18next';

import type { DomainState, OwnDomain } from '../../api/domains';
import { useOfPlatform } from '../../api/session';
import { CopyButton } from '../../components/CopyButton';
import type { Column } from '../../components/DataTable';
import { ToneLabel, type Tone } from '../../components/ToneLabel';
import { When } from '../../components/When';
import { useLanguage } from '../../i18n/useLanguage';

import { DomainActions } from './DomainActions';
import styles from './Domains.module.css';

const TONES: Record<DomainState, Tone> = {
  unverified: 'busy',
  verified: 'idle',
  serving: 'good',
  failing: 'held',
};

/** The columns of the list of own domains, with what is still to be set in DNS. */
export function useColumns(): Column<OwnDomain>[] {
  const { t } = useTranslation();
  const ofPlatform = useOfPlatform();
  const tenant: Column<OwnDomain> = {
    key: 'tenant',
    title: t('field.tenant'),
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
    { key: 'records', title: t('domains.records'), render: (domain) => <Records domain={domain} /> },
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

function State({ domain: { state, reason } }: { domain: OwnDomain }) {
  const { t } = useTranslation();
  const zh = useLanguage() === 'zh';
  return (
    <span className={styles.two}>
      <ToneLabel tone={TONES[state]} text={t(`domains.state.${state}`)} state={state} />
      {reason && <span className={styles.meta}>{zh ? reason.message_zh : reason.message}</span>}
    </span>
  );
}

/** What to set: the record that proves, until it is found, and the one that leads here, unless it does. */
function Records({ domain }: { domain: OwnDomain }) {
  const { t } = useTranslation();
  const { record, pointer, reason, verified_at: verified, points_here: here } = domain;
  const missing = [...(verified && !reason ? [] : [record]), ...(here === true ? [] : [pointer])];
  if (missing.length === 0) return t('domains.allSet');
  return (
    <span className={styles.two}>
      {missing.map(({ type, name, value }) => (
        <span key={type} className={styles.record}>
          {type} {name}
          <CopyButton text={name} /> {value}
          <CopyButton text={value} />
        </span>
      ))}
    </span>
  );
}
