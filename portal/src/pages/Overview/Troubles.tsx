import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { CertificateState } from '../../api/domains';
import type {
  CertificateTrouble,
  FailingService,
  HostTrouble,
  Overview,
  PlatformPart,
} from '../../api/overview';
import { useOfPlatform } from '../../api/session';
import { HostState } from '../../components/HostState';
import { useReasonText } from '../../components/reason';
import { Section } from '../../components/Section';
import { StateLabel } from '../../components/StateLabel';
import { ToneLabel } from '../../components/ToneLabel';
import { useAmount } from '../../components/useAmount';
import { When } from '../../components/When';
import { useLanguage } from '../../i18n/useLanguage';

import styles from './Overview.module.css';
import { useShareName } from './useShareName';

/** What somebody should look at, the gravest first; or that there is nothing. */
export function Troubles({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const { failing, certificates, platform, known } = overview;
  const rows: ReactNode[] = [
    ...(platform ? sightRows(platform) : []),
    ...failing.items.map((each) => <Failing key={each.service_id} failing={each} />),
    ...certificates.items.map((each) => <Certificate key={each.domain_id} certificate={each} />),
    ...(platform?.hosts?.troubles.map((each) => <Host key={each.name} host={each} />) ?? []),
    ...(platform?.full_tenants.items.map((each) => <FullTenant key={each.id} tenant={each} />) ?? []),
  ];
  const hidden =
    failing.total -
    failing.items.length +
    certificates.total -
    certificates.items.length +
    (platform?.hosts ? platform.hosts.troubles_total - platform.hosts.troubles.length : 0) +
    (platform ? platform.full_tenants.total - platform.full_tenants.items.length : 0);
  if (!known && rows.length === 0)
    return (
      <p className={styles.calm}>
        <ToneLabel tone="busy" text={t('overview.unknown')} />
      </p>
    );
  if (rows.length === 0)
    return (
      <p className={styles.calm}>
        <ToneLabel tone="good" text={t('overview.nothingWrong')} />
      </p>
    );
  return (
    <Section title={t('overview.trouble')}>
      <ul className={styles.troubles}>{rows}</ul>
      {hidden > 0 && <p className={styles.faint}>{t('overview.more', { number: hidden })}</p>}
    </Section>
  );
}

const sightRows = ({ sight }: PlatformPart) =>
  sight.status === 'ok' ? [] : [<Sight key="sight" sight={sight} />];

function Sight({ sight: { status, unseen } }: { sight: PlatformPart['sight'] }) {
  const { t } = useTranslation();
  if (status === 'ok') return null;
  const text = t(`overview.sight.${status}`, { kinds: unseen.join(', ') });
  return (
    <Trouble
      mark={<ToneLabel tone={status === 'starting' ? 'busy' : 'bad'} text={t('nav.health')} />}
      what={<Link to="/health">{text}</Link>}
    />
  );
}

function Failing({ failing }: { failing: FailingService }) {
  const { t } = useTranslation();
  const textOf = useReasonText();
  const ofPlatform = useOfPlatform();
  const { application, application_id: id, service, service_id: serviceId, reason, since, tenant } = failing;
  const told = reason && textOf(reason);
  const about = [
    ofPlatform && tenant,
    t('overview.readyOf', { ready: failing.ready, total: failing.desired }),
  ];
  return (
    <Trouble
      mark={<StateLabel state={failing.state} troubled />}
      what={
        <Link to={`/applications/${id}/services/${serviceId}`}>
          {application}/{service}
        </Link>
      }
      about={
        <>
          {about.filter(Boolean).join(' · ')}
          {since && (
            <>
              {' · '}
              <When at={since} />
            </>
          )}
        </>
      }
      why={told?.message}
      hint={told?.hint}
    />
  );
}

function Certificate({ certificate }: { certificate: CertificateTrouble }) {
  const { t } = useTranslation();
  const zh = useLanguage() === 'zh';
  const ofPlatform = useOfPlatform();
  const { host, name, state, reason, not_after: until, tenant } = certificate;
  return (
    <Trouble
      mark={
        <ToneLabel
          tone={state === 'ending' ? 'held' : 'bad'}
          text={t(`overview.certificate.${state as Exclude<CertificateState, 'valid'>}`)}
        />
      }
      what={<Link to={`/domains?q=${encodeURIComponent(host)}`}>{name}</Link>}
      about={
        <When
          at={until}
          lead={[ofPlatform && tenant, t(state === 'expired' ? 'overview.ended' : 'overview.ends')]
            .filter(Boolean)
            .join(' · ')}
        />
      }
      why={zh ? reason.message_zh : reason.message}
      hint={zh ? reason.hint_zh : reason.hint}
    />
  );
}

function Host({ host: { name, state, pressures, message } }: { host: HostTrouble }) {
  const { t } = useTranslation();
  return (
    <Trouble
      mark={<HostState state={state} />}
      what={<Link to={`/hosts/${encodeURIComponent(name)}`}>{name}</Link>}
      about={t('field.host')}
      why={pressures.length > 0 ? t('overview.pressure', { kinds: pressures.join(', ') }) : undefined}
      hint={message}
    />
  );
}

function FullTenant({ tenant }: { tenant: PlatformPart['full_tenants']['items'][number] }) {
  const { t } = useTranslation();
  const nameOf = useShareName();
  const { amount, part } = useAmount();
  return (
    <Trouble
      mark={<ToneLabel tone="held" text={t('overview.full')} />}
      what={<Link to={`/tenants/${tenant.id}`}>{tenant.name}</Link>}
      about={t('field.tenant')}
      why={tenant.shares
        .map(({ what, used, limit }) =>
          t('overview.share', { what: nameOf(what), used: part(what, used), limit: amount(what, limit) }),
        )
        .join(' · ')}
    />
  );
}

interface Props {
  mark: ReactNode;
  what: ReactNode;
  about?: ReactNode;
  why?: string | undefined;
  hint?: string | undefined;
}

function Trouble({ mark, what, about, why, hint }: Props) {
  return (
    <li className={styles.trouble}>
      <span className={styles.mark}>{mark}</span>
      <div>
        <div className={styles.what}>
          {what}
          {about && <span className={styles.faint}>{about}</span>}
        </div>
        {why && <div>{why}</div>}
        {hint && <div className={styles.faint}>{hint}</div>}
      </div>
    </li>
  );
}
