import { Form } from 'antd';
import { useTranslation } from 'react-i18next';

import { PartitionField } from '../../../components/PartitionField';
import { useEditing } from '../editing';
import styles from '../Editor.module.css';
import { orNull } from '../values';

const AT = ['config', 'partition'];

/** Which hosts the service runs on. */
export function Placement() {
  const { t } = useTranslation();
  const { application, service } = useEditing();
  return (
    <>
      <p className={styles.lead}>{t('editor.placementLead')}</p>
      <div className={styles.grid}>
        <PartitionField
          name={AT}
          tenantId={application.tenant_id}
          now={service?.config.partition ?? null}
          normalize={orNull}
          none={<Form.Item className={styles.whole}>{t('editor.noPartition')}</Form.Item>}
        />
      </div>
    </>
  );
}
