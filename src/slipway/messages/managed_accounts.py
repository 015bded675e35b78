"""Accounts within managed services, and applications that are connected to them."""

from slipway.messages.message import Message

MANAGED_ACCOUNTS = {
    "managed.account_not_found": Message("There is no account {id}", "账号 {id} 不存在"),
    "managed.username_taken": Message(
        "There already is an account called {username}",
        "已有名为 {username} 的账号",
        "Choose another name; of an account that is being deleted, the name is free when the database forgot it",
        "请换一个名称；正在删除的账号，其名称在数据库删除后才可再用",
    ),
    "managed.name_reserved": Message(
        "The database keeps the name {name} for itself",
        "名称 {name} 由数据库保留",
        "Choose another name",
        "请换一个名称",
    ),
    "managed.no_databases": Message(
        "{engine} has no databases that an account could be for",
        "{engine} 的账号不区分数据库",
        "Leave the database out",
        "请不要填写数据库",
    ),
    "managed.password_invalid": Message(
        "The password is not 8 to 128 letters, digits or signs of ASCII without blanks",
        "密码须为 8 至 128 个 ASCII 字母、数字或符号，且不含空格",
        "Choose another one, or leave it to the platform to make one",
        "请换一个密码，或由平台生成",
    ),
    "managed.too_many_accounts": Message(
        "The managed service already has {limit} accounts",
        "该公共服务已有 {limit} 个账号",
        "Delete some that are not needed",
        "请删除不再需要的账号",
    ),
    "managed.account_connected": Message(
        "Applications use the account {username}: {applications}",
        "以下应用正在使用账号 {username}：{applications}",
        "Disconnect them first",
        "请先断开这些应用",
    ),
    "managed.account_waits_for_start": Message(
        "The managed service is stopped; the database has this when it runs again",
        "公共服务已停止，再次运行后将在数据库中生效",
        "Start it",
        "请启动该公共服务",
    ),
    "managed.account_waits_for_ready": Message(
        "The managed service is not ready; the database has this a moment after it is",
        "公共服务尚未就绪，就绪后稍候即在数据库中生效",
    ),
    "managed.account_under_way": Message(
        "The database has this in a moment",
        "稍候即在数据库中生效",
    ),
    "managed.console_failed": Message(
        "The database refused: {reason}",
        "数据库拒绝了操作：{reason}",
        "It is tried again by itself; look at the log of the managed service if that goes on",
        "平台会自动重试；如持续失败，请查看该公共服务的日志",
    ),
    "managed.console_silent": Message(
        "The database did not answer within {seconds} s",
        "数据库在 {seconds} 秒内没有应答",
        "It is tried again by itself; look at the log of the managed service if that goes on",
        "平台会自动重试；如持续失败，请查看该公共服务的日志",
    ),
    "managed.already_connected": Message(
        "The application {application} is connected to {name} already, by its configuration set {set}",
        "应用 {application} 已通过配置集 {set} 接入 {name}",
        "Use that set, or disconnect the application first",
        "请使用该配置集，或先断开该应用",
    ),
    "managed.not_connected": Message(
        "The application {id} is not connected to {name}",
        "应用 {id} 未接入 {name}",
    ),
    "managed.connected": Message(
        "Applications are connected to {name}: {applications}",
        "以下应用已接入 {name}：{applications}",
        "Disconnect them first, or have them disconnected with it: they will find no database any more",
        "请先断开这些应用，或选择一并断开：这些应用将无法再访问该数据库",
    ),
}
