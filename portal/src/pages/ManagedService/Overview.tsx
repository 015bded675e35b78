import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { ManagedService } from '../../api/managed';
import { useMay, useOfPlatform } from '../../api/session';
import { Facts } from '../../components/Facts';
import { Section } from '../../components/Section';
import { useEngineName } from '../../components/useEngineName';
import { usePlanWords } from '../../components/usePlanWords';
import { ReasonPanel } from '../Application/ReasonPanel';

import { Access } from './Access';
import { Created } from './Created';
import styles from './ManagedService.module.css';
import { UpdateNotice } from './UpdateNotice';

/** Why it is not as it should be, how it is reached, what it is, and where its containers and data are seen. */
export function Overview({ service }: { service: ManagedService }) {
  const may = useMay();
  const { reasons } = service;
  return (
    <>
      {reasons.length > 0 && (
        <div className={styles.reasons}>
          {reasons.map((reason) => (
            <ReasonPanel key={`${reason.code} ${reason.message}`} reason={reason} />
          ))}
        </div>
      )}
      <UpdateNotice service={service} />
      <Access service={service} />
      <About service={service} />
      {may('application.read') && <Inside service={service} />}
    </>
  );
}

function About({ service }: { service: ManagedService }) {
  const { t } = useTranslation();
  const ofPlatform = useOfPlatform();
  const engineName = useEngineName();
  const planWords = usePlanWords();
  const { plan, tenant_id: tenant, tenant_name: owner } = service;
  return (
    <Section title={t('managed.about')}>
      <Facts
        facts={[
          [t('managed.engine'), engineName(service)],
          [t('field.image'), service.image],
          [t('managed.offering'), service.offering_name],
          [t('managed.plan'), t('managed.planIs', { plan: plan.name, words: planWords(plan) })],
          [t('field.tenant'), ofPlatform ? <Link to={`/tenants/${tenant}`}>{owner}</Link> : owner],
          [t('field.created'), <Created key="created" what={service} />],
        ]}
      />
    </Section>
  );
}

/** It runs as an application of its own, which others' pages show as they show any. */
function Inside({ service }: { service: ManagedService }) {
  const { t } = useTranslation();
  const { application_id: application, service_id: id, tenant_id: tenant, name } = service;
  const home = `/applications/${application}`;
  return (
    <Section title={t('managed.inside')}>
      <p className={styles.lead}>{t('managed.insideRule')}</p>
      <div className={styles.links}>
        <Link to={`/containers?service=${id}`}>{t('nav.containers')}</Link>
        <Link to={`${home}/services/${id}/logs`}>{t('tab.logs')}</Link>
        <Link to={`/volumes?tenant=${tenant}&application=${application}`}>{t('nav.volumes')}</Link>
        <Link to={home}>{t('managed.application', { name })}</Link>
        <Link to={`/operations?tenant_id=${tenant}&object_id=${service.id}`}>{t('nav.operations')}</Link>
      </div>
    </Section>
  );
}
