package io.maskgate.hw.video;

import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * From packets to pictures with as little decoding as the {@link Attention} allows. Packets that were left out are kept
 * from the last key frame on, within the bound of {@link KeptPackets}; looking closer decodes them forward at once. At the
 * bound they are decoded forward too and their pictures dropped: that costs time, but nothing is lost. Confined to one
 * thread.
 */
final class Decoding implements AutoCloseable {
    private static final int EAGAIN = -11;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    /** Of what is decoded forward when a look gets closer, pictures older than this are past. */
    private static final long FRESH_NANOS = 500_000_000L;

    /** What asking for a picture brought. */
    enum Got {
        PICTURE,
        /** The decoder needs more packets. */
        HUNGRY,
        /** A picture came that the decoder says is damaged. */
        DAMAGED,
        /** The decoder did not understand a packet. */
        REFUSED,
        /** All is out after the last packet. */
        DRAINED
    }

    /** What became of a packet. */
    enum Taken {
        SENT,
        LEFT,
        REFUSED
    }

    private final LookTimes times;
    private final Interrupt interrupt;
    private final KeptPackets kept = new KeptPackets();
    private final GradualRefresh refresh = new GradualRefresh();
    private final AVFrame last;
    private Decoder decoder;
    private PacketKind.Format format;
    private double stampsPerSecond;
    private Attention attention = Attention.EVERY;
    private boolean loopFilter = true;
    private Forward forward = Forward.NO;
    private boolean haveLast;
    private long wantedFrom = Long.MIN_VALUE;
    /** Stamp of the key frame whose picture was given out though the decoder starts over with it. */
    private long given = avutil.AV_NOPTS_VALUE;
    /** Whether what the decoder remembers does not precede the kept packets: it forgets before the first of them. */
    private boolean stale;
    /** A key frame was sent whose picture has not come yet. */
    private boolean keyAwaited;
    /** The decoder was drained for the sake of a key frame's picture. */
    private boolean drainedForKey;
    /** The first kept packet is a key frame whose picture was given out. */
    private boolean anchorGiven;

    private long keyStamp = avutil.AV_NOPTS_VALUE;
    private long keyPackets;
    private long left;
    private long forwarded;
    private long decodeErrors;
    private long corruptFrames;
    private long concealed;
    private long fallbacks;
    private DecoderHealth health = new DecoderHealth();
    /** No more packets come. */
    private boolean ending;

    Decoding(
            Decoder decoder, PacketKind.Format format, double stampsPerSecond, Sampling sampling, Interrupt interrupt) {
        this.decoder = decoder;
        this.format = format;
        this.stampsPerSecond = stampsPerSecond;
        this.times = new LookTimes(sampling);
        this.interrupt = interrupt;
        this.last = Natives.frame();
    }

    /** Another codec from now on; takes over the decoder. */
    void replace(Decoder other, PacketKind.Format otherFormat, double otherStampsPerSecond) {
        forgetKept();
        decoder.close();
        decoder = other;
        decoder.loopFilter(loopFilter);
        format = otherFormat;
        stampsPerSecond = otherStampsPerSecond;
        forward = Forward.NO;
        refresh.reset();
        health = new DecoderHealth();
        stale = false;
        keyAwaited = false;
        drainedForKey = false;
        given = avutil.AV_NOPTS_VALUE;
    }

    /** Whether a hardware decoder must be taken for broken; sooner where the stream is about to be, for want of pictures. */
    boolean hardwareFails(boolean late) {
        return decoder.hardware() && health.fails(late);
    }

    /** Counts where software took the place of a hardware decoder from the first packet on. */
    void opened(Decoder.Opened opening) {
        fallbacks += opening.instead() ? 1 : 0;
    }

    /** Software takes the place of a hardware decoder; it begins with the next key frame. */
    void fallBack(Decoder software) {
        replace(software, format, stampsPerSecond);
        fallbacks++;
    }

    Decoder decoder() {
        return decoder;
    }

