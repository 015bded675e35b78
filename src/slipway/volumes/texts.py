"""Why a volume is not as it should be, in plain words: the catalogue of reasons in both languages. Data only."""

from __future__ import annotations

from slipway.messages import Message
from slipway.reasons import Reason

TEXTS = {
    "provisioning": Message(
        "The volume {volume} is being made",
        "存储卷 {volume} 正在创建",
        "If this lasts, an administrator should look at what provides the storage class",
        "若长时间未完成，请管理员检查存储类的供应组件",
    ),
    "waits_for_user": Message(
        "The volume {volume} is made when the first container uses it",
        "存储卷 {volume} 会在首个容器使用时创建",
    ),
    "class_missing": Message(
        "The volume {volume} wants the storage class {class_name}, which the cluster does not have",
        "存储卷 {volume} 要求的存储类 {class_name} 在集群中不存在",
        "Delete the volume, which holds nothing yet, and choose a class that there is: {known}",
        "请删除该存储卷（尚无数据），并改用已有的存储类：{known}",
    ),
    "class_unset": Message(
        "The volume {volume} names no storage class, and the cluster has no default one",
        "存储卷 {volume} 未指定存储类，且集群没有默认存储类",
        "Name a class for it, or have an administrator mark one as the default",
        "请为其指定存储类，或由管理员设置默认存储类",
    ),
    "provisioning_failed": Message(
        "The volume {volume} cannot be made",
        "存储卷 {volume} 无法创建",
        "See the detail for what the storage says; it is tried again by itself",
        "详情为存储系统返回的信息；系统会自动重试",
    ),
    "lost": Message(
        "The storage behind the volume {volume} is gone, and its data with it",
        "存储卷 {volume} 背后的存储已丢失，数据不复存在",
        "Restore the data from a backup into a new volume, and delete this one",
        "请从备份恢复数据到新的存储卷，并删除该存储卷",
    ),
    "growing": Message("The volume {volume} is growing to {size}", "存储卷 {volume} 正在扩容到 {size}"),
    "resize_pending": Message(
        "The volume {volume} has {size}; its file system grows when a container of it is started again",
        "存储卷 {volume} 已扩容到 {size}，文件系统将在容器重新启动时扩展",
        "Restart the service that uses it",
        "请重启使用它的服务",
    ),
    "resize_failed": Message(
        "The volume {volume} cannot grow to {size}",
        "存储卷 {volume} 无法扩容到 {size}",
        "See the detail for what the storage says; it is tried again by itself",
        "详情为存储系统返回的信息；系统会自动重试",
    ),
    "deleting": Message("The volume {volume} is being deleted", "存储卷 {volume} 正在删除"),
    "deleting_used": Message(
        "The volume {volume} is deleted as soon as no container uses it any more",
        "存储卷 {volume} 将在没有容器使用后删除",
    ),
}


def tell(code: str, params: dict[str, str], detail: str = "") -> Reason:
    """Return the reason with its texts filled in."""
    en, zh, hint, hint_zh = (each.format_map(params) for each in TEXTS[code])
    return Reason(code=code, message=en, message_zh=zh, hint=hint, hint_zh=hint_zh, detail=detail)
