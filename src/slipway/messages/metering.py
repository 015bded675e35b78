"""Usage and prices."""

from slipway.messages.message import Message

METERING = {
    "metering.period_empty": Message(
        "The period ends before it begins",
        "结束时间早于或等于开始时间",
        "Give a time until that is later than since",
        "请使 until 晚于 since",
    ),
    "metering.period_too_long": Message(
        "The period is longer than {days} days",
        "时间范围超过 {days} 天",
        "Ask for a shorter one",
        "请缩短时间范围",
    ),
    "metering.step_too_fine": Message(
        "The period has more than {most} steps of a {step}",
        "该时间范围按 {step} 划分后超过 {most} 个点",
        "Ask for a shorter period or larger steps",
        "请缩短时间范围或加大步长",
    ),
    "metering.price_not_found": Message("There is no price for {resource}", "资源 {resource} 没有定价"),
    "metering.currency_differs": Message(
        "All prices have one currency, which is {currency}",
        "所有价格必须使用同一货币，当前为 {currency}",
        "Use {currency}, or remove the other prices first",
        "请使用 {currency}，或先删除其他价格",
    ),
}