    /** Looking closer decodes forward what was kept. */
    void attend(Attention wanted) {
        if (attention == Attention.SPARSE && wanted != Attention.SPARSE && !kept.isEmpty()) {
            long newest = kept.newestStamp();
            wantedFrom = newest == avutil.AV_NOPTS_VALUE
                    ? Long.MIN_VALUE
                    : newest - Math.round(stampsPerSecond * FRESH_NANOS / NANOS_PER_SECOND);
            forward = Forward.FROM_STAMP;
        }
        attention = wanted;
    }

    /** See {@link Decoder#loopFilter}. */
    void loopFilter(boolean on) {
        if (on != loopFilter) {
            loopFilter = on;
            decoder.loopFilter(on);
        }
    }

    Attention attention() {
        return attention;
    }

    /** @param at when its picture came or, in a file, is due; nanoseconds */
    Taken take(AVPacket packet, long at) {
        PacketKind kind = PacketKind.of(packet, format);
        if (kind == PacketKind.KEY) {
            keyPackets++;
            times.keyCame(at);
        }
        return attention == Attention.SPARSE ? takeSparsely(packet, kind, at) : takeFully(packet, kind, at);
    }

    /** A packet that others may depend on is not given to {@link #take}; the next one that is must be a key frame. */
    void skip() {
        forgetKept();
        stale = true;
    }

    private Taken takeFully(AVPacket packet, PacketKind kind, long at) {
        if (attention == Attention.EVERY || kind != PacketKind.DISPOSABLE) {
            times.looked(at);
        } else if (times.due(at)) {
            times.dueLooked(at);
        } else {
            left++;
            return Taken.LEFT;
        }
        return send(packet);
    }

    private Taken takeSparsely(AVPacket packet, PacketKind kind, long at) {
        boolean soon = !times.keyDue(at);
        if (refresh.on() && kind != PacketKind.DISPOSABLE) {
            // Nothing may be skipped there, so that a look costs no more at one packet than at another.
            boolean keyLook = kind == PacketKind.KEY && !soon;
            if (keyLook) {
                times.keyLooked(at);
            }
            return keep(packet, refresh.blind() || keyLook || times.floorDue(at), at);
        }
        switch (kind) {
            case DISPOSABLE -> {
                // Where everything is disposable, as in MJPEG, these are the only pictures.
                if (!soon && format.intraOnly()) {
                    times.keyLooked(at);
                    return send(packet);
                }
                left++;
                return Taken.LEFT;
            }
            case KEY -> {
                left += kept.size() - (anchorGiven ? 1 : 0);
                stale |= !kept.isEmpty();
                forgetKept();
                if (soon) {
                    stale = true;
                    kept.move(packet);
                    return Taken.LEFT;
                }
                if (packet.pts() == avutil.AV_NOPTS_VALUE) {
                    // Drained, a decoder has no other stamp to give; alone, it is decoded and shown at the same time.
                    packet.pts(packet.dts());
                }
                kept.share(packet);
                times.looked(at);
                times.keyLooked(at);
                keyAwaited = true;
                keyStamp = packet.pts();
                refresh.keySent();
                return send(packet);
            }
            case REFERENCE -> {
                return keep(packet, times.floorDue(at), at);
            }
        }
        throw new IllegalStateException("unreachable");
    }

    private Taken keep(AVPacket packet, boolean look, long at) {
        kept.move(packet);
        if (look) {
            times.looked(at);
            forward = Forward.TO_LAST;
        } else if (kept.full()) {
            forward = Forward.SILENTLY;
        }
        return Taken.LEFT;
    }

