"""Who may do what."""

from slipway.messages.message import Message

ACCESS = {
    "access.forbidden": Message(
        "Your role “{role}” does not allow this: {action}",
        "您的角色“{role}”没有此权限：{action}",
        "Ask an administrator for a role that does",
        "请联系管理员分配相应角色",
    ),
    "access.scope_forbidden": Message(
        "The API token's scope “{scope}” does not allow this: {action}",
        "API 令牌的权限范围“{scope}”不含此权限：{action}",
        "Use a token with a larger scope, or log in",
        "请使用范围更大的令牌，或登录后操作",
    ),
    "access.applications_only": Message(
        "The API token is for certain applications only, and this concerns more than those: {action}",
        "API 令牌仅限于指定的应用，而此权限涉及的范围更大：{action}",
        "Use a token that is not limited to applications, or log in",
        "请使用不限应用的令牌，或登录后操作",
    ),
}
