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
    "request.invalid": Message("{field}: {problem}", "{field}：{problem}"),
    "request.malformed": Message(
        "The request body is not valid JSON: {problem}",
        "请求体不是合法的 JSON：{problem}",
    ),
    "request.unreadable": Message("The request cannot be read", "无法读取该请求"),
    "request.too_large": Message(
        "The request body is larger than {limit} bytes",
        "请求体超过 {limit} 字节",
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
}

TENANTS = {
    "tenant.not_found": Message("There is no tenant {id}", "租户 {id} 不存在"),
}

CLUSTER = {
    "cluster.unavailable": Message(
        "The cluster does not answer",
        "集群没有响应",
        "Applications keep running; try again in a moment",
        "已发布的应用不受影响，请稍后重试",
    ),
}

APPLICATIONS: dict[str, Message] = {}

MESSAGES: dict[str, Message] = {**WEB, **ACCESS, **USERS, **TENANTS, **CLUSTER, **APPLICATIONS}
