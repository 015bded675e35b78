import { Form } from 'antd';
import { useTranslation } from 'react-i18next';

import type { ServiceFile } from '../../api/services';
import { useTenantUsage } from '../../api/tenants';
import { useAmount } from '../../components/useAmount';

import { useEditing } from './editing';
import styles from './Editor.module.css';
import { NOTHING, roomFor, takenBy, type Room, type Size } from './sizes';

/** Of each bound of the quota, what so many replicas take and what is left; null while that is not known. */
export function useRoom(size: Size, replicas: number): Room[] | null {
  const { application, service } = useEditing();
  const usage = useTenantUsage(application.tenant_id);
  if (!usage.data) return null;
  const own = service?.published
    ? takenBy(service.config.resources ?? {}, service.autoscaling?.min ?? service.replicas)
    : NOTHING;
  return roomFor(takenBy(size, replicas), own, usage.data.hard, usage.data.reserved);
}

/** What all replicas together reserve, against what the tenant's quota has left. */
export function QuotaRoom({ size }: { size: Size }) {
  const { t } = useTranslation();
  const { service } = useEditing();
  const form = Form.useFormInstance();
  const byHand = Form.useWatch<number | null>('replicas', { form, preserve: true }) ?? 0;
  const rules = Form.useWatch<ServiceFile['autoscaling']>('autoscaling', { form, preserve: true });
  const replicas = rules ? (rules.min ?? 1) : byHand;
  const room = useRoom(size, replicas);
  if (!room) return null;
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
  const { amount } = useAmount();
  const shown = (value: number) => amount(of, Number.isNaN(value) ? undefined : String(value));
  return (
    <span className={styles.bound} data-fits={fits}>
      {t(`editor.room.${of}`, { wanted: shown(wanted), left: shown(Math.max(left, 0)) })}
    </span>
  );
}
