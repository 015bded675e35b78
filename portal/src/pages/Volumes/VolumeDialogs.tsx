import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import { keys } from '../../api/query';
import { deleteVolume, growVolume, type Volume } from '../../api/volumes';
import { FormDialog } from '../../components/FormDialog';
import { NamedDeletion } from '../../components/NamedDeletion';
import { quantity } from '../../components/quantity';

interface Props {
  volume: Volume;
  onClose: () => void;
}

/** Volumes only grow: the button waits for a size that is larger. */
export function GrowVolume({ volume, onClose }: Props) {
  const { t } = useTranslation();
  const { name, size } = volume;
  return (
    <FormDialog<{ size: string }, Volume>
      title={t('volumes.growTitle', { name })}
      submit={t('volumes.grow')}
      initial={{ size }}
      run={(entered) => growVolume(volume, entered.size.trim())}
      said={(_, entered) => t('said.volumeGrows', { name, size: entered.size.trim() })}
      stale={[keys.volumes]}
      ready={(entered) => quantity((entered.size ?? '').trim()) > quantity(size)}
      onClose={onClose}
    >
      <Form.Item name="size" label={t('volumes.newSize')} extra={t('volumes.growRule', { size })}>
        <Input autoComplete="off" spellCheck={false} maxLength={20} />
      </Form.Item>
    </FormDialog>
  );
}

/** What is on it is lost: its name is typed. */
export function DeleteVolume({ volume, onClose }: Props) {
  const { t } = useTranslation();
  const { name, size } = volume;
  return (
    <NamedDeletion
      title={t('volumes.deleteTitle', { name })}
      name={name}
      consequences={[t('volumes.deleteLoses', { size })]}
      run={() => deleteVolume(volume)}
      stale={[keys.volumes]}
      onClose={onClose}
    />
  );
}
