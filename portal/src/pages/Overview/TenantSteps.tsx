import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Overview } from '../../api/overview';
import { keys } from '../../api/query';
import { scaleService } from '../../api/services';
import { Icon } from '../../components/Icon';
import { useAction } from '../../components/useAction';

import { Step } from './Step';
import { useExample } from './useExample';

export const tenantDone = ({ counts }: Overview, opened: boolean) => ({
  application: counts.services_wanted > 0,
  open: opened,
  scale: counts.services_scaled > 0,
});

interface Props {
  overview: Overview;
  done: ReturnType<typeof tenantDone>;
  onOpened: () => void;
}

/** What a tenant's user does first: an application, its address, more replicas of it. */
export function TenantSteps({ overview, done, onOpened }: Props) {
  const { t } = useTranslation();
  const example = useExample();
  const address = overview.addresses.find(({ ready }) => ready);
  return (
    <>
      <Step done={done.application} title={t('steps.application.title')} why={t('steps.application.why')}>
        <Link to="/applications">{t('steps.application.own')}</Link>
        {!done.application && (
          <Button type="primary" loading={example.isPending} onClick={() => example.mutate(undefined)}>
            {t('steps.example.run')}
          </Button>
        )}
      </Step>
      <Step done={done.open} title={t('steps.open.title')} why={t('steps.open.why')}>
        {address && (
          <Button
            icon={<Icon name="open" />}
            href={address.url}
            target="_blank"
            rel="noreferrer"
            onClick={onOpened}
          >
            {t('steps.open.run', { host: new URL(address.url).host })}
          </Button>
        )}
      </Step>
      <Step done={done.scale} title={t('steps.scale.title')} why={t('steps.scale.why')}>
        {address && !done.scale && <ScaleButton address={address} />}
      </Step>
    </>
  );
}

function ScaleButton({ address }: { address: Overview['addresses'][number] }) {
  const { t } = useTranslation();
  const { service_id: id, service, desired } = address;
  const replicas = desired + 1;
  const scale = useAction({
    run: () => scaleService({ id, replicas }),
    said: () => t('steps.said.scaled', { name: service, replicas }),
    stale: [keys.applications, keys.service(id), keys.overview, keys.activities],
  });
  return (
    <Button loading={scale.isPending} onClick={() => scale.mutate(undefined)}>
      {t('steps.scale.run', { replicas })}
    </Button>
  );
}
