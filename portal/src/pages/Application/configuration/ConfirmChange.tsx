import { useQueryClient } from '@tanstack/react-query';
import { Form, Input, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import {
  changeSet,
  isStale,
  useTrial,
  type Place,
  type SetChanged,
  type Wanted,
} from '../../../api/configuration';
import { keys } from '../../../api/query';
import { Changes } from '../../../components/Changes';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { FormDialog } from '../../../components/FormDialog';

import styles from './Configuration.module.css';
import { shownChanges } from './rows';

interface Props {
  place: Place;
  wanted: Wanted;
  onDone?: (done: SetChanged) => void;
  onClose: () => void;
}

/** Before a set changes: what differs, and which services restart for it. */
export function ConfirmChange({ place, wanted, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { application, name } = place;
  // Who was overtaken needs no dialog any more: the editor shows what the other one has made.
  const noticing = async (call: Promise<SetChanged>) => {
    try {
      return await call;
    } catch (thrown) {
      if (isStale(thrown)) {
        onClose();
        void client.invalidateQueries({ queryKey: keys.configuration(application) });
      }
      throw thrown;
    }
  };
  const trial = useTrial(place, wanted, () => noticing(changeSet(place, wanted, { dryRun: true })));
  const restores = 'restore' in wanted;
  return (
    <FormDialog<{ note?: string }, SetChanged>
      wide
      title={
        restores
          ? t('configuration.restoreTitle', { name, number: wanted.restore })
          : t('configuration.saveTitle', { name })
      }
      submit={t(restores ? 'configuration.restore' : 'action.save')}
      initial={{}}
      ready={() => trial.data !== undefined && trial.data.changes.length > 0}
      run={({ note = '' }) => noticing(changeSet(place, wanted, { note: note.trim() }))}
      said={({ set, restarts }) =>
        restarts.length > 0
          ? t('said.setSavedRestarting', { name, version: set.version, services: restarts.join(', ') })
          : t('said.setSaved', { name, version: set.version })
      }
      stale={[keys.configuration(application), keys.application(application)]}
      onClose={onClose}
      {...(onDone && { onDone })}
    >
      {trial.error && <ErrorNotice error={trial.error} />}
      {trial.isPending && <Skeleton active />}
      {trial.data && <Preview trial={trial.data} />}
      {!restores && (
        <Form.Item name="note" label={t('field.note')} className={styles.note}>
          <Input autoComplete="off" maxLength={500} placeholder={t('configuration.notePlaceholder')} />
        </Form.Item>
      )}
    </FormDialog>
  );
}

function Preview({ trial: { changes, restarts } }: { trial: SetChanged }) {
  const { t } = useTranslation();
  return (
    <>
      <Changes changes={shownChanges(changes)} />
      {changes.length > 0 && (
        <p className={styles.restarts}>
          {restarts.length > 0
            ? t('configuration.restarts', { services: restarts.join(', ') })
            : t('configuration.noRestarts')}
        </p>
      )}
    </>
  );
}
