import { Alert, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { changeLabels, changeTaints, type Host } from '../../api/hosts';
import { keys } from '../../api/query';
import { FormDialog } from '../../components/FormDialog';
import { FormRows } from '../../components/FormRows';

import styles from './Host.module.css';
import {
  EFFECTS,
  labelChange,
  labelRows,
  taintChange,
  taintRows,
  type LabelRow,
  type TaintRow,
} from './marks';

interface Props {
  host: Host;
  onClose: () => void;
}

export function LabelsDialog({ host, onClose }: Props) {
  const { t } = useTranslation();
  const { name } = host;
  const before = labelRows(host);
  const changeOf = (rows: LabelRow[] | undefined) => labelChange(before, rows ?? []);
  return (
    <FormDialog<{ labels: LabelRow[] }, Host>
      wide
      title={t('hosts.labelsOf', { name })}
      submit={t('action.save')}
      initial={{ labels: before }}
      ready={({ labels }) => Object.keys(changeOf(labels)).length > 0}
      run={({ labels }) => changeLabels({ name, labels: changeOf(labels) })}
      said={() => t('said.labelsChanged', { name })}
      stale={[keys.hosts]}
      onClose={onClose}
    >
      <p className={styles.lead}>{t('hosts.labelsRule')}</p>
      <Rows name="labels" add="hosts.addLabel" first={{ key: '', value: '' }} />
    </FormDialog>
  );
}

export function TaintsDialog({ host, onClose }: Props) {
  const { t } = useTranslation();
  const { name } = host;
  const before = taintRows(host);
  const changeOf = (rows: TaintRow[] | undefined) => taintChange(before, rows ?? []);
  const addsNoExecute = (rows: TaintRow[] | undefined) =>
    changeOf(rows).add?.some(({ effect }) => effect === 'NoExecute') ?? false;
  return (
    <FormDialog<{ taints: TaintRow[] }, Host>
      wide
      title={t('hosts.taintsOf', { name })}
      submit={t('action.save')}
      initial={{ taints: before }}
      ready={({ taints }) => {
        const { add = [], remove = [] } = changeOf(taints);
        return add.length + remove.length > 0;
      }}
      run={({ taints }) => changeTaints({ name, body: changeOf(taints) })}
      said={() => t('said.taintsChanged', { name })}
      stale={[keys.hosts]}
      onClose={onClose}
    >
      <p className={styles.lead}>{t('hosts.taintsRule')}</p>
      <Rows name="taints" add="hosts.addTaint" first={{ key: '', value: '', effect: 'NoSchedule' }} effects />
      <Form.Item noStyle shouldUpdate>
        {({ getFieldValue }) =>
          addsNoExecute(getFieldValue('taints') as TaintRow[] | undefined) && (
            <Alert className={styles.notice} type="warning" showIcon title={t('hosts.noExecuteRule')} />
          )
        }
      </Form.Item>
    </FormDialog>
  );
}

interface RowsProps {
  name: string;
  add: 'hosts.addLabel' | 'hosts.addTaint';
  first: LabelRow | TaintRow;
  effects?: boolean;
}

/** A row for each mark: key, value, and what a taint does. */
function Rows({ name, add: addKey, first, effects = false }: RowsProps) {
  const { t } = useTranslation();
  const required = [{ required: true, message: t('form.required') }];
  return (
    <FormRows name={[name]} columns={effects ? styles.taint : styles.label} add={t(addKey)} first={first}>
      {(row) => (
        <>
          <Form.Item name={[row, 'key']} noStyle rules={required}>
            <Input aria-label={t('hosts.key')} placeholder={t('hosts.key')} spellCheck={false} />
          </Form.Item>
          <Form.Item name={[row, 'value']} noStyle>
            <Input aria-label={t('hosts.value')} placeholder={t('hosts.value')} spellCheck={false} />
          </Form.Item>
          {effects && (
            <Form.Item name={[row, 'effect']} noStyle>
              <Select
                aria-label={t('hosts.effect')}
                options={EFFECTS.map((effect) => ({ value: effect, label: effect }))}
              />
            </Form.Item>
          )}
        </>
      )}
    </FormRows>
  );
}
