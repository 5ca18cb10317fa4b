package io.maskgate.hw.video;

import org.bytedeco.ffmpeg.global.avutil;

/** Whether a decoder still works, by what it was sent and what it answers. Pure. */
final class DecoderHealth {
    private static final int EAGAIN = -11;
    /** More packets than any decoder holds back; fewer than a second of them. */
    private static final int FRUITLESS = 24;

    /** What NVIDIA's holds back, of streams that are not shown in the order of decoding; one more would be a picture. */
    private static final int HELD_BACK = 5;

    /** Whether it was sent a key frame, before which no decoder can give a picture. */
    private boolean begun;
    /** Packets it refused or swallowed since it had begun and last gave a picture. */
    private int fruitless;
    /** It is at its end though the stream is not: it was drained for a picture and does not start over. */
    private boolean spent;
    /** Answers in a row that were errors, without a packet between them. */
    private int errors;

    /** It is sent a packet, which it may refuse. */
    void sent(boolean key) {
        begun |= key;
        fruitless += begun ? 1 : 0;
        errors = 0;
    }

    /** It starts over. */
    void forgot() {
        begun = false;
    }

    /** It says that it is at its end, and nobody else does. */
    void spent() {
        spent = true;
    }

    /**
     * Whether it has given nothing for so long that it must be taken for broken, or is at its end before the stream.
     *
     * @param late whether there is no time for more packets: of few pictures a second, not so many come before the stream
     *     counts as silent, and the next connection would begin with the same decoder
     */
    boolean fails(boolean late) {
        return spent || fruitless > (late ? HELD_BACK : FRUITLESS);
    }

    /**
     * What an answer to {@link Decoder#receive} is taken for. NVIDIA's decoder, once it has failed in a drain, repeats the
     * error as often as it is asked: who waits for the end there reads no packet any more, and never finds out that none
     * is of use.
     *
     * @param draining whether the end is waited for
     * @return the answer, but for an error that comes more often than anything can be held back: the end of a drain, else
     *     that more packets are needed
     */
    int judged(int answer, boolean draining) {
        if (answer >= 0) {
            fruitless = 0;
        }
        boolean error = answer < 0 && answer != EAGAIN && answer != avutil.AVERROR_EOF;
        errors = error ? errors + 1 : 0;
        if (errors <= FRUITLESS) {
            return answer;
        }
        return draining ? avutil.AVERROR_EOF : EAGAIN;
    }
}
