import { Button, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Host } from '../../api/hosts';
import { useMay } from '../../api/session';
import { labelsOf, written } from '../../components/hostMarks';
import { Section } from '../../components/Section';

import styles from './Host.module.css';
import { LabelsDialog, TaintsDialog } from './MarksDialogs';

/** The host's labels and taints. */
export function Marks({ host }: { host: Host }) {
  const { t } = useTranslation();
  const manages = useMay()('host.manage');
  const [dialog, setDialog] = useState<'labels' | 'taints' | null>(null);
  const close = () => setDialog(null);
  const edit = (which: 'labels' | 'taints') =>
    manages && (
      <Button
        onClick={() => setDialog(which)}
        aria-label={t(which === 'labels' ? 'hosts.editLabels' : 'hosts.editTaints')}
      >
        {t('action.edit')}
      </Button>
    );
  return (
    <div className={styles.columns}>
      <Section title={t('hosts.labels')} buttons={edit('labels')}>
        <div className={styles.marks}>
          {labelsOf(host).map((label) => (
            <Link key={label} to={`/hosts?label=${encodeURIComponent(label)}`} title={t('hosts.alike')}>
              <Tag>{label}</Tag>
            </Link>
          ))}
        </div>
      </Section>
      <Section title={t('hosts.taints')} buttons={edit('taints')}>
        {host.taints.length === 0 && <span className={styles.faint}>{t('hosts.noTaints')}</span>}
        <div className={styles.marks}>
          {host.taints.map(({ key, value, effect }) => (
            <Tag key={`${key}:${effect}`} color={effect === 'NoExecute' ? 'error' : 'warning'}>
              {`${written(key, value)}:${effect}`}
            </Tag>
          ))}
        </div>
      </Section>
      {dialog === 'labels' && <LabelsDialog host={host} onClose={close} />}
      {dialog === 'taints' && <TaintsDialog host={host} onClose={close} />}
    </div>
  );
}
