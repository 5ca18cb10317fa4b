package io.maskgate.models.net;

/** What a network is trained towards with hard labels. */
public enum Objective {
    /** Task-aligned assignment (TOOD, arXiv:2108.07755), binary cross entropy, CIoU, DFL. */
    TASK_ALIGNED,
    /** DAMO-YOLO's (arXiv:2211.15444): AlignOTA assignment, quality focal loss, GIoU, DFL. */
    ALIGN_OTA
}
