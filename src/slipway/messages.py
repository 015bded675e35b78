"""The one catalogue of error texts: code → English and Chinese, each with an optional hint on what to do.

Data only. Codes are ``<noun>.<problem>`` and stable; ``{name}`` is filled from the error's params. Grouped by the room
that raises them. A test holds every raised code against this table.
"""

from __future__ import annotations

from typing import NamedTuple


class Message(NamedTuple):
    """One text in both languages."""

    en: str
    zh: str
    hint: str = ""
    hint_zh: str = ""


WEB = {
    "request.invalid": Message("{field} {problem}", "{field} {problem_zh}"),
    "request.malformed": Message(
        "The request body is not valid JSON: {problem}",
        "请求体不是合法的 JSON：{problem}",
    ),
    "request.not_json": Message(
        "The request body is not declared as JSON",
        "请求体未声明为 JSON",
        "Send the header Content-Type: application/json",
        "请附带请求头 Content-Type: application/json",
    ),
    "request.value_unstorable": Message(
        "A value holds characters or a number that cannot be stored",
        "请求中含有无法存储的字符或数值",
    ),
    "request.unreadable": Message("The request cannot be read", "无法读取该请求"),
    "request.too_large": Message(
        "The request body is too large",
        "请求体过大",
    ),
    "request.method_not_allowed": Message(
        "{method} is not allowed here",
        "此处不支持 {method} 方法",
    ),
    "request.cross_site": Message(
        "The browser did not prove that this request comes from the portal",
        "无法确认该请求来自本站页面",
        "Send the header X-Slipway-Request: 1, or use an API token",
        "请附带请求头 X-Slipway-Request: 1，或改用 API 令牌",
    ),
    "request.sort_unknown": Message(
        "Cannot sort by {sort}",
        "不支持按 {sort} 排序",
        "Use one of: {allowed}",
        "可用的排序字段：{allowed}",
    ),
    "route.not_found": Message("There is no such address", "地址不存在"),
    "object.not_found": Message("There is no {kind} {id}", "{kind} {id} 不存在"),
    "internal.error": Message(
        "Something went wrong on our side",
        "平台内部错误",
        "Give the administrator this request id: {request_id}",
        "请将请求编号 {request_id} 提供给管理员",
    ),
    "database.unavailable": Message(
        "The database does not answer",
        "数据库没有响应",
        "Try again in a moment",
        "请稍后重试",
    ),
    "database.conflict": Message(
        "Somebody else changed the same thing at the same moment",
        "该对象刚刚被其他人修改",
        "Load it again and repeat the change",
        "请刷新后重试",
    ),
}

ACCESS = {
    "access.forbidden": Message(
        "Your role {role} does not allow {action}",
        "您的角色 {role} 无权执行 {action}",
        "Ask an administrator for a role that does",
        "请联系管理员分配相应角色",
    ),
}

USERS = {
    "session.required": Message(
        "Please log in",
        "请先登录",
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
        "用户名或密码错误，或账号已被禁用",
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
        "Make a new token in the portal or with: slipway login",
        "请在门户中新建令牌，或执行 slipway login",
    ),
    "token.not_found": Message("There is no token {id}", "令牌 {id} 不存在"),
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
        "You cannot give the role {role}",
        "您无权授予角色 {role}",
        "Only platform administrators give platform roles",
        "平台角色只能由平台管理员授予",
    ),
    "user.tenant_unexpected": Message(
        "The role {role} belongs to the platform and has no tenant",
        "角色 {role} 属于平台，不能指定租户",
    ),
    "user.tenant_missing": Message(
        "The role {role} needs a tenant",
        "角色 {role} 需要指定租户",
    ),
    "user.self": Message(
        "You cannot disable, remove or change the role of your own account",
        "不能禁用、删除自己的账号或修改自己的角色",
        "Ask another administrator",
        "请由其他管理员操作",
    ),
    "user.last_administrator": Message(
        "This is the last active platform administrator",
        "这是最后一个可用的平台管理员",
        "Make another administrator first",
        "请先添加另一个平台管理员",
    ),
    "user.password_wrong": Message("The current password is wrong", "当前密码错误"),
}

TENANTS = {
    "tenant.not_found": Message("There is no tenant {id}", "租户 {id} 不存在"),
    "tenant.name_taken": Message(
        "The tenant name {name} is already taken",
        "租户名 {name} 已被占用",
        "Choose another name",
        "请换一个名称",
    ),
    "tenant.being_deleted": Message(
        "A tenant called {name} is still being removed",
        "名为 {name} 的租户正在删除中",
        "Try again in a moment",
        "请稍后重试",
    ),
    "tenant.not_empty": Message(
        "The tenant {name} still holds: {holds}",
        "租户 {name} 中仍有：{holds}",
        "Remove what it holds first",
        "请先删除其中的内容",
    ),
}

CLUSTER = {
    "cluster.unavailable": Message(
        "The cluster does not answer",
        "集群没有响应",
        "Applications keep running; try again in a moment",
        "已发布的应用不受影响，请稍后重试",
    ),
    "cluster.misconfigured": Message(
        "The cluster's configuration cannot be used: {reason}",
        "集群配置不可用：{reason}",
        "Check the setting SLIPWAY_KUBECONFIG and the file that it names",
        "请检查 SLIPWAY_KUBECONFIG 及其指向的文件",
    ),
    "cluster.unauthorized": Message(
        "The cluster does not accept the platform's credentials: {reason}",
        "集群不接受平台的凭据：{reason}",
        "Renew the credentials in the kubeconfig",
        "请更新 kubeconfig 中的凭据",
    ),
    "cluster.rejected": Message("The cluster refuses: {reason}", "集群拒绝了该请求：{reason}"),
    "cluster.not_found": Message("The cluster has no such object: {reason}", "集群中没有该对象：{reason}"),
    "cluster.conflict": Message(
        "The object was changed in the cluster at the same moment: {reason}",
        "该对象刚刚在集群中被修改：{reason}",
        "Try again",
        "请重试",
    ),
    "cluster.expired": Message("The cluster no longer keeps that revision: {reason}", "集群已不再保留该版本：{reason}"),
}

APPLICATIONS: dict[str, Message] = {}

MESSAGES: dict[str, Message] = {**WEB, **ACCESS, **USERS, **TENANTS, **CLUSTER, **APPLICATIONS}
