import { Alert, Button, Form, Input, Modal, type InputRef } from 'antd';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { applyFile, type ApplicationCreate } from '../../../api/applications';
import { useConversion, useTrial, type Converted } from '../../../api/compose';
import { keys } from '../../../api/query';
import { useOfPlatform } from '../../../api/session';
import { ConfigChanges } from '../../../components/ConfigChanges';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { TenantField } from '../../../components/TenantField';
import { useAction } from '../../../components/useAction';
import { useDialogGuard } from '../../../components/UnsavedGuard';
import { useLater } from '../../../components/useLater';
import { FileButton } from '../FileButton';

import { Asked } from './Asked';
import styles from './ComposeDialog.module.css';
import example from './example.yaml?raw';
import { Notes, NotesInShort, Preview } from './Preview';
import { NOTHING, requestOf, type Entered } from './request';
import { useFocusBack } from '../../../components/useFocusBack';

/** What would be applied; null while something is missing. */
function bodyOf(
  converted: Converted | undefined,
  tenant: string | undefined,
  ofPlatform: boolean,
): ApplicationCreate | null {
  if (!converted?.application || (ofPlatform && !tenant)) return null;
  return { ...converted.application, ...(tenant && { tenant_id: tenant }) };
}

/** Whoever was quicker than the dialog's opening is not led away from where they are. */
const isInAField = () => document.activeElement?.matches('input, textarea') === true;

/** An application from a Compose file: paste it, see what becomes of it and what is lost, then create it. */
export default function ComposeDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  useFocusBack();
  const navigate = useNavigate();
  const ofPlatform = useOfPlatform();
  const [form] = Form.useForm<{ tenant_id?: string }>();
  const tenant = Form.useWatch('tenant_id', form);
  const [entered, setEntered] = useState<Entered>(NOTHING);
  const text = useRef<InputRef>(null);
  const change = (changed: Partial<Entered>) => setEntered((before) => ({ ...before, ...changed }));

  const { close, saved, guard } = useDialogGuard(entered.text.trim() !== '', onClose);
  const settled = useLater(entered);
  const request = useMemo(() => requestOf(settled), [settled]);
  const conversion = useConversion(request);
  const converted = request && !conversion.error ? conversion.data : undefined;
  const current = settled === entered && !conversion.isFetching;
  const body = current ? bodyOf(converted, tenant, ofPlatform) : null;
  const trial = useTrial(body);
  const apply = useAction({
    run: applyFile,
    said: (_, { publish, body: { name } }) =>
      t(publish ? 'said.appliedAndPublishing' : 'said.applied', { name }),
    stale: [keys.applications],
    showsError: true,
    done: ({ application }) => {
      saved();
      onClose();
      if (application) void navigate(`/applications/${application.id}`);
    },
  });
  const send = (publish: boolean) => {
    if (body) apply.mutate({ body, publish });
    else void form.validateFields().catch(() => undefined);
  };
  const ready = current && Boolean(converted?.application) && !trial.isFetching && !trial.error;
  return (
    <Modal
      open
      width="var(--sl-dialog-wide)"
      title={t('compose.title')}
      mask={{ closable: false }}
      classNames={{ body: styles.body ?? '' }}
      onCancel={close}
      afterOpenChange={(open) => open && !isInAField() && text.current?.focus()}
      footer={
        <div className={styles.footer}>
          {converted?.application && <NotesInShort notes={converted.notes} />}
          <Button onClick={close}>{t('action.cancel')}</Button>
          <Button disabled={!ready} loading={apply.isPending} onClick={() => send(false)}>
            {t('compose.create')}
          </Button>
          <Button type="primary" disabled={!ready} loading={apply.isPending} onClick={() => send(true)}>
            {t('compose.createAndPublish')}
          </Button>
        </div>
      }
    >
      <Form form={form} layout="vertical" className={styles.form}>
        <div className={styles.sources}>
          <span className={styles.faint}>{t('compose.lead')}</span>
          <FileButton onText={(content) => change({ text: content })} />
          <Button size="small" onClick={() => change({ text: example })}>
            {t('applyFile.example')}
          </Button>
        </div>
        <Input.TextArea
          ref={text}
          aria-label={t('compose.text')}
          className={styles.code}
          rows={converted ? 6 : 14}
          spellCheck={false}
          value={entered.text}
          onChange={(event) => change({ text: event.target.value })}
        />
        <div className={styles.whole}>
          <TenantField />
          <Form.Item label={t('field.applicationName')} htmlFor="compose-name" extra={t('form.nameRule')}>
            <Input
              id="compose-name"
              autoComplete="off"
              spellCheck={false}
              placeholder={converted?.application?.name ?? ''}
              value={entered.name}
              onChange={(event) => change({ name: event.target.value })}
            />
          </Form.Item>
        </div>
      </Form>
      <div className={styles.result} aria-live="polite">
        {request && conversion.error && <ErrorNotice error={conversion.error} />}
        {(apply.error ?? trial.error) && <ErrorNotice error={apply.error ?? trial.error} />}
        {converted && <Asked converted={converted} entered={entered} change={change} />}
        {converted && converted.missing.length > 0 && (
          <Alert
            type="warning"
            showIcon
            title={t('compose.missing', { names: converted.missing.join(', ') })}
          />
        )}
        {trial.data && !trial.data.created && (
          <>
            <Alert type="warning" showIcon title={t('compose.exists', { name: body?.name ?? '' })} />
            <ConfigChanges changes={trial.data.changes} />
          </>
        )}
        {converted?.application && (
          <>
            <Preview services={converted.application.services ?? []} />
            <Notes notes={converted.notes} />
          </>
        )}
      </div>
      {guard}
    </Modal>
  );
}
