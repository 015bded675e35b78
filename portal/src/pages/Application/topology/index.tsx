import { Button } from 'antd';
import { useId, useMemo, useRef, useState, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import type { Application } from '../../../api/applications';
import type { Service } from '../../../api/services';
import { useMay } from '../../../api/session';
import { useTraffic } from '../../../api/traffic';
import { useFeedback } from '../../../components/feedback';
import { Icon } from '../../../components/Icon';

import { DependenciesDialog } from './DependenciesDialog';
import { Entries } from './Entries';
import { dependsOf, objection } from './graph';
import { layoutOf, nodeAt, NODE, pathOf, type Point } from './layout';
import { Lines } from './Lines';
import { ServiceNode } from './ServiceNode';
import styles from './Topology.module.css';
import { NoTraffic } from './Traffic';
import { follow, useView } from './useView';

/** The services as a graph: who waits for whom, how each is, and where the public comes in. */
export default function Topology({
  application,
  services,
}: {
  application: Application;
  services: readonly Service[];
}) {
  const { t } = useTranslation();
  const { message } = useFeedback();
  const navigate = useNavigate();
  const writes = useMay()('application.write');
  const arrow = useId();
  const depends = useMemo(() => dependsOf(services), [services]);
  const urls = useMemo(
    () => new Map(services.flatMap(({ name, status }) => (status.url ? [[status.url, name]] : []))),
    [services],
  );
  const layout = useMemo(() => {
    const entries = [...urls].map(([url, name]) => [url, [name]] as const);
    return layoutOf(new Map<string, readonly string[]>([...depends, ...entries]), new Set(urls.keys()));
  }, [depends, urls]);
  const looks = useMay()('container.read') && urls.size > 0;
  const { data: counted } = useTraffic(application.id, looks);
  const traffic = new Map(counted?.services.map((each) => [each.name, each]));
  const svg = useRef<SVGSVGElement>(null);
  const seen = useView(svg, layout);
  const [lit, setLit] = useState<string | null>(null);
  const [drawn, setDrawn] = useState<{ from: string; to: Point } | null>(null);
  const [asked, setAsked] = useState<{ name: string; wanted: readonly string[] } | null>(null);

  const byName = new Map(services.map((service) => [service.name, service]));
  const othersOf = (name: string) => byName.get(name)?.config.depends_on ?? [];
  const usersOf = (name: string) =>
    services.filter(({ config }) => config.depends_on?.includes(name)).map((user) => user.name);
  const over = drawn && nodeAt(layout, drawn.to);
  const targetOf = (name: string) => {
    if (!drawn || over !== name || name === drawn.from) return null;
    return objection(depends, drawn.from, name) ? 'refused' : 'possible';
  };
  const connect = (from: string, to: string) => {
    const why = objection(depends, from, to);
    if (why?.kind === 'circle') message.warning(t('topology.circle', { way: why.way.join(' → ') }));
    else if (why?.kind === 'already') message.info(t('topology.already', { from, to }));
    else if (!why) setAsked({ name: from, wanted: [...othersOf(from), to] });
  };
  const draw = (from: string) => (event: PointerEvent) => {
    event.stopPropagation();
    follow(
      (at) => setDrawn({ from, to: seen.pointAt(at) }),
      (at) => {
        setDrawn(null);
        const to = at && nodeAt(layout, seen.pointAt(at));
        if (to && byName.has(to)) connect(from, to);
      },
    );
  };
  const pan = (event: PointerEvent) => {
    const { view } = seen;
    const { clientX, clientY } = event;
    follow(
      (at) =>
        seen.moveTo(
          view.x - (at.clientX - clientX) / view.scale,
          view.y - (at.clientY - clientY) / view.scale,
        ),
      () => undefined,
    );
  };
  const start = drawn && layout.nodes.get(drawn.from);
  const subject = asked && byName.get(asked.name);
  return (
    <div className={styles.topology}>
      <div className={styles.tools}>
        <span className={styles.hint}>{t(writes ? 'topology.hint' : 'topology.hintViewer')}</span>
        <Button
          size="small"
          icon={<Icon name="plus" />}
          aria-label={t('topology.larger')}
          onClick={seen.larger}
        />
        <Button
          size="small"
          icon={<Icon name="minus" />}
          aria-label={t('topology.smaller')}
          onClick={seen.smaller}
        />
        <Button size="small" icon={<Icon name="full" />} onClick={seen.fit}>
          {t('topology.fit')}
        </Button>
      </div>
      <svg
        ref={svg}
        className={styles.picture}
        viewBox={seen.box}
        role="group"
        aria-label={t('topology.name', { name: application.name })}
        onPointerDown={pan}
      >
        <defs>
          <marker
            id={arrow}
            className={styles.arrow}
            viewBox="0 0 8 8"
            refX="8"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            orient="auto"
          >
            <path d="M0 0 8 4 0 8z" />
          </marker>
        </defs>
        <Lines
          lines={layout.lines.filter(({ from }) => !urls.has(from))}
          lit={lit}
          arrow={arrow}
          onRemove={
            writes
              ? ({ from, to }) =>
                  setAsked({ name: from, wanted: othersOf(from).filter((name) => name !== to) })
              : undefined
          }
        />
        <Entries urls={urls} layout={layout} arrow={arrow} traffic={traffic} />
        {[...layout.nodes].map(([name, at]) => {
          const service = byName.get(name);
          if (!service) return null;
          return (
            <ServiceNode
              key={service.id}
              service={service}
              at={at}
              users={usersOf(name)}
              target={targetOf(name)}
              onOpen={() => void navigate(`/applications/${application.id}/services/${service.id}`)}
              onFocus={() => seen.show(at, NODE)}
              onHover={(inside) => setLit(inside ? name : null)}
              handle={
                writes
                  ? { onPress: () => setAsked({ name, wanted: othersOf(name) }), onDraw: draw(name) }
                  : null
              }
            />
          );
        })}
        {drawn && start && (
          <path
            className={styles.drawn}
            d={pathOf([{ x: start.x + NODE.width, y: start.y + NODE.height / 2 }, drawn.to])}
          />
        )}
      </svg>
      {looks && <NoTraffic application={application.id} />}
      {subject && (
        <DependenciesDialog
          service={subject}
          services={services}
          wanted={asked.wanted}
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  );
}
