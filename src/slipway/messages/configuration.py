"""Configuration sets."""

from slipway.messages.message import Message

CONFIGURATION = {
    "configuration.not_found": Message("There is no configuration set {set}", "配置集 {set} 不存在"),
    "configuration.version_unknown": Message(
        "The configuration set {set} has no version {version}",
        "配置集 {set} 没有版本 {version}",
        "The last 50 versions are kept; list them to see which there are",
        "仅保留最近 50 个版本，请查看版本列表",
    ),
    "configuration.name_taken": Message(
        "The application already has a configuration set called {set}",
        "该应用已有名为 {set} 的配置集",
        "Choose another name, or change that set",
        "请换一个名称，或修改已有的配置集",
    ),
    "configuration.name_doubled": Message(
        "Two configuration sets of the file are called {set}",
        "文件中有两个名为 {set} 的配置集",
        "Give each set a name of its own",
        "请为每个配置集使用不同的名称",
    ),
    "configuration.full": Message(
        "The application {name} already has {limit} configuration sets",
        "应用 {name} 已有 {limit} 个配置集",
        "Put several keys into one set",
        "请将多个键放入同一个配置集",
    ),
    "configuration.kind_fixed": Message(
        "The configuration set {set} is of the kind {kind}, which cannot change",
        "配置集 {set} 的类型为 {kind}，不可更改",
        "Make a new set of another name and let the services use that",
        "请新建一个其他名称的配置集，并让服务改用它",
    ),
    "configuration.too_large": Message(
        "The values of a configuration set may have {limit} together",
        "一个配置集的值总大小不得超过 {limit}",
        "Split it into several sets, or put large files into the image",
        "请拆分为多个配置集，或将大文件放入镜像",
    ),
    "configuration.too_many_keys": Message(
        "A configuration set may have {limit} keys",
        "一个配置集最多有 {limit} 个键",
        "Split it into several sets",
        "请拆分为多个配置集",
    ),
    "configuration.not_encoded": Message(
        "The value of {key} is not base64",
        "键 {key} 的值不是合法的 base64",
        "Write texts as they are; only other content is encoded",
        "文本请直接填写，仅非文本内容需要编码",
    ),
    "configuration.value_masked": Message(
        "The value of {key} is masked",
        "键 {key} 的值已被遮盖",
        "It comes from somebody who may not see it; write the real value, or leave the key out of the change",
        "该值来自无权查看者；请填写真实的值，或不要在修改中包含该键",
    ),
    "configuration.changed_meanwhile": Message(
        "The configuration set {set} is at version {current}, and no longer at {version}",
        "配置集 {set} 当前为版本 {current}，不再是版本 {version}",
        "Look at what changed meanwhile, and make the change again",
        "请查看期间的修改，然后重新提交",
    ),
    "configuration.in_use": Message(
        "The configuration set {set} is used by: {users}",
        "配置集 {set} 正被使用：{users}",
        "Take it out of these services first",
        "请先从这些服务中移除对它的使用",
    ),
    "configuration.key_in_use": Message(
        "The service {service} uses the key {key} of {set} in a way that the change would break",
        "服务 {service} 使用了配置集 {set} 的键 {key}，此修改会使其失效",
        "Change the service first, or keep the key; keys that become variables need the name and the text of one",
        "请先修改该服务或保留该键；作为环境变量的键必须有合法的变量名和文本值",
    ),
    "configuration.unknown": Message(
        "The application has no configuration set called {set}",
        "该应用没有名为 {set} 的配置集",
        "Its configuration sets: {known}",
        "该应用的配置集：{known}",
    ),
    "configuration.key_unknown": Message(
        "The configuration set {set} has no key {key}",
        "配置集 {set} 没有键 {key}",
        "Its keys: {known}",
        "它的键：{known}",
    ),
    "configuration.not_a_variable": Message(
        "The key {key} of {set} cannot be the variable {variable}",
        "配置集 {set} 的键 {key} 不能作为环境变量 {variable}",
        "Names have letters, digits, _, . and -, and no digit in front; values are texts of less than 128 KiB. "
        "Choose single keys, or use the set as files",
        "变量名由字母、数字、_、. 和 - 组成且不以数字开头，值须为小于 128 KiB 的文本。"
        "请选择单个键，或以文件方式使用该配置集",
    ),
    "configuration.prefix_with_keys": Message(
        "Variables out of {set} have either a prefix or names of their own",
        "来自配置集 {set} 的变量只能使用前缀或单独命名之一",
        "Leave out prefix, and write the whole names under keys",
        "请去掉 prefix，在 keys 中写完整的变量名",
    ),
    "configuration.key_and_keys": Message(
        "Files out of {set} are either one key or several",
        "来自配置集 {set} 的文件只能使用 key 或 keys 之一",
        "With key, mount_path is that file; with keys, the directory of them",
        "使用 key 时 mount_path 为该文件本身；使用 keys 时为其所在目录",
    ),
    "configuration.path_invalid": Message(
        "{path} is not a path for a file of a container",
        "{path} 不是合法的容器内文件路径",
        "Write it without .., . and doubled slashes; mount_path is below /",
        "路径中不能有 ..、. 或重复的斜杠；mount_path 不能为 /",
    ),
    "configuration.path_doubled": Message(
        "Two files of the service have the path {path}",
        "该服务有两个文件使用路径 {path}",
        "Give each a path of its own",
        "请为每个文件使用不同的路径",
    ),
    "configuration.given": Message(
        "The configuration set {set} comes from a managed service that the application is connected to",
        "配置集 {set} 来自该应用接入的公共服务",
        "Leave it out of the file: it stays as it is",
        "请从文件中移除它：该配置集会保持不变",
    ),
    "configuration.service_unknown": Message(
        "The application has no service {service}",
        "该应用没有服务 {service}",
        "It has: {known}",
        "该应用的服务：{known}",
    ),
}
