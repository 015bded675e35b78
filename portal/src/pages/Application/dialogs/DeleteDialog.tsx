import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { deleteApplication, type Application } from '../../../api/applications';
import { ownServices } from '../../../api/canary';
import { keys } from '../../../api/query';
import { FormDialog } from '../../../components/FormDialog';

import styles from './Dialogs.module.css';
import { VolumesFate, type Fate } from './VolumesFate';

/** Deleting cannot be undone: says what is lost, and has the name typed. */
export function DeleteDialog({ application, onClose }: { application: Application; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { id, name, status, tenant_id: tenant } = application;
  return (
    <FormDialog<{ name: string } & Fate, unknown>
      title={t('confirm.delete.title', { name })}
      submit={t('confirm.delete.submit')}
      danger
      ready={(typed) => typed.name === name}
      initial={{ volumes: false }}
      run={({ volumes = false }) => deleteApplication({ id, volumes })}
      said={() => t('said.deleted', { name })}
      stale={[keys.applications, keys.volumes]}
      onClose={onClose}
      onDone={() => void navigate('/applications')}
    >
      <ul className={styles.consequences}>
        <li>
          {t('confirm.delete.services', {
            services: ownServices(application)
              .map((service) => service.name)
              .join(', '),
          })}
        </li>
        {(status.urls ?? []).map((url) => (
          <li key={url}>{t('confirm.delete.url', { url })}</li>
        ))}
        <li>{t('confirm.delete.final')}</li>
      </ul>
      <VolumesFate tenant={tenant} application={id} />
      <Form.Item name="name" label={t('confirm.delete.typeName', { name })}>
        <Input autoComplete="off" spellCheck={false} />
      </Form.Item>
    </FormDialog>
  );
}
