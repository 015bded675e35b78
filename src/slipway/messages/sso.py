"""Single sign-on."""

from slipway.messages.message import Message

SSO = {
    "sso.not_set": Message(
        "Single sign-on is not set up",
        "尚未配置单点登录",
        "Set SLIPWAY_OIDC_ISSUER, see docs/single-sign-on.md",
        "请设置 SLIPWAY_OIDC_ISSUER，参见 docs/single-sign-on.md",
    ),
    "sso.rules_invalid": Message(
        "SLIPWAY_SSO_GROUPS cannot be understood: {problem}",
        "无法解析 SLIPWAY_SSO_GROUPS：{problem}",
    ),
    "sso.too_many": Message(
        "Too many logins by single sign-on were begun and not ended",
        "发起后未完成的单点登录过多",
        "Try again in {retry_after} seconds",
        "请在 {retry_after} 秒后重试",
    ),
    "sso.attempt_unknown": Message(
        "This login was not begun in this browser, has ended, or took longer than ten minutes",
        "该登录不是由此浏览器发起、已经结束，或耗时超过十分钟",
        "Log in again",
        "请重新登录",
    ),
    "sso.refused": Message(
        "The single sign-on provider has refused the login: {problem}",
        "单点登录提供方拒绝了登录：{problem}",
        "Log in again, or ask who runs the provider",
        "请重新登录，或联系提供方的管理员",
    ),
    "sso.answer_invalid": Message(
        "The single sign-on provider's answer is not valid: {problem}",
        "单点登录提供方的应答无效：{problem}",
        "Log in again; if it happens each time, an administrator should look at the settings",
        "请重新登录；若反复出现，请管理员检查配置",
    ),
    "sso.claim_missing": Message(
        "The single sign-on provider does not tell the claim {claim}",
        "单点登录提供方未给出声明 {claim}",
        "An administrator can set another claim or more scopes (SLIPWAY_OIDC_USERNAME_CLAIM, SLIPWAY_OIDC_SCOPES)",
        "管理员可以改用其他声明或增加范围（SLIPWAY_OIDC_USERNAME_CLAIM、SLIPWAY_OIDC_SCOPES）",
    ),
    "sso.provider_failed": Message(
        "The single sign-on provider does not work: {problem}",
        "单点登录提供方无法使用：{problem}",
        "Try again later, or log in with a password of the platform",
        "请稍后再试，或使用平台密码登录",
    ),
    "sso.directory_failed": Message(
        "The directory of users does not work: {problem}",
        "用户目录（LDAP）无法使用：{problem}",
        "Try again later, or log in with a password of the platform",
        "请稍后再试，或使用平台密码登录",
    ),
    "sso.no_role": Message(
        "{username} is in no group that may use the platform",
        "{username} 不属于任何可以使用本平台的用户组",
        "An administrator of the platform can let a group in (SLIPWAY_SSO_GROUPS)",
        "平台管理员可以为用户组授权（SLIPWAY_SSO_GROUPS）",
    ),
    "sso.tenant_unknown": Message(
        "The group belongs to the tenant {tenant}, which does not exist",
        "该用户组对应的租户 {tenant} 不存在",
        "An administrator of the platform can create the tenant",
        "平台管理员可以创建该租户",
    ),
    "sso.name_invalid": Message(
        "{username} cannot be the name of an account: letters, digits, dots, hyphens and underscores, at least two",
        "{username} 不能用作账号名：至少两个字符，仅限字母、数字、点、连字符和下划线",
    ),
    "sso.name_taken": Message(
        "There is another account with the name {username}",
        "已有名为 {username} 的其他账号",
        "An administrator can delete that account",
        "管理员可以删除该账号",
    ),
    "user.password_elsewhere": Message(
        "{username} logs in by single sign-on: the platform does not keep that password",
        "{username} 通过单点登录进入，平台不保存其密码",
        "Change it where it is kept",
        "请在保存该密码的系统中修改",
    ),
}
