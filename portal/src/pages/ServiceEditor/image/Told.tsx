import { Alert, Button, Form } from 'antd';
import { useTranslation } from 'react-i18next';

import { asApiError } from '../../../api/errors';
import { useImage, type Image } from '../../../api/images';
import type { ServiceConfig } from '../../../api/services';
import { bytes } from '../../../components/amounts';
import { Facts } from '../../../components/Facts';
import { useErrorText } from '../../../components/useErrorText';
import { When } from '../../../components/When';
import { useLanguage } from '../../../i18n/useLanguage';

import styles from './Image.module.css';
import { apart, together } from './name';

/** With these the registry has answered that there is no such image; everything else says nothing of it. */
const ABSENT: readonly string[] = ['image.not_found', 'image.name_invalid', 'image.not_an_image'];
const PORTS = ['config', 'ports'];

interface Props {
  tenant: string;
  image: string;
  onChange: (image: string) => void;
}

/** What a registry tells of an image; if it has none, that is a warning and no obstacle. */
export function Told({ tenant, image, onChange }: Props) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const { data, error } = useImage(tenant, image);
  if (error) {
    const { message, hint } = textOf(asApiError(error));
    if (ABSENT.includes(asApiError(error).detail.code)) {
      return (
        <Alert type="warning" showIcon role="status" title={message} description={t('image.absentRule')} />
      );
    }
    return (
      <p className={styles.note} role="status">
        {[t('image.unknown'), message, hint].filter(Boolean).join(' · ')}
      </p>
    );
  }
  return data ? <Description image={image} told={data} onChange={onChange} /> : null;
}

interface DescriptionProps {
  image: string;
  told: Image;
  onChange: (image: string) => void;
}

function Description({ image, told, onChange }: DescriptionProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const name = apart(image);
  const command = [...told.entrypoint, ...told.cmd].join(' ');
  return (
    <div className={styles.told} role="status">
      <Facts
        facts={[
          [t('image.platforms'), told.platforms.join(', ')],
          [t('image.size'), told.size > 0 && bytes(told.size, language)],
          [t('image.made'), told.created && <When at={told.created} />],
          [t('image.ports'), told.ports.length > 0 && <Ports told={told} />],
          [t('image.command'), command && <span className={styles.code}>{command}</span>],
          [t('image.user'), told.user],
          [t('image.digest'), <span className={styles.code}>{told.digest}</span>],
        ]}
      />
      {name.digest ? (
        <div className={styles.line}>
          <span className={styles.note}>{t('image.pinnedRule')}</span>
          {name.tag && (
            <Button size="small" onClick={() => onChange(together({ ...name, digest: '' }))}>
              {t('image.unpin', { tag: name.tag })}
            </Button>
          )}
        </div>
      ) : (
        <div className={styles.line}>
          <span className={styles.note}>{t('image.tagRule', { tag: name.tag || 'latest' })}</span>
          <Button size="small" onClick={() => onChange(told.pinned)}>
            {t('image.pin')}
          </Button>
        </div>
      )}
    </div>
  );
}

/** The ports that it says it listens on, with a way to take those that the service does not have. */
function Ports({ told }: { told: Image }) {
  const { t } = useTranslation();
  const form = Form.useFormInstance();
  const rows = Form.useWatch<ServiceConfig['ports']>(PORTS, { form, preserve: true }) ?? [];
  const missing = told.ports.filter(
    ({ port, protocol }) => !rows.some((row) => row.port === port && (row.protocol ?? 'TCP') === protocol),
  );
  const take = () =>
    form.setFieldValue(PORTS, [...rows, ...missing.map((each) => ({ ...each, name: null }))]);
  return (
    <span className={styles.ports}>
      {told.ports.map(({ port, protocol }) => `${port}/${protocol}`).join(', ')}
      {missing.length > 0 && (
        <Button size="small" onClick={take}>
          {t('image.takePorts')}
        </Button>
      )}
    </span>
  );
}
