/** Which texts are there when. The switches are those of a user: of the whole portal, while pages are being opened. */
import i18n from 'i18next';
import { expect, it, vi } from 'vitest';

import type { Bundle } from './bundles';
import { switchLanguage, withTexts, type Language } from './language';

const CODE = Promise.resolve('the code of a page');
const has = (language: Language, key: string) => i18n.getResource(language, 'translation', key) !== undefined;
const openPage = (...bundles: Bundle[]) => withTexts(bundles, CODE);

it('loads the texts of a page with the page, in the present language only', async () => {
  expect(has('en', 'metering.lead')).toBe(false);
  expect(await openPage('metering')).toBe('the code of a page');
  expect(has('en', 'metering.lead')).toBe(true);
  expect(has('zh', 'metering.lead')).toBe(false);
  expect(has('en', 'runtimeLog.lead')).toBe(false);
});

it('has the texts of all opened pages before it switches the language', async () => {
  await openPage('operations');
  let complete = false;
  const listen = () => {
    complete = has('zh', 'operations.lead');
  };
  i18n.on('languageChanged', listen);
  await switchLanguage('zh');
  i18n.off('languageChanged', listen);
  expect(complete).toBe(true);
});

it('keeps the shared groups of bundles together', async () => {
  await openPage('application', 'account');
  expect(has('en', 'confirm.delete.submit')).toBe(true);
  expect(has('en', 'confirm.delete.title')).toBe(true);
  expect(has('en', 'confirm.endSessions.title')).toBe(true);
});

it('completes a page that is opened during a switch, whichever ends first', async () => {
  const switching = switchLanguage('zh');
  await Promise.all([openPage('tenants'), switching]);
  expect(i18n.language).toBe('zh');
  expect(has('zh', 'tenants.lead')).toBe(true);
  const back = switchLanguage('en');
  await openPage('runtimeLog');
  expect(has(i18n.language as Language, 'runtimeLog.lead')).toBe(true);
  await back;
  expect(has('en', 'runtimeLog.lead')).toBe(true);
});

it('ends at the language that was asked for last', async () => {
  await openPage('applicationFile');
  await Promise.all([switchLanguage('zh'), switchLanguage('en')]);
  expect(i18n.language).toBe('en');
});

it('lets a page wait that is opened before there is a language', async () => {
  vi.resetModules();
  const fresh = await import('./language');
  const opened = fresh.withTexts(['login'], CODE);
  await fresh.startLanguage();
  expect(await opened).toBe('the code of a page');
  const { default: instance } = await import('i18next');
  expect(instance.t('login.title')).toBe('Log in');
});
