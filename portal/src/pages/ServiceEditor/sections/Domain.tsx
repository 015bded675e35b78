import { Form, Input } from 'antd';
import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';

import { useAvailability } from '../../../api/domains';
import { usePlatform } from '../../../api/platform';
import { useLanguage } from '../../../i18n/useLanguage';
import { useEditing } from '../editing';
import styles from '../Editor.module.css';
import { OwnDomains } from '../OwnDomains';
import { orNull } from '../values';

const AT = ['config', 'domain'];

/** The address below the platform's domain, and host names of the tenant's own. */
export function Domain() {
  const { t } = useTranslation();
  const { service } = useEditing();
  const domain = usePlatform().data?.platform_domain ?? '';
  return (
    <>
      <div className={styles.grid}>
        <Form.Item
          name={AT}
          label={t('field.domain')}
          extra={<Availability />}
          className={styles.wide}
          normalize={orNull}
        >
          <Input autoComplete="off" spellCheck={false} suffix={`.${domain}`} />
        </Form.Item>
      </div>
      <h3 className={styles.heading}>{t('editor.ownDomains')}</h3>
      {service ? (
        <OwnDomains service={service} />
      ) : (
        <p className={styles.lead}>{t('editor.ownDomainsLater')}</p>
      )}
    </>
  );
}

/** Whether the name that is entered is free; asked while it is typed, decided when it is saved. */
function Availability() {
  const { t } = useTranslation();
  const zh = useLanguage() === 'zh';
  const { service } = useEditing();
  const form = Form.useFormInstance();
  const name = useDeferredValue(Form.useWatch<string | null | undefined>(AT, { form, preserve: true }) ?? '');
  const found = useAvailability(name, service?.id ?? null).data;
  if (!name || found?.name !== name) return t('form.domainRule');
  if (found.available) {
    const words = name === service?.config.domain ? 'editor.domainKept' : 'editor.domainFree';
    return <span role="status">{t(words, { host: found.host })}</span>;
  }
  const why = (zh ? found.reason?.message_zh : found.reason?.message) ?? '';
  return (
    <span role="status" className={styles.taken}>
      {t('editor.domainTaken', { host: found.host, why })}
    </span>
  );
}
