import { Form } from 'antd';
import { useTranslation } from 'react-i18next';

import { useTenantUsage } from '../../api/tenants';
import { bytes, cores } from '../../components/amounts';
import { useLanguage } from '../../i18n/useLanguage';

import { useEditing } from './editing';
import styles from './Editor.module.css';
import { roomFor, takenBy, type Room, type Size } from './sizes';

/** What all replicas together reserve, against what the tenant's quota has left. */
export function QuotaRoom({ size }: { size: Size }) {
  const { t } = useTranslation();
  const { application, service } = useEditing();
  const replicas = Form.useWatch<number | null>('replicas') ?? 0;
  const usage = useTenantUsage(application.tenant_id);
  if (!usage.data) return null;
  const own = service?.published ? service.replicas : 0;
  const room = roomFor(
    takenBy(size, replicas),
    takenBy(service?.config.resources ?? {}, own),
    usage.data.hard,
    usage.data.reserved,
  );
  const short = room.some(({ fits }) => !fits);
  return (
    <div className={styles.room} role="status" data-short={short}>
      <strong>{t('editor.room.title', { replicas })}</strong>
      {room.map((one) => (
        <Bound key={one.of} room={one} />
      ))}
      {short && <span>{t(service?.published ? 'editor.room.short' : 'editor.room.shortLater')}</span>}
    </div>
  );
}

function Bound({ room: { of, wanted, left, fits } }: { room: Room }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const words = { cpu: cores, memory: bytes, pods: (value: number) => String(value) }[of];
  const shown = (value: number) => (Number.isNaN(value) ? '–' : words(value, language));
  return (
    <span className={styles.bound} data-fits={fits}>
      {t(`editor.room.${of}`, { wanted: shown(wanted), left: shown(Math.max(left, 0)) })}
    </span>
  );
}
