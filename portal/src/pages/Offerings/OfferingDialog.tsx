import { Checkbox, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';

import {
  changeOffering,
  createOffering,
  useEngines,
  type Offering,
  type OfferingCreate,
} from '../../api/managed';
import { keys } from '../../api/query';
import { FormDialog } from '../../components/FormDialog';
import { FormRows } from '../../components/FormRows';
import { SIZES } from '../../components/plan';

import styles from './Offerings.module.css';

/** What a new offering begins with, to be made one's own. */
const FIRST_PLANS = [
  { name: 'small', cpu: '250m', memory: '512Mi', storage: '5Gi' },
  { name: 'large', cpu: '1', memory: '2Gi', storage: '20Gi' },
];
const NEXT_PLAN = { name: '', cpu: '1', memory: '1Gi', storage: '10Gi' };

/** A new offering, or another description, image and plans of one: what was opened before stays as it is. */
export function OfferingDialog({ offering, onClose }: { offering: Offering | null; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <FormDialog<OfferingCreate, Offering>
      wide
      title={offering ? t('offerings.edit', { name: offering.name }) : t('offerings.create')}
      submit={t(offering ? 'action.save' : 'action.create')}
      initial={
        offering ? fieldsOf(offering) : { engine: 'redis', version: '', enabled: true, plans: FIRST_PLANS }
      }
      run={({ engine, image, ...rest }) =>
        offering
          ? changeOffering({ id: offering.id, ...rest, ...(image && { image }) })
          : createOffering({ engine, ...rest, ...(image && { image }) })
      }
      said={({ name }) => t(offering ? 'said.changed' : 'said.created', { name })}
      stale={[keys.offerings]}
      onClose={onClose}
    >
      {offering && offering.instances > 0 && <p className={styles.lead}>{t('offerings.editRule')}</p>}
      <Described isNew={!offering} />
      <Plans />
      <Form.Item name="enabled" valuePropName="checked">
        <Checkbox>{t('offerings.enabledRule')}</Checkbox>
      </Form.Item>
    </FormDialog>
  );
}

const fieldsOf = ({
  name,
  engine,
  version,
  image,
  description,
  enabled,
  plans,
}: Offering): OfferingCreate => ({
  name,
  engine,
  version,
  image,
  description,
  enabled,
  plans,
});

function Described({ isNew }: { isNew: boolean }) {
  const { t } = useTranslation();
  const engines = useEngines().data ?? [];
  const chosen = Form.useWatch<string | undefined>('engine', Form.useFormInstance());
  const usual = engines.find(({ engine }) => engine === chosen)?.default_image;
  const required = [{ required: true, message: t('form.required') }];
  return (
    <div className={styles.fields}>
      <Form.Item name="name" label={t('offerings.name')} extra={t('form.nameRule')} rules={required}>
        <Input autoComplete="off" spellCheck={false} maxLength={40} />
      </Form.Item>
      <Form.Item name="engine" label={t('managed.engine')} rules={required}>
        <Select
          disabled={!isNew}
          options={engines.map(({ engine, name }) => ({ value: engine, label: name }))}
        />
      </Form.Item>
      <Form.Item name="version" label={t('offerings.version')} extra={t('offerings.versionRule')}>
        <Input autoComplete="off" spellCheck={false} maxLength={40} />
      </Form.Item>
      <Form.Item name="image" label={t('field.image')} extra={t('offerings.imageRule')}>
        <Input autoComplete="off" spellCheck={false} maxLength={512} {...(usual && { placeholder: usual })} />
      </Form.Item>
      <Form.Item name="description" label={t('field.description')} className={styles.whole ?? ''}>
        <Input.TextArea autoSize maxLength={2000} />
      </Form.Item>
    </div>
  );
}

/** The sizes to choose from, each a row. */
function Plans() {
  const { t } = useTranslation();
  const form = Form.useFormInstance<OfferingCreate>();
  const required = [{ required: true, message: t('form.required') }];
  const nameOf = (index: number) => form.getFieldValue(['plans', index, 'name']) as string | undefined;
  return (
    <Form.Item label={t('offerings.plans')} extra={t('offerings.plansRule')} required>
      <FormRows
        name={['plans']}
        columns={styles.columns}
        add={t('offerings.addPlan')}
        first={NEXT_PLAN}
        remove={(index) => t('offerings.removePlan', { name: nameOf(index) ?? '' })}
      >
        {(row) => (
          <>
            <Form.Item name={[row, 'name']} rules={required}>
              <Input aria-label={t('offerings.planName')} placeholder={t('offerings.planName')} />
            </Form.Item>
            {SIZES.map((size) => (
              <Form.Item key={size} name={[row, size]} rules={required}>
                <Input
                  aria-label={t(`managed.size.${size}`)}
                  prefix={<span className={styles.prefix}>{t(`managed.size.${size}`)}</span>}
                  spellCheck={false}
                />
              </Form.Item>
            ))}
          </>
        )}
      </FormRows>
    </Form.Item>
  );
}
