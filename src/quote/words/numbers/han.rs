//! Numerals of Chinese origin, in Chinese, Japanese and Korean: 二十, 百分之三十五, 삼만.

use super::Numbers;
use crate::quote::fold::char_class::{is_comma, is_digit, is_han_numeral, is_percent};

impl Numbers<'_> {
    /// Whether a number in Han numerals begins at `at`: 二十, 百分之三十五, 几十, 三、四百.
    pub(super) fn begins_han(&self, at: usize) -> bool {
        let (c, next) = (self.char(at), self.char(at + 1));
        if !is_han_numeral(c) {
            let more = c == '上' && self.words.is_some_and(|words| words.is_language("zh"));
            let percent = next == '百' && self.char(at + 2) == '分';
            return (is_few(c) || more) && is_han_scale(next) && !percent;
        }
        // Not 一、二十世纪, an item with its mark.
        let either = self.han_either(at + 1) && self.before(at).is_alphanumeric();
        let share = self.han_share(at + 1) || self.han_tenths(at + 1);
        is_han_numeral(next) || share || self.han_about(at + 1) || either
    }

    /// 三、四百: a comma between two figures of one scale.
    fn han_either(&self, at: usize) -> bool {
        let figure = |at: usize| is_han_numeral(self.char(at)) && !is_han_scale(self.char(at));
        is_comma(self.char(at))
            && at.checked_sub(1).is_some_and(figure)
            && figure(at + 1)
            && is_han_scale(self.char(at + 2))
    }

    /// 分之三十五, 分の二: a share, after its whole.
    pub(super) fn han_share(&self, at: usize) -> bool {
        let figure = self.char(at + 2);
        matches!(self.char(at), '分' | '割')
            && matches!(self.char(at + 1), '之' | 'の')
            && (is_han_numeral(figure) || is_digit(figure))
    }

    /// 三割 | 五分: tenths, before their hundredths.
    pub(super) fn han_tenths(&self, at: usize) -> bool {
        let next = self.char(at + 1);
        self.char(at) == '割' && (is_han_numeral(next) || is_digit(next))
    }

    /// 十几, 百余, 两百多, 十来个: what says after a scale that there are some more.
    fn han_about(&self, at: usize) -> bool {
        const COUNTED: [char; 14] =
            ['个', '個', '名', '人', '年', '天', '岁', '歲', '次', '里', '斤', '分', '万', '萬'];
        let next = self.char(at + 1);
        let chinese = || self.words.is_some_and(|words| words.is_language("zh"));
        let few = match self.char(at) {
            '几' | '幾' | '余' | '餘' => true,
            // 十数年; not 五千数える, 二十数据.
            '数' | '數' => {
                let kana = |c| matches!(c, '\u{3041}'..='\u{309F}');
                !kana(next)
                    && !matches!(next, '字' | '据' | '據' | '值' | '学' | '學' | '量' | '目')
            }
            '多' => chinese(),
            '来' | '來' => chinese() && COUNTED.contains(&next),
            _ => false,
        };
        few && is_han_scale(self.before(at))
    }

    pub(super) fn han(&self, mut at: usize) -> usize {
        // 几十, 上千.
        if !is_han_numeral(self.char(at)) && !is_digit(self.char(at)) {
            at += 1;
        }
        loop {
            let c = self.char(at);
            if is_han_numeral(c) || is_digit(c) || self.han_about(at) || self.han_tenths(at) {
                at += 1;
            } else if self.han_share(at) {
                at += 2;
            } else if matches!(c, '点' | '點' | '・' | '·' | '.' | ',')
                && is_han_numeral(self.char(at + 1))
                || self.han_either(at)
            {
                at += 1;
            } else if is_percent(c) {
                return at + 1;
            } else {
                return at;
            }
        }
    }

    /// 삼만, 오천만, 이십오: the end of a number of several syllables, with a scale. What is counted may be glued to it.
    pub(super) fn hangul(&self, at: usize, end: usize) -> Option<usize> {
        let word = self.line.get(at..end)?;
        let numerals = word.iter().take_while(|c| is_hangul_numeral(**c)).count();
        let scale = word.iter().take(numerals).any(|c| is_hangul_scale(*c));
        (numerals > 1 && scale).then_some(at + numerals)
    }
}

/// What is counted in Chinese and Japanese: a counter, a unit, or what else makes a number of one numeral before it.
const COUNTERS: &str = "个個名人位只隻条條张張本件次年月日天岁歲里斤米度元块塊层層家间間所座頭头匹台臺辆輛艘架枚颗顆棵朵片份双雙对對种種类類项項点點分秒周週号號楼樓队隊届屆场場回遍声聲口户戶代世倍成半百千万萬亿億兆国國州省市县縣村支把首部篇页頁章卷节節册冊句字行封门門国军軍党黨时時小刻夜晚餐步级級等极極角边邊面方者大分之几幾余餘多来來数數冊階軒円機羽足着杯通店戸社組番割両校台話問票院球打点";

/// Whether one Chinese numeral alone, between `before` and `behind`, is part of a word or a name: 三峡, 九龙, 三菱. It counts
/// where a counter follows it, kana or a mark, or nothing, and where a figure is beside it.
pub(crate) fn is_han_of_name(numeral: &str, before: &str, behind: &str) -> bool {
    let mut chars = numeral.chars();
    let alone = chars.next().is_some_and(is_han_numeral) && chars.next().is_none();
    let next = behind.chars().next().unwrap_or(' ');
    let last = before.chars().next_back().unwrap_or(' ');
    let number = |c: char| is_han_numeral(c) || is_digit(c) || c == '第';
    alone
        && matches!(next, '\u{3400}'..='\u{9FFF}')
        && !number(next)
        && !number(last)
        && !COUNTERS.contains(next)
        && !behind.starts_with("星期")
}

/// What stands for a few before a scale: 几十, 数百, 何千.
const fn is_few(c: char) -> bool {
    matches!(c, '几' | '幾' | '数' | '數' | '何')
}

/// Ten, and what multiplies.
const fn is_han_scale(c: char) -> bool {
    matches!(
        c,
        '十' | '百' | '千' | '万' | '萬' | '億' | '亿' | '兆' | '拾' | '佰' | '仟' | '廿' | '卅'
    )
}

pub(super) const fn is_hangul_scale(c: char) -> bool {
    matches!(c, '십' | '백' | '천' | '만' | '억' | '조')
}

/// The Korean numerals of Chinese origin.
pub(super) const fn is_hangul_numeral(c: char) -> bool {
    matches!(c, '일' | '이' | '삼' | '사' | '오' | '육' | '륙' | '칠' | '팔' | '구')
        || is_hangul_scale(c)
}
