import { Alert, Button, Select, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { makeJoinCommand, useJoin, type JoinCommand } from '../../api/hosts';
import { keys } from '../../api/query';
import { useMay } from '../../api/session';
import { CopyButton } from '../../components/CopyButton';
import { Crumbs } from '../../components/Crumbs';
import { DataTable } from '../../components/DataTable';
import { Facts } from '../../components/Facts';
import { Failure } from '../../components/Failure';
import { HostState } from '../../components/HostState';
import { PageHeader } from '../../components/PageHeader';
import panel from '../../components/Panel.module.css';
import { Section } from '../../components/Section';
import { useAction } from '../../components/useAction';
import { useFilters } from '../../components/useFilters';
import { usePageTitle } from '../../components/usePageTitle';
import { When } from '../../components/When';
import { useLanguage } from '../../i18n/useLanguage';

import styles from './HostJoin.module.css';

const LIFETIMES = [10, 120, 1440] as const;
const FIRST_LIFETIME = 120;

/** How another machine becomes a host: the command to run on it, and the hosts as they appear. */
export function HostJoinPage() {
  const { t } = useTranslation();
  const may = useMay();
  const { filters, change } = useFilters(['since']);
  const join = useJoin(filters.since);
  usePageTitle(t('hosts.join.open'));
  if (join.error && !join.data) return <Failure error={join.error} retry={() => void join.refetch()} />;
  return (
    <>
      <Crumbs above={[{ to: '/hosts', label: t('nav.hosts') }]} here={t('hosts.join.open')} />
      <PageHeader
        title={t('hosts.join.open')}
        below={join.data?.way !== 'none' && <span className={panel.lead}>{t('hosts.join.lead')}</span>}
      />
      {!join.data && <Skeleton active />}
      {join.data?.way === 'none' && (
        <Alert type="info" showIcon title={t('hosts.join.none')} description={t('hosts.join.noneHint')} />
      )}
      {join.data && join.data.way !== 'none' && (
        <>
          {may('host.manage') ? (
            <Command way={join.data.way} onMade={(command) => change({ since: command.asked_at })} />
          ) : (
            <Alert type="info" showIcon title={t('hosts.join.readOnly')} />
          )}
          {filters.since && (
            <Section title={t('hosts.join.appeared')}>
              <DataTable<(typeof join.data.new_hosts)[number]>
                label={t('hosts.join.appeared')}
                rows={join.data.new_hosts}
                rowKey={({ name }) => name}
                empty={t('hosts.join.waiting')}
                columns={[
                  {
                    key: 'name',
                    title: t('field.host'),
                    render: ({ name }) => <Link to={`/hosts/${encodeURIComponent(name)}`}>{name}</Link>,
                  },
                  {
                    key: 'state',
                    title: t('field.state'),
                    render: ({ state }) => <HostState state={state} />,
                  },
                  { key: 'since', title: t('hosts.since'), render: ({ created_at: at }) => <When at={at} /> },
                ]}
              />
            </Section>
          )}
        </>
      )}
    </>
  );
}

interface CommandProps {
  way: JoinCommand['way'];
  onMade: (command: JoinCommand) => void;
}

function Command({ way, onMade }: CommandProps) {
  const { t } = useTranslation();
  const zh = useLanguage() === 'zh';
  const [minutes, setMinutes] = useState<number>(FIRST_LIFETIME);
  const make = useAction({
    run: makeJoinCommand,
    said: () => t('said.joinMade'),
    stale: [keys.hosts],
    done: onMade,
  });
  const made = make.data;
  const expires = way === 'kubeadm';
  return (
    <Section title={t('hosts.join.command')}>
      <div className={styles.make}>
        {expires && (
          <Select<number>
            aria-label={t('hosts.join.lifetime')}
            value={minutes}
            onChange={setMinutes}
            options={LIFETIMES.map((value) => ({ value, label: t(`hosts.join.minutes.${value}`) }))}
          />
        )}
        <Button
          type={made ? 'default' : 'primary'}
          loading={make.isPending}
          onClick={() => make.mutate(minutes)}
        >
          {t(made ? 'hosts.join.again' : 'hosts.join.make')}
        </Button>
      </div>
      {made && (
        <>
          <p>{zh ? made.note_zh : made.note}</p>
          <div className={styles.command}>
            <code>{made.command}</code>
            <CopyButton text={made.command} />
          </div>
          <Facts
            facts={[
              [t('hosts.join.expires'), made.expires_at && <When key="e" at={made.expires_at} />],
              [t('hosts.join.tokenFile'), made.token_file && <code key="t">{made.token_file}</code>],
            ]}
          />
        </>
      )}
    </Section>
  );
}
