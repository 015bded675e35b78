"""The operation log and the runtime log."""

from slipway.messages.message import Message

AUDIT = {
    "operation.not_found": Message("There is no operation {id}", "操作记录 {id} 不存在"),
    "operation.after_unknown": Message(
        "There is no operation {after} to go on from",
        "无法从操作记录 {after} 继续：该记录不存在",
        "It may have been removed because of its age: begin with the newest page again",
        "该记录可能已因超过保留期被清除，请重新从最新一页开始",
    ),
}

RUNTIME_LOG = {
    "runtime_log.source_unknown": Message(
        "There is no log source {source}",
        "日志来源 {source} 不存在",
        "List the sources first",
        "请先查看日志来源列表",
    ),
    "runtime_log.not_offered": Message(
        "The cluster does not offer the log files of its host {node}: {reason}",
        "集群未提供主机 {node} 的日志文件：{reason}",
        "The kubelet has to serve /logs/ and the platform's account has to be allowed to get nodes/proxy",
        "需要 kubelet 提供 /logs/，且平台账号具有 nodes/proxy 的 get 权限",
    ),
    "runtime_log.is_directory": Message(
        "{source} is a directory",
        "{source} 是目录",
        "List what is within it, and choose a file",
        "请列出其中的内容并选择一个文件",
    ),
}
