import { Alert, Drawer, Tabs } from 'antd';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useOutletContext, useParams, useSearchParams } from 'react-router';

import type { Application } from '../../api/applications';
import { canaryOf } from '../../api/canary';
import { Splash } from '../../app/Splash';
import { isTroubled } from '../../components/reason';
import { StateLabel } from '../../components/StateLabel';
import { withTexts } from '../../i18n/language';
import { lazyPart } from '../../parts/lazyPart';

import { ServiceActions, type Dialog } from './ServiceActions';
import styles from './ServiceDrawer.module.css';
import { Overview } from './tabs/Overview';
import { Variables } from './tabs/Variables';
import { useFocusBack } from '../../components/useFocusBack';

const Revisions = lazyPart(() => withTexts(['editor'], import('./tabs/Revisions')));
const Containers = lazyPart(() => withTexts(['containers'], import('./tabs/Containers')));
const ServiceDialogs = lazyPart(() => withTexts(['editor'], import('./dialogs')));
const Logs = lazyPart(() => withTexts(['logs'], import('./tabs/Logs')));

const TABS = ['overview', 'variables', 'revisions', 'containers', 'logs'] as const;
type Tab = (typeof TABS)[number];
const isTab = (text: string | undefined): text is Tab =>
  (TABS as readonly (string | undefined)[]).includes(text);

/** Looks inside one service, and does what can be done with it, beside the application. Its address names the service and the tab. */
export function ServiceDrawer() {
  const { t } = useTranslation();
  useFocusBack();
  const navigate = useNavigate();
  const application = useOutletContext<Application>();
  const { serviceId, tab: asked } = useParams();
  const [search] = useSearchParams();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const service = application.services?.find(({ id }) => id === serviceId);
  const home = `/applications/${application.id}`;
  const tried = application.services?.find(({ id }) => id === service?.canary_of);
  const tab = isTab(asked) ? asked : 'overview';

  const content = (name: Tab) => {
    if (!service || name !== tab) return null;
    switch (name) {
      case 'overview':
        return <Overview service={service} canary={canaryOf(application, service.id)} />;
      case 'variables':
        return <Variables service={service} />;
      case 'revisions':
        return <Revisions service={service} />;
      case 'containers':
        return (
          <Containers
            service={service}
            onLogs={(pod) => void navigate(`${home}/services/${service.id}/logs?pod=${pod}`)}
          />
        );
      case 'logs':
        return <Logs service={service} pod={search.get('pod')} />;
    }
  };
  return (
    <Drawer
      open
      size="var(--sl-drawer)"
      onClose={() => void navigate(home)}
      extra={
        service &&
        !service.canary_of && (
          <ServiceActions application={application} service={service} onDialog={setDialog} />
        )
      }
      title={
        service ? (
          <span className={styles.title}>
            {service.name} <StateLabel state={service.status.state} troubled={isTroubled(service.status)} />
          </span>
        ) : (
          t('service.gone')
        )
      }
    >
      {tried && (
        <Alert
          className={styles.tried}
          type="info"
          showIcon
          title={t('canaryLine.of', { name: tried.name })}
          description={
            <Link to={`${home}/services/${tried.id}`}>{t('canaryLine.toIt', { name: tried.name })}</Link>
          }
        />
      )}
      {service && (
        <Tabs
          activeKey={tab}
          onChange={(key) => void navigate(`${home}/services/${service.id}/${key}`, { replace: true })}
          items={TABS.map((name) => ({
            key: name,
            label: t(`tab.${name}`),
            children: <Suspense fallback={<Splash />}>{content(name)}</Suspense>,
          }))}
        />
      )}
      <Suspense>{dialog && <ServiceDialogs dialog={dialog} onClose={() => setDialog(null)} />}</Suspense>
    </Drawer>
  );
}
