import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Overview } from '../../api/overview';
import { useMay, useOfPlatform, useSession } from '../../api/session';
import { Section } from '../../components/Section';

import styles from './Steps.module.css';
import { StaffSteps, staffDone } from './StaffSteps';
import { TenantSteps, tenantDone } from './TenantSteps';
import { useRemembered } from './remembered';

/** More applications than this, and nobody is at the beginning. */
const FEW = 1;

/** What to do first, on an installation or in a tenant that is still empty; ticked by what is there. */
export function Steps({ overview }: { overview: Overview }) {
  const { data } = useSession();
  return data && <StepsOf overview={overview} userId={data.user.id} />;
}

function StepsOf({ overview, userId }: { overview: Overview; userId: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const ofPlatform = useOfPlatform();
  const [hidden, hide] = useRemembered('hidden', userId);
  const [busy, setBusy] = useState(false);
  const [opened, markOpened] = useRemembered('opened', userId);
  const applications = Object.values(overview.counts.applications).reduce((sum, number) => sum + number, 0);

  const staff = ofPlatform && may('tenant.manage');
  const done = staff ? staffDone(overview) : tenantDone(overview, opened);
  const left = Object.values(done).filter((one) => !one).length;
  const beginning = staff || (!ofPlatform && applications <= FEW);
  if (!busy && (hidden || left === 0 || !beginning)) return null;
  if (!may('application.create'))
    return applications === 0 ? <Section title={t('steps.title')}>{t('steps.readOnly')}</Section> : null;
  const total = Object.keys(done).length;
  return (
    <Section
      title={t('steps.title')}
      buttons={
        <>
          <span className={styles.progress}>{t('steps.progress', { done: total - left, total })}</span>
          <Button size="small" onClick={hide}>
            {t('steps.hide')}
          </Button>
        </>
      }
    >
      <ol className={styles.steps}>
        {staff ? (
          <StaffSteps done={staffDone(overview)} onBusy={setBusy} />
        ) : (
          <TenantSteps overview={overview} done={tenantDone(overview, opened)} onOpened={markOpened} />
        )}
      </ol>
    </Section>
  );
}
