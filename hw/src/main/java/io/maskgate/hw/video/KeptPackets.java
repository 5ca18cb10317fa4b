package io.maskgate.hw.video;

import java.util.ArrayDeque;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * The packets of the present group of pictures that were not decoded, in order, within a bound. Owns them; the packet
 * structures are used again. Confined to one thread.
 */
final class KeptPackets implements AutoCloseable {
    /** A stream of 4 Mbit/s for eight seconds; one of 16 Mbit/s for two. */
    static final long MAX_BYTES = 4L << 20;
    /** Twenty seconds at 25 pictures a second. */
    static final int MAX_PACKETS = 512;

    private final ArrayDeque<AVPacket> kept = new ArrayDeque<>();
    private final ArrayDeque<AVPacket> spare = new ArrayDeque<>();
    private long bytes;

    /** Takes over the content of a packet, which is empty afterwards. */
    void move(AVPacket packet) {
        AVPacket own = empty();
        avcodec.av_packet_move_ref(own, packet);
        add(own);
    }

    /** Shares the content of a packet. */
    void share(AVPacket packet) {
        AVPacket own = empty();
        if (avcodec.av_packet_ref(own, packet) < 0) {
            spare.add(own);
            throw new OutOfMemoryError("no native memory for a packet");
        }
        add(own);
    }

    private AVPacket empty() {
        AVPacket packet = spare.pollFirst();
        if (packet == null) {
            packet = avcodec.av_packet_alloc();
            Natives.born(Natives.Kind.PACKET);
        }
        return packet;
    }

    private void add(AVPacket packet) {
        kept.add(packet);
        bytes += packet.size();
    }

    boolean isEmpty() {
        return kept.isEmpty();
    }

    int size() {
        return kept.size();
    }

    /** Whether one more could exceed the bound. */
    boolean full() {
        return bytes >= MAX_BYTES || kept.size() >= MAX_PACKETS;
    }

    /**
     * Presentation time stamp of the newest, or, as decoders do where it has none, that of decoding; {@code AV_NOPTS_VALUE}
     * where it has neither. The set must not be empty.
     */
    long newestStamp() {
        AVPacket newest = kept.getLast();
        return newest.pts() == avutil.AV_NOPTS_VALUE ? newest.dts() : newest.pts();
    }

    /** The oldest, still kept: what is done with it ends with {@link #drop}. The set must not be empty. */
    AVPacket oldest() {
        return kept.getFirst();
    }

    void drop() {
        AVPacket packet = kept.removeFirst();
        bytes -= packet.size();
        avcodec.av_packet_unref(packet);
        spare.add(packet);
    }

    void clear() {
        while (!kept.isEmpty()) {
            drop();
        }
    }

    @Override
    public void close() {
        clear();
        spare.forEach(packet -> {
            avcodec.av_packet_free(packet);
            Natives.freed(Natives.Kind.PACKET);
        });
        spare.clear();
    }
}
