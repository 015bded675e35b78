"""Who may do what."""

from slipway.messages.message import Message

ACCESS = {
    "access.forbidden": Message(
        "Your role {role} does not allow {action}",
        "您的角色 {role} 无权执行 {action}",
        "Ask an administrator for a role that does",
        "请联系管理员分配相应角色",
    ),
    "access.scope_forbidden": Message(
        "The API token's scope {scope} does not allow {action}",
        "API 令牌的范围 {scope} 不允许执行 {action}",
        "Use a token with a larger scope, or log in",
        "请使用范围更大的令牌，或登录后操作",
    ),
    "access.applications_only": Message(
        "The API token is for certain applications only, and {action} concerns more than those",
        "API 令牌仅限于指定的应用，而 {action} 涉及的范围更大",
        "Use a token that is not limited to applications, or log in",
        "请使用不限应用的令牌，或登录后操作",
    ),
}
