import { Descriptions } from 'antd';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';

import type { Service } from '../../../api/services';
import { Splash } from '../../../app/Splash';
import { ReadyCount } from '../../../components/ReadyCount';
import { Urls } from '../../../components/Urls';
import { useAmount } from '../../../components/useAmount';
import { When } from '../../../components/When';
import { withTexts } from '../../../i18n/language';
import { lazyPart } from '../../../parts/lazyPart';
import { LastRescale } from '../LastRescale';
import { ReasonPanel } from '../ReasonPanel';
import { RolloutPanel } from '../RolloutPanel';
import { ScalingLine } from '../ScalingLine';

import { probeText } from './probe';
import styles from './Tabs.module.css';

const CanaryPanel = lazyPart(() => withTexts(['canary', 'editor'], import('../canary')));

const listed = (values: readonly string[], between = ', ') =>
  values.length > 0 ? values.join(between) : undefined;

interface Props {
  service: Service;
  canary: Service | undefined;
}

/** What the service is set to, and how it is. */
export function Overview({ service, canary }: Props) {
  const { t } = useTranslation();
  const { config, status } = service;
  const { resources, probes } = config;
  const { scaling } = status;
  // What keeps the service from running stands above already.
  const held = scaling?.reason?.code === status.reason?.code ? null : scaling?.reason;
  const command = listed([...(config.command ?? []), ...(config.args ?? [])], ' ');
  const { amount, part } = useAmount();
  const bounds = (of: 'cpu' | 'memory') => {
    const [asked, most] = [resources?.[of], resources?.[`${of}_limit`]];
    return most ? `${part(of, asked)} – ${amount(of, most)}` : amount(of, asked);
  };
  const probe = (['readiness', 'liveness', 'startup'] as const).flatMap((kind) => {
    const set = probes?.[kind];
    return set ? [{ kind, text: probeText(set, config.ports?.[0]?.port) }] : [];
  });
  return (
    <div className={styles.stack}>
      {status.reason && <ReasonPanel reason={status.reason} />}
      {canary ? (
        <Suspense fallback={<Splash />}>
          <CanaryPanel service={service} canary={canary} />
        </Suspense>
      ) : (
        !service.canary_of && <RolloutPanel service={service} />
      )}
      <Descriptions
        bordered
        size="small"
        column={1}
        items={[
          {
            key: 'ready',
            label: t('field.replicas'),
            children: (
              <>
                <ReadyCount ready={status.ready} total={status.desired} />
                <ScalingLine scaling={scaling} withoutReason />
                {scaling?.last_scaled_at && (
                  <LastRescale serviceId={service.id} at={scaling.last_scaled_at} />
                )}
                {held && <ReasonPanel reason={held} />}
              </>
            ),
          },
          {
            key: 'url',
            label: t('field.address'),
            children: status.url ? <Urls urls={[status.url]} /> : t('value.none'),
          },
          {
            key: 'image',
            label: t('field.image'),
            children: <code className={styles.code}>{config.image}</code>,
          },
          { key: 'revision', label: t('field.revision'), children: service.revision },
          {
            key: 'ports',
            label: t('field.ports'),
            children:
              listed((config.ports ?? []).map(({ port, protocol }) => `${port}/${protocol ?? 'TCP'}`)) ??
              t('value.none'),
          },
          { key: 'cpu', label: t('field.cpu'), children: bounds('cpu') },
          { key: 'memory', label: t('field.memory'), children: bounds('memory') },
          ...(config.partition
            ? [{ key: 'partition', label: t('field.partition'), children: config.partition }]
            : []),
          {
            key: 'depends',
            label: t('field.dependsOn'),
            children: listed(config.depends_on ?? []) ?? t('value.none'),
          },
          {
            key: 'probes',
            label: t('field.probes'),
            children:
              probe.length === 0
                ? t('value.none')
                : probe.map(({ kind, text }) => <div key={kind}>{t(`probe.${kind}`, { text })}</div>),
          },
          {
            key: 'command',
            label: t('field.command'),
            children:
              command === undefined ? t('value.ofImage') : <code className={styles.code}>{command}</code>,
          },
          { key: 'updated', label: t('field.updated'), children: <When at={service.updated_at} /> },
        ]}
      />
    </div>
  );
}
