package io.maskgate.hw.video;

/** What is done with the pictures of kept packets. */
enum Forward {
    NO,
    /** All are dropped. */
    SILENTLY,
    /** The last one is wanted. */
    TO_LAST,
    /** Those from a stamp on are wanted. */
    FROM_STAMP
}
