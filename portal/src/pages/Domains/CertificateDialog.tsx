import { Alert, Button, Checkbox, Form, Input } from 'antd';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';

import {
  automateCertificate,
  keepCertificate,
  redirectDomain,
  removeCertificate,
  setCertificate,
  type CertificateUpload,
  type OwnDomain,
} from '../../api/domains';
import { keys } from '../../api/query';
import cells from '../../components/Cells.module.css';
import { useFeedback } from '../../components/feedback';
import { FormDialog } from '../../components/FormDialog';
import { useAction } from '../../components/useAction';
import { useLanguage } from '../../i18n/useLanguage';

import { entryOf } from '../Application/configuration/files';

import styles from './Domains.module.css';

const LINES = { minRows: 4, maxRows: 8 };

/** Sets the certificate of a domain and its key, pasted or from files, or takes the one that there is away. */
export function CertificateDialog({ domain, onClose }: { domain: OwnDomain; onClose: () => void }) {
  const { t } = useTranslation();
  const { id, name, certificate } = domain;
  return (
    <FormDialog<CertificateUpload, OwnDomain>
      title={t('domains.certificate.title', { name })}
      submit={t('action.save')}
      initial={{}}
      run={(entered) => setCertificate(id, entered)}
      said={() => t('said.certificateSet', { name })}
      stale={[keys.domains]}
      onClose={onClose}
      wide
    >
      {(domain.can_automate || domain.automatic) && <Automatic domain={domain} />}
      {certificate && <Redirect domain={domain} />}
      {certificate && <Remove domain={domain} onDone={onClose} />}
      <Pem
        field="certificate"
        label={t('domains.certificate.chain')}
        rule={t('domains.certificate.chainRule')}
      />
      <Pem field="private_key" label={t('domains.certificate.key')} rule={t('domains.certificate.keyRule')} />
    </FormDialog>
  );
}

interface PemProps {
  field: keyof CertificateUpload;
  label: string;
  rule: string;
}

/** A text in PEM format, pasted or read from a file in the browser. */
function Pem({ field, label, rule }: PemProps) {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item
        name={field}
        label={label}
        extra={rule}
        rules={[{ required: true, message: t('form.required') }]}
      >
        <Input.TextArea
          className={cells.code}
          autoSize={LINES}
          autoComplete="off"
          spellCheck={false}
          placeholder="-----BEGIN …-----"
        />
      </Form.Item>
      <FilePick field={field} label={label} />
    </>
  );
}

function FilePick({ field, label }: Omit<PemProps, 'rule'>) {
  const { t } = useTranslation();
  const form = Form.useFormInstance<CertificateUpload>();
  const input = useRef<HTMLInputElement>(null);
  const take = async (file: File | undefined) => {
    if (!file) return;
    const value = await entryOf(file);
    // A file in a binary format (DER, PKCS #12) is not what is asked for.
    if (typeof value !== 'string')
      form.setFields([{ name: field, errors: [t('domains.certificate.unreadable', { name: file.name })] }]);
    else form.setFields([{ name: field, value, errors: [] }]);
  };
  return (
    <Form.Item>
      <input
        ref={input}
        type="file"
        // The component library's forms show file inputs, whatever a class or `hidden` says.
        style={{ display: 'none' }}
        aria-label={`${t('domains.certificate.choose')}: ${label}`}
        onChange={(event) => {
          const [chosen] = event.target.files ?? [];
          event.target.value = '';
          void take(chosen);
        }}
      />
      <Button size="small" onClick={() => input.current?.click()}>
        {t('domains.certificate.choose')}
      </Button>
    </Form.Item>
  );
}

/** Whether the platform gets the certificate and renews it; takes effect at once. */
function Automatic({ domain: { id, name, automatic } }: { domain: OwnDomain }) {
  const { t } = useTranslation();
  const zh = useLanguage() === 'zh';
  const change = useAction({
    run: async (on: boolean) => {
      await (on ? automateCertificate(id) : keepCertificate(id));
    },
    said: (_, on) => t(on ? 'said.certificateAutomated' : 'said.certificateKept', { name }),
    stale: [keys.domains],
  });
  const reason = automatic?.reason;
  return (
    <Form.Item extra={t('domains.automatic.rule')}>
      <Checkbox
        checked={change.isPending ? change.variables : automatic !== null}
        disabled={change.isPending}
        onChange={({ target }) => change.mutate(target.checked)}
      >
        {t('domains.automatic.get')}
      </Checkbox>
      {reason && (
        <Alert
          className={styles.notice}
          type="warning"
          title={zh ? reason.message_zh : reason.message}
          description={zh ? reason.hint_zh : reason.hint}
          action={
            <Button size="small" loading={change.isPending} onClick={() => change.mutate(true)}>
              {t('domains.automatic.again')}
            </Button>
          }
        />
      )}
    </Form.Item>
  );
}

/** Whether visitors that come by http are led to https; takes effect at once. */
function Redirect({ domain }: { domain: OwnDomain }) {
  const { t } = useTranslation();
  const { name, redirect } = domain;
  const change = useAction({
    run: (on: boolean) => redirectDomain(domain.id, on),
    said: (_, on) => t(on ? 'said.domainRedirected' : 'said.domainNotRedirected', { name }),
    stale: [keys.domains],
  });
  return (
    <Form.Item extra={t('domains.redirect.rule')}>
      <Checkbox
        checked={change.isPending ? change.variables : redirect}
        disabled={change.isPending}
        onChange={({ target }) => change.mutate(target.checked)}
      >
        {t('domains.redirect.to')}
      </Checkbox>
    </Form.Item>
  );
}

function Remove({ domain, onDone }: { domain: OwnDomain; onDone: () => void }) {
  const { t } = useTranslation();
  const { modal } = useFeedback();
  const { name } = domain;
  const remove = useAction({
    run: removeCertificate,
    said: () => t('said.certificateRemoved', { name }),
    stale: [keys.domains],
    done: onDone,
  });
  const ask = () =>
    modal.confirm({
      title: t('domains.certificate.removeTitle', { name }),
      content: t('domains.certificate.removeMeans'),
      okText: t('domains.certificate.remove'),
      okButtonProps: { danger: true },
      onOk: () => remove.mutate(domain),
    });
  return (
    <Form.Item>
      <Button danger size="small" loading={remove.isPending} onClick={ask}>
        {t('domains.certificate.remove')}
      </Button>
    </Form.Item>
  );
}
