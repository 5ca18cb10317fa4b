package io.maskgate.hw.video;

/** How closely a source looks at its stream; may change between any two reads. */
public enum Attention {
    /** Every picture is decoded. */
    EVERY,
    /**
     * As many pictures as {@link Sampling#rate()} asks for: pictures nothing else is predicted from are left out between
     * those that are due. Streams without such pictures are decoded whole.
     */
    ENOUGH,
    /**
     * Key frames, at most {@link Sampling#SPARSE_MOST}, and where they are further apart than {@link Sampling#floor()}, one
     * picture in each such time. Packets that were left out are kept from the last key frame on, so that looking closer
     * needs no waiting for the next one.
     */
    SPARSE
}
