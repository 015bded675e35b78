"""Accounts, sessions, tokens and passwords."""

from slipway.messages.message import Message

USERS = {
    "session.required": Message(
        "You are not logged in",
        "尚未登录",
        "Log in, or send an API token as: Authorization: Bearer slp_…",
        "请登录，或使用请求头 Authorization: Bearer slp_… 携带 API 令牌",
    ),
    "session.expired": Message(
        "The session has ended",
        "会话已失效",
        "Log in again",
        "请重新登录",
    ),
    "login.failed": Message(
        "The user name or the password is wrong, or the account is disabled",
        "用户名或密码错误，或账号已被停用",
        "An administrator can set a new password",
        "如忘记密码，请联系管理员重置",
    ),
    "login.too_many": Message(
        "Too many attempts to log in",
        "登录尝试次数过多",
        "Try again in {retry_after} seconds",
        "请在 {retry_after} 秒后重试",
    ),
    "token.invalid": Message(
        "The API token is unknown, expired or revoked",
        "API 令牌不存在、已过期或已吊销",
        "Log in again, or make a new token",
        "请重新登录，或新建令牌",
    ),
    "token.not_found": Message("There is no token {id}", "令牌 {id} 不存在"),
    "token.application_unknown": Message(
        "There is no application {id} that the token could be for",
        "令牌所指定的应用 {id} 不存在",
    ),
    "token.expires_too_late": Message(
        "An API token lives for {limit} days at most",
        "API 令牌的有效期最长为 {limit} 天",
    ),
    "session.not_found": Message("There is no open session {id}", "会话 {id} 不存在或已结束"),
    "token.too_many": Message(
        "You already have {limit} tokens",
        "您已有 {limit} 个令牌",
        "Revoke those that are no longer used",
        "请先吊销不再使用的令牌",
    ),
    "user.not_found": Message("There is no user {id}", "用户 {id} 不存在"),
    "user.name_taken": Message(
        "The user name {username} is already taken",
        "用户名 {username} 已被占用",
        "Choose another name",
        "请换一个用户名",
    ),
    "user.role_beyond_reach": Message(
        "You cannot give the role “{role}”",
        "您无权授予角色“{role}”",
        "Only platform administrators give platform roles",
        "平台角色只能由平台管理员授予",
    ),
    "user.tenant_unexpected": Message(
        "The role “{role}” belongs to the platform and has no tenant",
        "角色“{role}”属于平台，不能指定租户",
    ),
    "user.tenant_missing": Message(
        "The role “{role}” needs a tenant",
        "角色“{role}”需要指定租户",
    ),
    "user.self": Message(
        "You cannot disable, remove or change the role of your own account",
        "不能停用、删除自己的账号或修改自己的角色",
        "Ask another administrator",
        "请由其他管理员操作",
    ),
    "user.last_administrator": Message(
        "This is the last active platform administrator",
        "这是最后一个可用的平台管理员",
        "Make another administrator first",
        "请先添加另一个平台管理员",
    ),
    "password.change_required": Message(
        "You must choose a new password first",
        "请先设置新密码",
        "Change it, then go on",
        "修改密码后即可继续",
    ),
    "password.too_short": Message(
        "The password is too short: it needs at least {min_length} characters",
        "密码过短，至少需要 {min_length} 个字符",
    ),
    "password.too_simple": Message(
        "The password is too simple: it needs {classes} of lower case, upper case, digits and other characters",
        "密码过于简单，须包含小写字母、大写字母、数字、其他字符中的 {classes} 类",
    ),
    "password.too_uniform": Message(
        "The password repeats itself: it needs at least {different} different characters",
        "密码重复字符过多，至少需要 {different} 个不同的字符",
    ),
    "password.holds_username": Message(
        "The password must not hold the user name",
        "密码中不得包含用户名",
    ),
    "password.used_before": Message(
        "The new password is among the last {remembered} that this account had",
        "新密码不能与最近 {remembered} 次使用过的密码相同",
        "Choose another one",
        "请换一个密码",
    ),
    "password.unchanged": Message(
        "The new password is the current one",
        "新密码不能与当前密码相同",
        "Choose another one",
        "请换一个密码",
    ),
    "user.password_wrong": Message("The current password is wrong", "当前密码错误"),
}
