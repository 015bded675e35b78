import { render, screen } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';

import { switchLanguage, withTexts } from '../i18n/language';

import { ConfigChanges } from './ConfigChanges';
import { configDiff } from './configDiff';

const after = {
  stop_grace_seconds: 40,
  env: { 'LOG.LEVEL': 'info' },
  ports: [{ port: 80 }, { port: 8080 }],
  resources: { cpu: '500m' },
  probes: { readiness: { http_path: '/ready' } },
  autoscaling: { scale_up: { percent: 50 } },
  invented: { part: 1 },
};

const shown = () =>
  screen
    .getAllByRole('row')
    .slice(1)
    .map((row) => row.firstElementChild?.textContent);

beforeEach(() => withTexts(['editor'], Promise.resolve()));

it('names fields as the form does, and what the form does not have by its path', () => {
  render(<ConfigChanges changes={configDiff({}, after)} />);
  expect(shown()).toEqual([
    'Time to stop',
    'Environment variables: LOG.LEVEL',
    'Ports 1: Port',
    'Ports 2: Port',
    'CPU reserved',
    'Readiness: Path',
    'Growing: percent',
    'invented.part',
  ]);
  expect(screen.getByTitle('stop_grace_seconds')).toHaveTextContent('Time to stop');
});

it('names them in Chinese', async () => {
  await switchLanguage('zh');
  render(<ConfigChanges changes={configDiff({}, after)} />);
  expect(shown().slice(0, 3)).toEqual(['停止宽限', '环境变量：LOG.LEVEL', '端口 1：端口']);
});
