"""What each pattern of the API's requests asks for, in words: people are not shown a regular expression.

Data only: the pattern as the schema has it → the rest of the sentence that begins with the field's name. A test holds
every pattern of the OpenAPI document against this table.
"""

from slipway.messages.message import Message

_NAME = Message(
    "must be 1 to 40 small letters, digits or hyphens, start with a letter and not end with a hyphen",
    "须为 1 至 40 个小写字母、数字或连字符，以字母开头，且不以连字符结尾",
)
_WORD = Message(
    "must be at most 254 letters, digits, spaces or the signs . _ : / @ + ( ) -, and start with a letter, a digit or /",
    "最多 254 个字母、数字、空格或 . _ : / @ + ( ) -，且以字母、数字或 / 开头",
)

PATTERNS: dict[str, Message] = {
    r"^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$": _NAME,
    r"^[a-z][a-z0-9._-]{1,63}$": Message(
        "must be 2 to 64 small letters, digits, dots, underscores or hyphens, and start with a letter",
        "须为 2 至 64 个小写字母、数字、点、下划线或连字符，且以字母开头",
    ),
    r"^[a-z][a-z0-9_]{0,31}$": Message(
        "must be at most 32 small letters, digits or underscores, and start with a letter",
        "最多 32 个小写字母、数字或下划线，且以字母开头",
    ),
    r"^[a-z][a-z0-9_-]{0,31}$": Message(
        "must be at most 32 small letters, digits, underscores or hyphens, and start with a letter",
        "最多 32 个小写字母、数字、下划线或连字符，且以字母开头",
    ),
    r"^[a-z][a-z0-9_]{0,63}$": Message(
        "must be at most 64 small letters, digits or underscores, and start with a letter",
        "最多 64 个小写字母、数字或下划线，且以字母开头",
    ),
    r"^[0-9]+(\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$": Message(
        "must be an amount like 500m, 2, 512Mi or 1.5Gi", "须为数量，例如 500m、2、512Mi 或 1.5Gi"
    ),
    r"^[0-9]+(\.[0-9]+)?(k|M|G|T|Ki|Mi|Gi|Ti)?$": Message(
        "must be a size like 512Mi, 10Gi or 1.5Ti", "须为大小，例如 512Mi、10Gi 或 1.5Ti"
    ),
    r"^[0-9]{1,6}[smhd]$": Message(
        "must be a span of time like 30s, 15m, 2h or 7d", "须为一段时间，例如 30s、15m、2h 或 7d"
    ),
    r"^[0-9]{1,18}:[0-9a-f]{64}$": Message(
        "must be an anchor: a number, a colon and a hash of 64 hexadecimal digits",
        "须为锚点：数字、冒号和 64 位十六进制散列值",
    ),
    r"^/": Message("must be a path that starts with /", "须为以 / 开头的路径"),
    r"^/[^:\x00-\x1f]+$": Message(
        "must be a path that starts with / and holds no colon", "须为以 / 开头且不含冒号的路径"
    ),
    r"^[^/:\x00-\x1f][^:\x00-\x1f]*$": Message(
        "must be a path that does not start with / and holds no colon", "须为不以 / 开头且不含冒号的路径"
    ),
    r"^0?[0-7]{3}$": Message("must be a file's mode like 0644", "须为文件权限，例如 0644"),
    r"^[A-Za-z_][A-Za-z0-9_.-]*$": Message(
        "must be a variable's name: letters, digits, underscores, dots or hyphens, "
        "not starting with a digit, a dot or a hyphen",
        "须为变量名：字母、数字、下划线、点或连字符，且不以数字、点或连字符开头",
    ),
    r"^([A-Za-z_][A-Za-z0-9_.-]*)?$": Message(
        "must be the start of variables' names: letters, digits, underscores, dots or hyphens, "
        "not starting with a digit, a dot or a hyphen",
        "须为变量名的前缀：字母、数字、下划线、点或连字符，且不以数字、点或连字符开头",
    ),
    r"^\.?[-_A-Za-z0-9][-._A-Za-z0-9]*$": Message(
        "must be a key of letters, digits, hyphens, underscores or dots, and not start with two dots",
        "须为由字母、数字、连字符、下划线或点组成的键，且不以两个点开头",
    ),
    r"^[^\x00]*$": Message("must not hold a zero character", "不能含有空字符（NUL）"),
    r"^[^:\x00-\x1f\x7f]*$": Message("must hold no colon and no control characters", "不能含有冒号或控制字符"),
    r"^[A-Z]{3}$": Message(
        "must be a currency of three capital letters like EUR", "须为三个大写字母的货币代码，例如 CNY"
    ),
    r"^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?$": Message(
        "must be a host's name or address, with a port if need be, like registry.example.com:5000",
        "须为主机名或地址，可带端口，例如 registry.example.com:5000",
    ),
    r"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$": Message(
        "must be small letters, digits, hyphens or dots, and start and end with a letter or a digit",
        "须为小写字母、数字、连字符或点，且以字母或数字开头和结尾",
    ),
    r"^[a-z0-9][a-z0-9-]{0,62}$": Message(
        "must be at most 63 small letters, digits or hyphens, and not start with a hyphen",
        "最多 63 个小写字母、数字或连字符，且不以连字符开头",
    ),
    r"^(https?://[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?)?$": Message(
        "must be an address like https://cloud.example.com:5000, without a path",
        "须为形如 https://cloud.example.com:5000 的地址，不带路径",
    ),
    r"^[A-Za-z0-9/][A-Za-z0-9._:/@+() -]{0,253}$": _WORD,
    r"^([A-Za-z0-9/][A-Za-z0-9._:/@+() -]{0,253})?$": _WORD,
    r"^[A-Za-z0-9_]{1,128}$": Message(
        "must be 1 to 128 letters, digits or underscores", "须为 1 至 128 个字母、数字或下划线"
    ),
    r"^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$": Message(
        "must be at most 253 letters, digits, dots or hyphens, and start with a letter or a digit",
        "最多 253 个字母、数字、点或连字符，且以字母或数字开头",
    ),
    r"^[A-Za-z0-9-]{1,64}$": Message("must be 1 to 64 letters, digits or hyphens", "须为 1 至 64 个字母、数字或连字符"),
    r"^[A-Za-z0-9-]{0,64}$": Message("must be at most 64 letters, digits or hyphens", "最多 64 个字母、数字或连字符"),
    r"^[A-Za-z0-9._()-]{0,90}$": Message(
        "must be at most 90 letters, digits or the signs . _ ( ) -", "最多 90 个字母、数字或 . _ ( ) -"
    ),
}
