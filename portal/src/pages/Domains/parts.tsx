/** What is said of one own domain, wherever it is shown. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { Certificate, CertificateState, DomainState, OwnDomain } from '../../api/domains';
import cells from '../../components/Cells.module.css';
import { CopyButton } from '../../components/CopyButton';
import { ToneLabel, type Tone } from '../../components/ToneLabel';
import { When } from '../../components/When';
import { useLanguage } from '../../i18n/useLanguage';

import styles from './Domains.module.css';

const TONES: Record<DomainState, Tone> = {
  unverified: 'busy',
  verified: 'idle',
  serving: 'good',
  failing: 'held',
};

/** Whether it is verified and served, and why not. */
export function State({ domain: { state, reason } }: { domain: OwnDomain }) {
  const { t } = useTranslation();
  const zh = useLanguage() === 'zh';
  return (
    <span className={cells.two}>
      <ToneLabel tone={TONES[state]} text={t(`domains.state.${state}`)} state={state} />
      {reason && <span className={cells.meta}>{zh ? reason.message_zh : reason.message}</span>}
    </span>
  );
}

const CERTIFICATE_TONES: Record<CertificateState, Tone> = {
  valid: 'good',
  ending: 'held',
  urgent: 'bad',
  expired: 'bad',
  refused: 'bad',
};

/** Until when the certificate is good, whether there will be another one, and what is wrong. */
export function CertificateOf({ domain }: { domain: OwnDomain }) {
  const { t } = useTranslation();
  const zh = useLanguage() === 'zh';
  const { certificate, automatic, redirect, redirected } = domain;
  const lines = [
    automatic && t(`domains.automatic.state.${automatic.state}`),
    redirect && t(redirected ? 'domains.redirect.done' : 'domains.redirect.waits'),
    ...[automatic?.reason, certificate?.reason].map(
      (reason) => reason && (zh ? reason.message_zh : reason.message),
    ),
  ].filter((line) => typeof line === 'string');
  return (
    <span className={cells.two}>
      {certificate ? (
        <Validity certificate={certificate} />
      ) : (
        <span className={cells.meta}>{t('domains.certificate.none')}</span>
      )}
      {lines.map((line) => (
        <span key={line} className={cells.meta}>
          {line}
        </span>
      ))}
    </span>
  );
}

function Validity({ certificate: { state, not_after: until } }: { certificate: Certificate }) {
  const { t } = useTranslation();
  return (
    <>
      <ToneLabel
        tone={CERTIFICATE_TONES[state]}
        text={t(`domains.certificate.state.${state}`)}
        state={state}
      />
      <span className={cells.meta}>
        <When
          at={until}
          lead={t(state === 'expired' ? 'domains.certificate.ended' : 'domains.certificate.ends')}
        />
      </span>
    </>
  );
}

/** What stands below a domain: the record that proves, until it is found, and the one that leads here, unless it does. */
export function recordsOf(domain: OwnDomain): ReactNode {
  const { record, pointer, reason, verified_at: verified, points_here: here } = domain;
  const missing = [...(verified && !reason ? [] : [record]), ...(here === true ? [] : [pointer])];
  return missing.length > 0 && <Records records={missing} />;
}

function Records({ records }: { records: readonly OwnDomain['record'][] }) {
  const { t } = useTranslation();
  return (
    <div className={styles.records}>
      <span className={cells.meta}>{t('domains.records')}</span>
      {records.map(({ type, name, value }) => (
        <span key={type} className={cells.code}>
          {type}{' '}
          <span>
            {name} <CopyButton text={name} />
          </span>{' '}
          <span>
            {value} <CopyButton text={value} />
          </span>
        </span>
      ))}
    </div>
  );
}
