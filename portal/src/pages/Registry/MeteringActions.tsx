import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { keys } from '../../api/query';
import {
  measureRegistry,
  meterNoLonger,
  meterRegistry,
  type Registry,
  type RegistryMetering,
} from '../../api/registries';
import { useMay } from '../../api/session';
import { useFeedback } from '../../components/feedback';
import { FormDialog } from '../../components/FormDialog';
import { useAction } from '../../components/useAction';

const BELOW_THE_TENANT = '{tenant}/**';
const STALE = [keys.registries, keys.metering];

/** What platform administrators do about the metering of a registry that is shared. */
export function MeteringActions({ registry }: { registry: Registry }) {
  const { t } = useTranslation();
  const may = useMay();
  const [setting, setSetting] = useState(false);
  const { shared, metering } = registry;
  if (!shared || !may('registry.meter')) return null;
  return (
    <>
      {metering && <MeasureButton registry={registry} />}
      <Button type={metering ? 'default' : 'primary'} onClick={() => setSetting(true)}>
        {t(metering ? 'action.edit' : 'storage.meter')}
      </Button>
      {metering && <StopButton registry={registry} />}
      {setting && <MeterDialog registry={registry} onClose={() => setSetting(false)} />}
    </>
  );
}

function MeasureButton({ registry }: { registry: Registry }) {
  const { t } = useTranslation();
  const measure = useAction({
    run: measureRegistry,
    said: () => t('said.registryMeasured', { address: registry.address }),
    stale: [keys.registries],
  });
  return (
    <Button loading={measure.isPending} onClick={() => measure.mutate(registry)}>
      {t('storage.measureNow')}
    </Button>
  );
}

function StopButton({ registry }: { registry: Registry }) {
  const { t } = useTranslation();
  const { modal } = useFeedback();
  const { address } = registry;
  const stop = useAction({
    run: meterNoLonger,
    said: () => t('said.registryMeteredNoLonger', { address }),
    stale: STALE,
  });
  const ask = () =>
    modal.confirm({
      title: t('storage.stopTitle', { address }),
      content: t('storage.stopRule'),
      okText: t('storage.stop'),
      okButtonProps: { danger: true },
      onOk: () => stop.mutate(registry),
    });
  return (
    <Button danger onClick={ask}>
      {t('storage.stop')}
    </Button>
  );
}

interface DialogProps {
  registry: Registry;
  onClose: () => void;
}

/** Says which repositories are whose; the server first looks whether the registry lists them. */
function MeterDialog({ registry: { id, address, metering }, onClose }: DialogProps) {
  const { t } = useTranslation();
  return (
    <FormDialog<{ repositories: string }, RegistryMetering>
      title={t('storage.meterTitle', { address })}
      submit={t('storage.tryAndMeter')}
      initial={{ repositories: metering?.repositories ?? BELOW_THE_TENANT }}
      run={(entered) => meterRegistry({ id, ...entered })}
      said={() => t('said.registryMetered', { address })}
      stale={STALE}
      onClose={onClose}
    >
      <p>{t('storage.meterRule')}</p>
      <Form.Item
        name="repositories"
        label={t('storage.pattern')}
        extra={t('storage.patternRule')}
        rules={[{ required: true, message: t('form.required') }]}
      >
        <Input autoComplete="off" spellCheck={false} maxLength={255} />
      </Form.Item>
    </FormDialog>
  );
}