    private Taken send(AVPacket packet) {
        if (stale) {
            forget();
            stale = false;
        }
        health.sent((packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0);
        if (decoder.send(packet) < 0) {
            decodeErrors++;
            return Taken.REFUSED;
        }
        return Taken.SENT;
    }

    private void forget() {
        decoder.forget();
        health.forgot();
    }

    /** The next picture that is wanted. Ends early, hungry, when the interrupt is due. */
    Got receive(AVFrame frame) {
        while (true) {
            int rc = health.judged(decoder.receive(frame), drainedForKey || ending);
            if (rc >= 0) {
                Got got = received(frame);
                if (got != Got.HUNGRY) {
                    return got;
                }
            } else if (rc == avutil.AVERROR_EOF) {
                if (drainedForKey) {
                    drainedForKey = false;
                    forget();
                    if (refresh.drained() && !anchorGiven) {
                        given = avutil.AV_NOPTS_VALUE;
                    }
                } else if (ending || !decoder.hardware()) {
                    return Got.DRAINED;
                } else {
                    // FFmpeg cannot make every decoder forget, that of V4L2 for one. The camera has not ended anything.
                    health.spent();
                    return Got.HUNGRY;
                }
            } else if (rc != EAGAIN) {
                decodeErrors++;
                return Got.REFUSED;
            } else if (keyAwaited) {
                // Reordering holds the picture back until later ones come, which may be never sent: ask for it now. The
                // decoder starts over after that, with the key frame, which is still kept.
                keyAwaited = false;
                drainedForKey = true;
                decoder.drain();
            } else {
                Optional<Got> end = goForward(frame);
                if (end.isPresent()) {
                    return end.get();
                }
            }
        }
    }

    /** Hungry when the picture is not wanted. */
    private Got received(AVFrame frame) {
        refresh.came((frame.flags() & AVFrame.AV_FRAME_FLAG_KEY) != 0, decoder.hardware());
        if (isAwaitedKey(frame)) {
            if (keyAwaited) {
                // The decoder goes on from here: the key frame need not be sent again.
                keyAwaited = false;
                forgetKept();
            } else {
                anchorGiven = true;
                given = frame.best_effort_timestamp();
            }
        } else if (unwanted(frame)) {
            forwarded++;
            return Got.HUNGRY;
        } else if (forward == Forward.TO_LAST) {
            forwarded += haveLast ? 1 : 0;
            avutil.av_frame_unref(last);
            avutil.av_frame_move_ref(last, frame);
            haveLast = true;
            return Got.HUNGRY;
        }
        return judged(frame);
    }

    private Got judged(AVFrame frame) {
        if ((frame.flags() & AVFrame.AV_FRAME_FLAG_CORRUPT) != 0) {
            corruptFrames++;
            return Got.DAMAGED;
        }
        concealed += frame.decode_error_flags() != 0 ? 1 : 0;
        return Got.PICTURE;
    }

    private boolean isAwaitedKey(AVFrame frame) {
        long stamp = frame.best_effort_timestamp();
        boolean older = stamp != avutil.AV_NOPTS_VALUE && keyStamp != avutil.AV_NOPTS_VALUE && stamp < keyStamp;
        return (keyAwaited || drainedForKey) && !older;
    }

    private boolean unwanted(AVFrame frame) {
        long stamp = frame.best_effort_timestamp();
        if (stamp == avutil.AV_NOPTS_VALUE) {
            return forward == Forward.SILENTLY;
        }
        boolean again = given != avutil.AV_NOPTS_VALUE && (stamp == given || stamp < given && forward != Forward.NO);
        return again || forward == Forward.SILENTLY || forward == Forward.FROM_STAMP && stamp < wantedFrom;
    }

    private void forgetKept() {
        kept.clear();
        anchorGiven = false;
    }

    /** Sends the next kept packet; present when there is nothing to go on with. */
    private Optional<Got> goForward(AVFrame frame) {
        if (forward != Forward.NO && !kept.isEmpty() && !interrupt.due()) {
            send(kept.oldest());
            kept.drop();
            anchorGiven = false;
            return Optional.empty();
        }
        if (interrupt.due()) {
            return Optional.of(Got.HUNGRY);
        }
        forward = Forward.NO;
        if (haveLast) {
            haveLast = false;
            avutil.av_frame_move_ref(frame, last);
            return Optional.of(judged(frame));
        }
        return Optional.of(Got.HUNGRY);
    }

    /** No more packets: what is still inside comes out of {@link #receive}. */
    void drain() {
        ending = true;
        decoder.drain();
    }

    /** Adds what was counted here. */
    SourceStats stats(long packets, long pictures, long corruptPackets, long timeJumps, long geometryChanges) {
        return new SourceStats(
                packets,
                keyPackets,
                left,
                forwarded,
                pictures,
                corruptPackets,
                decodeErrors,
                corruptFrames,
                concealed,
                fallbacks,
                timeJumps,
                geometryChanges);
    }

    @Override
    public void close() {
        kept.close();
        decoder.close();
        Natives.free(last);
    }
}
