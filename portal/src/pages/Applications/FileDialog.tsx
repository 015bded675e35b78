import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { applyFile, previewApply, type ApplicationCreate } from '../../api/applications';
import { asApiError } from '../../api/errors';
import { keys } from '../../api/query';
import { ConfigChanges } from '../../components/ConfigChanges';
import { ErrorNotice } from '../../components/ErrorNotice';
import { TenantField } from '../../components/TenantField';
import { useDialogGuard } from '../../components/UnsavedGuard';
import { useAction } from '../../components/useAction';

import { readFile, type ReadFile } from './applicationFile';
import example from './example.yaml?raw';
import { FileButton } from './FileButton';
import styles from './FileDialog.module.css';
import { useFocusBack } from '../../components/useFocusBack';

interface Values {
  tenant_id?: string;
  text?: string;
}

/** What is sent: the file's content, and the tenant that it is for. */
function bodyOf(file: ReadFile & { ok: true }, tenant: string | undefined): ApplicationCreate {
  return { ...file.body, ...(tenant && { tenant_id: tenant }) };
}

/** An application from its declarative file: paste, see what would change, then apply. */
export default function FileDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  useFocusBack();
  const navigate = useNavigate();
  const [form] = Form.useForm<Values>();
  const text = Form.useWatch('text', form) ?? '';
  const file = readFile(text);
  const { close, saved, guard } = useDialogGuard(text.trim() !== '', onClose);
  const preview = useMutation({ mutationFn: previewApply });
  const apply = useAction({
    run: applyFile,
    said: ({ application }, { publish, body }) =>
      t(publish ? 'said.appliedAndPublishing' : 'said.applied', { name: application?.name ?? body.name }),
    stale: [keys.applications],
    showsError: true,
    done: ({ application }) => {
      saved();
      onClose();
      if (application) void navigate(`/applications/${application.id}`);
    },
  });

  const send = (use: (body: ApplicationCreate) => void) => {
    void form.validateFields().then(
      (values) => file.ok && use(bodyOf(file, values.tenant_id)),
      () => undefined,
    );
  };
  const forget = () => {
    preview.reset();
    apply.reset();
  };
  const put = (content: string) => {
    form.setFieldsValue({ text: content });
    forget();
  };
  const checked = preview.isSuccess;
  return (
    <Modal
      open
      width="var(--sl-dialog-wide)"
      title={t('applyFile.title')}
      mask={{ closable: false }}
      onCancel={close}
      footer={
        <div className={styles.footer}>
          <Button onClick={close}>{t('action.cancel')}</Button>
          <Button
            type={checked ? 'default' : 'primary'}
            disabled={!file.ok}
            loading={preview.isPending}
            onClick={() => send((body) => preview.mutate(body))}
          >
            {t('applyFile.check')}
          </Button>
          {checked && (
            <>
              <Button
                loading={apply.isPending}
                onClick={() => send((body) => apply.mutate({ body, publish: false }))}
              >
                {t('applyFile.apply')}
              </Button>
              <Button
                type="primary"
                loading={apply.isPending}
                onClick={() => send((body) => apply.mutate({ body, publish: true }))}
              >
                {t('applyFile.applyAndPublish')}
              </Button>
            </>
          )}
        </div>
      }
    >
      <Form<Values> form={form} layout="vertical" className={styles.form} onValuesChange={forget}>
        <TenantField />
        <div className={styles.sources}>
          <span>{t('applyFile.lead')}</span>
          <FileButton onText={put} />
          <Button size="small" onClick={() => put(example)}>
            {t('applyFile.example')}
          </Button>
        </div>
        <Form.Item name="text" className={styles.text}>
          <Input.TextArea
            aria-label={t('applyFile.text')}
            className={styles.code}
            rows={16}
            spellCheck={false}
          />
        </Form.Item>
      </Form>
      <FileProblem file={file} />
      <Refusal file={file} error={apply.error ?? preview.error} />
      {preview.data && (
        <section aria-live="polite">
          <h3 className={styles.heading}>
            {t(preview.data.created ? 'applyFile.creates' : 'applyFile.changes')}
          </h3>
          <ConfigChanges changes={preview.data.changes} />
        </section>
      )}
      {guard}
    </Modal>
  );
}

/** What is wrong with the text before it is sent at all. */
function FileProblem({ file }: { file: ReadFile }) {
  const { t } = useTranslation();
  if (file.ok || file.problem === 'empty') return null;
  const where = file.line === null ? '' : t('applyFile.line', { line: file.line });
  return (
    <Alert
      type="warning"
      showIcon
      title={where + t(`applyFile.problem.${file.problem}`)}
      description={file.detail}
    />
  );
}

/** What the server refuses, with the line of the field that it names. */
function Refusal({ file, error }: { file: ReadFile; error: Error | null }) {
  const { t } = useTranslation();
  if (!error) return null;
  const { field } = asApiError(error).detail;
  const line = file.ok && field ? file.lineOf(field) : null;
  return (
    <div className={styles.refusal}>
      {line !== null && field && <strong>{t('applyFile.at', { line, field })}</strong>}
      <ErrorNotice error={error} />
    </div>
  );
}
