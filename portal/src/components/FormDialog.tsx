import type { QueryKey } from '@tanstack/react-query';
import { Form, Modal, type FormInstance } from 'antd';
import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { ApiError } from '../api/errors';

import { ErrorNotice } from './ErrorNotice';
import { showAtInput } from './formErrors';
import styles from './FormDialog.module.css';
import { useDialogGuard } from './UnsavedGuard';
import { useAction } from './useAction';
import { useErrorText } from './useErrorText';
import { useFocusBack } from './useFocusBack';

interface Props<V extends object, D> {
  title: string;
  submit: string;
  initial: Partial<V>;
  run: (values: V) => Promise<D>;
  said: (data: D, values: V) => string;
  stale: QueryKey[];
  onClose: () => void;
  onDone?: (data: D) => void;
  children: ReactNode | ((form: FormInstance<V>) => ReactNode);
  wide?: boolean;
  /** What is destroyed is no work that could get lost with the dialog. */
  danger?: boolean;
  /** Whether what is entered can be sent at all; the button waits until it can. */
  ready?: (values: Partial<V>) => boolean;
}

/** A refusal stands below a form that may be taller than the window. */
function bringIntoSight(notice: HTMLElement | null) {
  notice?.scrollIntoView({ block: 'nearest' });
}

/** One begins with the first field, unless one is quicker. */
function enter(body: HTMLElement | null) {
  if (!body?.contains(document.activeElement)) body?.querySelector<HTMLElement>('input, textarea')?.focus();
}

/** A dialog with one form: sends it, shows the server's complaint at the right input, says what happened and closes. */
export function FormDialog<V extends object, D>(props: Props<V, D>) {
  useFocusBack();
  const { t } = useTranslation();
  const [form] = Form.useForm<V>();
  const body = useRef<HTMLDivElement>(null);
  const [touched, setTouched] = useState(false);
  const { close, saved, guard } = useDialogGuard(touched && !props.danger, props.onClose);
  const [error, setError] = useState<ApiError | null>(null);
  const textOf = useErrorText();
  const entered = Form.useWatch((values: V) => values, form) as Partial<V> | undefined;
  const ready = props.ready?.(entered ?? {}) ?? true;
  const action = useAction<V, D>({
    run: props.run,
    said: props.said,
    stale: props.stale,
    showsError: true,
    done: (data) => {
      saved();
      props.onClose();
      props.onDone?.(data);
    },
  });
  const send = (values: V) => {
    if (!ready) return;
    setError(null);
    action.mutate(values, { onError: (thrown) => setError(showAtInput(form, thrown, textOf)) });
  };
  return (
    <Modal
      open
      title={props.title}
      width={props.wide ? 'var(--sl-dialog-wide)' : 'var(--sl-dialog)'}
      okText={props.submit}
      cancelText={t('action.cancel')}
      okButtonProps={{ danger: props.danger ?? false, disabled: !ready }}
      confirmLoading={action.isPending}
      onOk={form.submit}
      onCancel={close}
      mask={{ closable: false }}
      afterOpenChange={(open) => open && enter(body.current)}
    >
      <div ref={body}>
        <Form<V>
          form={form}
          layout="vertical"
          className={styles.form}
          initialValues={props.initial}
          onFinish={send}
          onValuesChange={() => setTouched(true)}
          scrollToFirstError={{ focus: true }}
        >
          {typeof props.children === 'function' ? props.children(form) : props.children}
          {error && (
            <div ref={bringIntoSight}>
              <ErrorNotice error={error} />
            </div>
          )}
          <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
        </Form>
      </div>
      {guard}
    </Modal>
  );
}
