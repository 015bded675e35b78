import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import { usePlatform } from '../../../api/platform';
import styles from '../Editor.module.css';
import { orNull } from '../values';

/** The address below the platform's domain. */
export function Domain() {
  const { t } = useTranslation();
  const domain = usePlatform().data?.platform_domain ?? '';
  return (
    <div className={styles.grid}>
      <Form.Item
        name={['config', 'domain']}
        label={t('field.domain')}
        extra={t('form.domainRule')}
        className={styles.wide}
        normalize={orNull}
      >
        <Input autoComplete="off" spellCheck={false} suffix={`.${domain}`} />
      </Form.Item>
    </div>
  );
}
