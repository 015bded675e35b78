import { useMutation } from '@tanstack/react-query';
import { Button, Form } from 'antd';
import { useTranslation } from 'react-i18next';

import { tryProbe, type Service, type ServiceConfig, type Tried } from '../../api/services';
import { useMay } from '../../api/session';
import { ErrorNotice } from '../../components/ErrorNotice';
import { useReasonText } from '../../components/reason';
import { ToneLabel, type Tone } from '../../components/ToneLabel';

import { useEditing } from './editing';
import styles from './Editor.module.css';
import { same } from './merge';
import { tryable, type Probe } from './probe';

/** Runs the probe as it is entered once, in a container of the service that runs, and says what came of it. */
export function TryProbe({ probe, label }: { probe: Probe; label: string }) {
  const { service } = useEditing();
  const may = useMay();
  return service && may('container.exec') ? <Trial service={service} probe={probe} label={label} /> : null;
}

function Trial({ service, probe, label }: { service: Service; probe: Probe; label: string }) {
  const { t } = useTranslation();
  const form = Form.useFormInstance();
  const ports = Form.useWatch<ServiceConfig['ports']>(['config', 'ports'], { form, preserve: true });
  const wanted = tryable(probe, ports);
  const trial = useMutation({ mutationFn: tryProbe });
  // What was seen belongs to what was entered then.
  const shown = trial.variables && wanted && same(trial.variables.probe, wanted);
  return (
    <div className={styles.trial}>
      <div className={styles.ask}>
        <Button
          aria-label={t('editor.tryProbeOf', { probe: label })}
          disabled={!wanted}
          loading={trial.isPending}
          onClick={() => wanted && trial.mutate({ service: service.id, probe: wanted })}
        >
          {t('editor.tryProbe')}
        </Button>
        <span className={styles.state}>{t('editor.tryRule')}</span>
      </div>
      <div role="status">
        {shown && trial.error && <ErrorNotice error={trial.error} />}
        {shown && trial.data && <Outcome tried={trial.data} />}
      </div>
    </div>
  );
}

const VERDICTS: Record<'passes' | 'fails' | 'unknown', Tone> = {
  passes: 'good',
  fails: 'bad',
  unknown: 'held',
};

function Outcome({ tried }: { tried: Tried }) {
  const { t } = useTranslation();
  const { message, hint } = useReasonText()(tried.reason);
  const { check, pod, passed, milliseconds, answer, cut } = tried;
  const verdict = passed === null ? 'unknown' : passed ? 'passes' : 'fails';
  return (
    <div className={styles.card}>
      <ToneLabel tone={VERDICTS[verdict]} text={t(`editor.tried.${verdict}`)} />
      <span>{message}</span>
      {hint && <span className={styles.state}>{hint}</span>}
      <span className={styles.state}>
        {milliseconds === null
          ? t('editor.triedIn', { check, pod })
          : t('editor.triedFor', { check, pod, milliseconds })}
      </span>
      {answer && (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling area must be reachable by keyboard
        <div className={styles.answer} role="region" aria-label={t('editor.triedAnswer')} tabIndex={0}>
          {answer}
          {cut && '…'}
        </div>
      )}
    </div>
  );
}
