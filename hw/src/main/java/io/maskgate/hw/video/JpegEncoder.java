package io.maskgate.hw.video;

import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/** RGB pictures to JPEG (JFIF, 4:2:0). Keeps its encoder until the size changes. Confined to one thread. */
public final class JpegEncoder implements AutoCloseable {
    private static final int BEST_QUANTISER = 1;
    private static final int WORST_QUANTISER = 31;

    private final AVPacket packet;
    private @Nullable AVCodecContext context;
    private @Nullable EncoderFrame frame;

    public JpegEncoder() {
        FfmpegLog.install();
        packet = avcodec.av_packet_alloc();
        Natives.born(Natives.Kind.PACKET);
    }

    /**
     * Encodes one picture.
     *
     * @param quality 1 (small) to 100 (fine); 85 is usual
     * @throws IllegalStateException after {@link #close}
     */
    public byte[] encode(RgbPicture picture, int quality) {
        if (quality < 1 || quality > 100) {
            throw new IllegalArgumentException("quality: expected 1 to 100, found " + quality);
        }
        if (packet.isNull()) {
            throw new IllegalStateException("expected an open encoder, found a closed one");
        }
        AVCodecContext encoder = context;
        EncoderFrame source = frame;
        if (encoder == null
                || source == null
                || encoder.width() != picture.width()
                || encoder.height() != picture.height()) {
            release();
            encoder = open(picture.width(), picture.height());
            context = encoder;
            source = new EncoderFrame(
                    picture.width(), picture.height(), avutil.AVCOL_SPC_SMPTE170M, avutil.AVCOL_RANGE_JPEG);
            frame = source;
        }
        AVFrame filled = source.fill(picture);
        filled.quality(quantiser(quality) * avutil.FF_QP2LAMBDA);
        check("encoding", avcodec.avcodec_send_frame(encoder, filled));
        check("encoding", avcodec.avcodec_receive_packet(encoder, packet));
        byte[] jpeg = new byte[packet.size()];
        packet.data().get(jpeg);
        avcodec.av_packet_unref(packet);
        return jpeg;
    }

    /** FFmpeg scales the standard matrix by 1 to 31; quality maps to it linearly. */
    private static int quantiser(int quality) {
        return BEST_QUANTISER + Math.round((100 - quality) * (WORST_QUANTISER - BEST_QUANTISER) / 99f);
    }

    private static AVCodecContext open(int width, int height) {
        var codec = avcodec.avcodec_find_encoder(avcodec.AV_CODEC_ID_MJPEG);
        AVCodecContext made = avcodec.avcodec_alloc_context3(codec);
        Natives.born(Natives.Kind.CODEC);
        made.width(width);
        made.height(height);
        made.pix_fmt(avutil.AV_PIX_FMT_YUV420P);
        made.color_range(avutil.AVCOL_RANGE_JPEG);
        made.colorspace(avutil.AVCOL_SPC_SMPTE170M);
        made.time_base().num(1).den(1);
        made.flags(made.flags() | avcodec.AV_CODEC_FLAG_QSCALE);
        made.qmin(BEST_QUANTISER);
        made.qmax(WORST_QUANTISER);
        made.thread_count(1);
        int rc = avcodec.avcodec_open2(made, codec, (AVDictionary) null);
        if (rc < 0) {
            avcodec.avcodec_free_context(made);
            Natives.freed(Natives.Kind.CODEC);
        }
        check("opening the JPEG encoder for " + width + "x" + height, rc);
        return made;
    }

    private static void check(String what, int rc) {
        if (rc < 0) {
            throw new IllegalStateException(what + " failed: " + Failures.text(rc));
        }
    }

    private void release() {
        AVCodecContext old = context;
        if (old != null) {
            avcodec.avcodec_free_context(old);
            Natives.freed(Natives.Kind.CODEC);
            context = null;
        }
        EncoderFrame oldFrame = frame;
        if (oldFrame != null) {
            oldFrame.close();
            frame = null;
        }
    }

    @Override
    public void close() {
        release();
        if (!packet.isNull()) {
            avcodec.av_packet_free(packet);
            Natives.freed(Natives.Kind.PACKET);
        }
    }
}
