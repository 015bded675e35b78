import { useQueryClient } from '@tanstack/react-query';
import { Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Application } from '../../api/applications';
import { ApiError, asApiError } from '../../api/errors';
import { keys } from '../../api/query';
import { addService, updateService, type Service, type ServiceFile } from '../../api/services';
import { ConfigChanges } from '../../components/ConfigChanges';
import { configDiff } from '../../components/configDiff';
import { useAction } from '../../components/useAction';

import { CanaryButton, CanaryWords, useCanaryOffer } from './CanaryOffer';
import styles from './Editor.module.css';
import { same } from './merge';
import { outcomeOf, replaces } from './outcome';
import { useFocusBack } from '../../components/useFocusBack';

interface Props {
  application: Application;
  /** What was opened; null for a new service. */
  base: Service | null;
  before: ServiceFile;
  mine: ServiceFile;
  /** It was saved, or is tried. */
  onSaved: (service: Service) => void;
  onRefused: (error: ApiError) => void;
  onClose: () => void;
}

const isOvertaken = (error: ApiError) => error.detail.code === 'service.changed_meanwhile';

/** Before a service is saved: what differs, and what happens to what runs. */
export function Review({ application, base, before, mine, onSaved, onRefused, onClose }: Props) {
  const { t } = useTranslation();
  useFocusBack();
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const { name, replicas, autoscaling, ...config } = mine;
  const rescaled = !same(autoscaling, before.autoscaling);
  const save = useAction<undefined, Service>({
    run: () =>
      base
        ? updateService({
            id: base.id,
            body: {
              config,
              note: note.trim(),
              revision: base.revision,
              ...(rescaled && { autoscaling: autoscaling ?? null }),
              ...((rescaled || replicas !== before.replicas) && { replicas: replicas ?? 1 }),
            },
          })
        : addService({ applicationId: application.id, body: mine }),
    said: (service) => t(base ? 'said.serviceSaved' : 'said.serviceAdded', { name: service.name }),
    stale: [keys.applications, ...(base ? [keys.service(base.id)] : [])],
    showsError: true,
    done: onSaved,
  });
  const refused = (error: ApiError) => {
    onClose();
    if (isOvertaken(error)) void client.invalidateQueries({ queryKey: keys.applications });
    else onRefused(error);
  };
  const send = () => save.mutate(undefined, { onError: (thrown) => refused(asApiError(thrown)) });
  const outcome = outcomeOf(base, before, mine);
  const offer = useCanaryOffer({
    base: replaces(outcome) ? base : null,
    before,
    mine,
    config,
    onStarted: onSaved,
    onRefused: refused,
  });
  const changes = configDiff(base ? before : {}, mine);
  return (
    <Modal
      open
      title={t(base ? 'editor.reviewTitle' : 'editor.reviewNew', { name })}
      width="var(--sl-dialog-wide)"
      okText={t(base ? 'action.save' : 'action.add')}
      cancelText={t('action.cancel')}
      okButtonProps={{ disabled: changes.length === 0 }}
      confirmLoading={save.isPending}
      onOk={send}
      onCancel={onClose}
      mask={{ closable: false }}
      footer={(buttons) => (
        <>
          {offer && <CanaryButton offer={offer} />}
          {buttons}
        </>
      )}
    >
      <ConfigChanges changes={changes} />
      <p className={styles.outcome}>
        {t(`editor.outcome.${outcome}`, {
          replicas: base?.status.scaling?.desired ?? replicas ?? 1,
          min: autoscaling?.min ?? 1,
          max: autoscaling?.max ?? 1,
        })}
      </p>
      {offer && <CanaryWords offer={offer} />}
      {base && (
        <Form layout="vertical" component={false}>
          <Form.Item label={t('field.note')} htmlFor="note" className={styles.note}>
            <Input
              id="note"
              autoComplete="off"
              maxLength={500}
              placeholder={t('editor.notePlaceholder')}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
          </Form.Item>
        </Form>
      )}
    </Modal>
  );
}
