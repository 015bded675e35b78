import { afterEach, describe, expect, it, vi } from 'vitest';

import { relativeTime } from './time';

const EN = { justNow: 'just now', soon: 'in a moment' };
const ZH = { justNow: '刚刚', soon: '即将' };
const NOW = new Date('2026-05-04T10:00:00Z');
const before = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);

afterEach(() => {
  vi.restoreAllMocks();
});

describe('how long ago', () => {
  it.each([
    [5, 'just now', '刚刚'],
    [-5, 'just now', '刚刚'],
    [-30, 'in a moment', '即将'],
    [200, '3 minutes ago', '3 分钟前'],
    [7_200, '2 hours ago', '2 小时前'],
    [86_400, 'yesterday', '昨天'],
  ])('%i seconds are in words, by language', (seconds, english, chinese) => {
    expect(relativeTime(before(seconds), NOW, 'en', EN)).toBe(english);
    expect(relativeTime(before(seconds), NOW, 'zh', ZH)).toBe(chinese);
  });

  it('becomes a date after a month', () => {
    expect(relativeTime(before(40 * 86_400), NOW, 'en', EN)).toBe('Mar 25, 2026');
  });

  it('writes dates as the browser of whoever looks does', () => {
    vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['zh-CN', 'en-GB', 'en']);
    expect(relativeTime(before(40 * 86_400), NOW, 'en', EN)).toBe('25 Mar 2026');
    expect(relativeTime(before(40 * 86_400), NOW, 'zh', ZH)).toBe('2026年3月25日');
  });
});
