import { Form } from 'antd';
import { useTranslation } from 'react-i18next';

import { useProvided, type Variable } from '../../api/services';
import type { EnvRow } from '../../components/serviceForm';
import { DataTable } from '../../components/DataTable';
import { Failure } from '../../components/Failure';

import { useEditing } from './editing';
import styles from './Editor.module.css';

/** What the chosen dependencies provide, as they are chosen. */
export function ProvidedVariables() {
  const { t } = useTranslation();
  const { application } = useEditing();
  const chosen = Form.useWatch<string[] | undefined>(['config', 'depends_on']) ?? [];
  const form = Form.useFormInstance();
  const own = Form.useWatch<EnvRow[] | undefined>(['config', 'env'], { form, preserve: true }) ?? [];
  const provided = useProvided(application.id, chosen);
  const code = (text: string) => <code className={styles.code}>{text}</code>;
  const overridden = (name: string) => own.some((row) => row.name === name);
  return (
    <div>
      <h3 className={styles.heading}>{t('editor.provided')}</h3>
      {provided.error && <Failure error={provided.error} retry={() => void provided.refetch()} />}
      {chosen.length === 0 && <p className={styles.lead}>{t('editor.noneProvided')}</p>}
      {chosen.length > 0 && !provided.error && (
        <DataTable<Variable>
          label={t('editor.provided')}
          rows={provided.data}
          rowKey={({ name }) => name}
          empty={t('editor.providesNothing')}
          columns={[
            {
              key: 'name',
              title: t('field.envName'),
              render: ({ name }) => (
                <>
                  {overridden(name) ? <del>{code(name)}</del> : code(name)}
                  {overridden(name) && <div className={styles.lead}>{t('editor.overridden')}</div>}
                </>
              ),
            },
            { key: 'value', title: t('field.envValue'), render: ({ value }) => code(value) },
            { key: 'by', title: t('field.service'), render: ({ provided_by: by }) => by },
          ]}
        />
      )}
    </div>
  );
}
