import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Activity } from '../api/overview';
import { useOfPlatform } from '../api/session';
import { useReasonText } from '../components/reason';
import { ToneLabel, type Tone } from '../components/ToneLabel';
import { When } from '../components/When';
import { useOperationWords } from '../pages/Operations/words';

import styles from './Bell.module.css';

const TONES: Record<Activity['state'], Tone> = {
  running: 'busy',
  done: 'good',
  failed: 'bad',
  cancelled: 'held',
};

/** Where what it is about is looked at; what is gone has its operation left. */
export function placeOf({ object_kind: kind, object_id: id, object_name: name, ...rest }: Activity): string {
  const { application_id: application } = rest;
  if (kind === 'application' && application) return `/applications/${application}`;
  if (kind === 'service' && application && rest.action !== 'service.delete')
    return `/applications/${application}/services/${id}`;
  if (kind === 'host') return `/hosts/${encodeURIComponent(name)}`;
  return `/operations/${rest.id}`;
}

/** One thing that takes a while: how far it is, or how it ended and why. */
export function Item({ activity, onFollow }: { activity: Activity; onFollow: () => void }) {
  const { t } = useTranslation();
  const words = useOperationWords();
  const textOf = useReasonText();
  const ofPlatform = useOfPlatform();
  const { action, object_name: name, state, ready, total, reason, mine, actor_name: actor } = activity;
  const told = state === 'done' || !reason ? null : textOf(reason);
  const about = [ofPlatform && activity.tenant, !mine && t('bell.by', { name: actor })].filter(Boolean);
  const counted = typeof ready === 'number' && typeof total === 'number' && total > 0;
  return (
    <li className={styles.item} data-state={state}>
      <div className={styles.line}>
        <Link to={placeOf(activity)} onClick={onFollow}>
          {words.action(action)} {name}
        </Link>
        <ToneLabel tone={TONES[state]} text={t(`bell.state.${state}`)} state={state} />
      </div>
      {state === 'running' && (
        <progress
          className={styles.progress}
          aria-label={`${words.action(action)} ${name}`}
          {...(counted && { value: ready, max: total })}
        />
      )}
      {told && <div>{told.message}</div>}
      {told?.hint && <div className={styles.faint}>{told.hint}</div>}
      <div className={styles.faint}>
        {counted && `${t('status.readyOf', { ready, total })} · `}
        {about.length > 0 && `${about.join(' · ')} · `}
        <When at={activity.started_at} />
      </div>
    </li>
  );
}
