package io.maskgate.hw.video;

import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Pointer;

/** A decoder for one codec. Confined to one thread. */
final class Decoder implements AutoCloseable {
    /** Names of the decoders FFmpeg may pick; the hundreds of others are attack surface. */
    static final String ALLOWED = "h264,hevc,mjpeg,mpeg4,mpeg2video,mpeg1video,h263,vp8,vp9,av1,libdav1d,libaom-av1";

    /** Up to here one thread decodes a picture faster than cameras send them. */
    private static final int ONE_THREAD_PIXELS = 2560 * 1440;
    /** 8192 x 8192: more than any camera, small enough to survive a hostile header. */
    private static final long MAX_PIXELS = 1L << 26;

    private final AVCodecContext context;
    private final int codecId;
    private final String name;
    private final boolean hardware;

    private Decoder(AVCodecContext context, int codecId, String name, boolean hardware) {
        this.name = name;
        this.hardware = hardware;
        this.context = context;
        this.codecId = codecId;
    }

    /** The decoder for a stream, hardware where it works, or nothing when its codec is not decoded here. */
    static Optional<Decoder> open(
            AVCodecParameters parameters, AVRational timeBase, int threads, HardwareDecoders hardware) {
        String codec = avcodec.avcodec_get_name(parameters.codec_id()).getString();
        return hardware.forCodec(codec)
                .map(name -> avcodec.avcodec_find_decoder_by_name(name))
                .flatMap(found -> open(parameters, timeBase, threads, found, true))
                .or(() -> software(parameters, timeBase, threads));
    }

    /** The software decoder for a stream, or nothing when its codec is not decoded here. */
    static Optional<Decoder> software(AVCodecParameters parameters, AVRational timeBase, int threads) {
        return Optional.ofNullable(avcodec.avcodec_find_decoder(parameters.codec_id()))
                .flatMap(codec -> open(parameters, timeBase, threads, codec, false));
    }

    private static Optional<Decoder> open(
            AVCodecParameters parameters, AVRational timeBase, int threads, AVCodec codec, boolean hardware) {
        String name = codec.name().getString();
        AVCodecContext context = avcodec.avcodec_alloc_context3(codec);
        Natives.born(Natives.Kind.CODEC);
        int rc = avcodec.avcodec_parameters_to_context(context, parameters);
        if (rc >= 0) {
            context.pkt_timebase(timeBase);
            context.max_pixels(MAX_PIXELS);
            context.thread_count(threads > 0 ? threads : automatic(parameters));
            // Frame threading would add a frame of delay per thread. Slices help only where a camera sends several.
            context.thread_type(AVCodecContext.FF_THREAD_SLICE);
            try (var options = new Options()) {
                options.set("codec_whitelist", hardware ? name : ALLOWED);
                rc = avcodec.avcodec_open2(context, codec, options.dictionary());
            }
        }
        var decoder = new Decoder(context, parameters.codec_id(), name, hardware);
        if (rc < 0) {
            decoder.close();
            return Optional.empty();
        }
        return Optional.of(decoder);
    }

    private static int automatic(AVCodecParameters parameters) {
        return (long) parameters.width() * parameters.height() <= ONE_THREAD_PIXELS ? 1 : 2;
    }

    /** FFmpeg's name of it. */
    String name() {
        return name;
    }

    boolean hardware() {
        return hardware;
    }

    int codecId() {
        return codecId;
    }

    /**
     * Whether blocks' edges are smoothed from the next picture on, as H.264 and HEVC have it. Without, pictures drift from
     * the encoder's until the next key frame; decoders in hardware and other codecs do not heed it.
     */
    void loopFilter(boolean on) {
        context.skip_loop_filter(on ? avcodec.AVDISCARD_DEFAULT : avcodec.AVDISCARD_ALL);
    }

    /** FFmpeg's result of giving the packet; the packet stays the caller's. */
    int send(AVPacket packet) {
        return avcodec.avcodec_send_packet(context, packet);
    }

    /** No more packets: what is still inside comes out of {@link #receive}. */
    void drain() {
        avcodec.avcodec_send_packet(context, null);
    }

    /** Starts over: what was sent before is forgotten, drained or not. */
    void forget() {
        avcodec.avcodec_flush_buffers(context);
    }

    /** FFmpeg's result: 0 a picture, EAGAIN more packets needed, EOF drained, else damaged data. */
    int receive(AVFrame frame) {
        return avcodec.avcodec_receive_frame(context, frame);
    }

    @Override
    public void close() {
        avcodec.avcodec_free_context(context);
        Natives.freed(Natives.Kind.CODEC);
    }

    /** An FFmpeg option dictionary. */
    static final class Options implements AutoCloseable {
        private final AVDictionary dictionary = new AVDictionary((Pointer) null);

        void set(String key, String value) {
            avutil.av_dict_set(dictionary, key, value, 0);
        }

        void remove(String key) {
            avutil.av_dict_set(dictionary, key, (String) null, 0);
        }

        AVDictionary dictionary() {
            return dictionary;
        }

        @Override
        public void close() {
            avutil.av_dict_free(dictionary);
        }
    }
}
