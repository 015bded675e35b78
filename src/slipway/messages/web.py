"""Requests, whatever they ask for."""

from slipway.messages.message import Message

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
