"""The keys by which secrets are sealed in the database."""

from slipway.messages.message import Message

ENCRYPTION = {
    "encryption.key_missing": Message(
        "The database holds secrets that are encrypted by a key that {file} does not have: {keys}",
        "数据库中的密文由密钥 {keys} 加密，但文件 {file} 中没有该密钥",
        "Put the lost key back as a line of that file, or point SLIPWAY_ENCRYPTION_KEY_FILE at the file that has it",
        "请将该密钥作为一行补回该文件，或将 SLIPWAY_ENCRYPTION_KEY_FILE 指向包含它的文件",
    ),
    "encryption.file_unreadable": Message(
        "The file of encryption keys {file} cannot be read: {reason}",
        "无法读取加密密钥文件 {file}：{reason}",
        "The file that SLIPWAY_ENCRYPTION_KEY_FILE names must be there and readable; a first key is made by: "
        "python -m slipway.server --new-key",
        "SLIPWAY_ENCRYPTION_KEY_FILE 指定的文件必须存在且可读；生成首个密钥：python -m slipway.server --new-key",
    ),
    "encryption.file_empty": Message(
        "The file of encryption keys {file} has no key in it",
        "加密密钥文件 {file} 中没有密钥",
        "Put the key back, or make a first one: python -m slipway.server --new-key",
        "请补回密钥，或生成首个密钥：python -m slipway.server --new-key",
    ),
    "encryption.key_invalid": Message(
        "Line {line} of {file} is not an encryption key",
        "文件 {file} 的第 {line} 行不是加密密钥",
        "A key is 32 bytes in URL-safe base64, one on each line",
        "密钥为 32 字节的 URL 安全 base64，每行一个",
    ),
    "encryption.damaged": Message(
        "A stored secret was changed in the database: the key {key} does not open it",
        "数据库中保存的密文已被改动：密钥 {key} 无法解密",
        "Set the value again, or restore it from a backup",
        "请重新设置该值，或从备份恢复",
    ),
    "encryption.no_keys": Message(
        "This process has no encryption keys yet",
        "该进程尚未加载加密密钥",
        "Wait until the platform has started",
        "请等待平台启动完成",
    ),
}
