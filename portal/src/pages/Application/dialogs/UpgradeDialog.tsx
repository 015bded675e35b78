import { Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { keys } from '../../../api/query';
import { updateService, upgradeService, type Service } from '../../../api/services';
import { ConfigChanges } from '../../../components/ConfigChanges';
import { configDiff } from '../../../components/configDiff';
import { EnvRows } from '../../../components/EnvRows';
import { FormDialog } from '../../../components/FormDialog';
import { PartitionField } from '../../../components/PartitionField';
import { envChange, envOf, rowsOf, type EnvRow } from '../../../components/serviceForm';

import styles from './Dialogs.module.css';

interface Values {
  image: string;
  env?: EnvRow[];
  partition?: string | null;
  note?: string;
}

/** Another image or other variables: a new revision, and a rolling update where the service is published. */
export function UpgradeDialog({ service, onClose }: { service: Service; onClose: () => void }) {
  const { t } = useTranslation();
  const { id, name, config } = service;
  // The one that is shown: the service may change while the dialog is open, and what was entered was meant for this.
  const [revision] = useState(service.revision);
  const before = config.env ?? {};
  const changeOf = (values: Partial<Values>) => {
    const env = values.env ? envChange(before, envOf(values.env)) : null;
    const image = values.image?.trim();
    return { ...(image && image !== config.image && { image }), ...(env && { env }) };
  };
  const pinned = config.partition ?? null;
  const moves = ({ partition }: Partial<Values>) => (partition ?? null) !== pinned;
  // An upgrade is of image and variables; where it runs is part of the whole configuration.
  const send = (values: Values): Promise<unknown> => {
    const note = values.note?.trim() ?? '';
    if (!moves(values)) return upgradeService({ id, body: { ...changeOf(values), note, revision } });
    const image = values.image.trim();
    const whole = { ...config, image, env: envOf(values.env), partition: values.partition ?? null };
    return updateService({ id, body: { config: whole, note, revision } });
  };
  return (
    <FormDialog<Values, unknown>
      wide
      title={t('upgrade.title', { name })}
      submit={t('action.upgrade')}
      initial={{ image: config.image, env: rowsOf(before), partition: pinned }}
      ready={(values) => Object.keys(changeOf(values)).length > 0 || moves(values)}
      run={send}
      said={() => t(service.published ? 'said.upgrading' : 'said.revisionMade', { name })}
      stale={[keys.applications, keys.service(id)]}
      onClose={onClose}
    >
      <p className={styles.lead}>{t(service.published ? 'upgrade.rolling' : 'upgrade.draft')}</p>
      <Form.Item
        name="image"
        label={t('field.image')}
        rules={[{ required: true, message: t('form.required') }]}
      >
        <Input autoComplete="off" spellCheck={false} />
      </Form.Item>
      <PartitionField name={['partition']} tenantId={service.tenant_id} now={pinned} />
      <EnvRows name={['env']} />
      <Form.Item name="note" label={t('field.note')} className={styles.note}>
        <Input autoComplete="off" maxLength={500} placeholder={t('upgrade.notePlaceholder')} />
      </Form.Item>
      <Form.Item noStyle shouldUpdate>
        {({ getFieldsValue }) => {
          const entered = getFieldsValue() as Values;
          const after = {
            image: entered.image,
            env: envOf(entered.env?.filter((row) => row.name)),
            partition: entered.partition ?? null,
          };
          return (
            <>
              <h3 className={styles.heading}>{t('upgrade.changes')}</h3>
              <ConfigChanges
                changes={configDiff({ image: config.image, env: before, partition: pinned }, after)}
              />
            </>
          );
        }}
      </Form.Item>
    </FormDialog>
  );
}
