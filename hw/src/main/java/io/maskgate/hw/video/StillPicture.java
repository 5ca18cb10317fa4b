package io.maskgate.hw.video;

import static io.maskgate.hw.video.VideoException.Reason.BROKEN;
import static io.maskgate.hw.video.VideoException.Reason.TOO_LARGE;
import static io.maskgate.hw.video.VideoException.Reason.UNSUPPORTED;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Decodes one JPEG, PNG, WebP or BMP picture held in memory. The format is told by the content, never by a name, and
 * the size, the memory it takes and the scans of a JPEG are checked before anything is decoded. A JPEG that breaks off is
 * decoded as far as it goes, of a picture that moves only the first. Without state.
 */
public final class StillPicture {
    /** Less than what a small box has free beside its cameras. */
    static final long MOST_DECODED_BYTES = 256L << 20;

    private static final int PNG_SIGNATURE_BYTES = 8;
    private static final int PNG_CHUNK_FRAME_BYTES = 12;
    /** What is needed to draw a PNG. The others may hold compressed text that unpacks a thousandfold. */
    private static final Set<String> PNG_CHUNKS = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");

    /** Width and height in pixels. */
    public record Size(int width, int height) {}

    private StillPicture() {}

    /**
     * The size that the header of a picture declares, without decoding it.
     *
     * @throws VideoException UNSUPPORTED or BROKEN
     */
    public static Size size(byte[] data) throws VideoException {
        PictureHeader header = PictureHeader.read(ByteBuffer.wrap(data));
        return new Size(header.width(), header.height());
    }

    public static DecodedFrame decode(byte[] data, long maxPixels, MediaClock clock) throws VideoException {
        return decode(ByteBuffer.wrap(data), maxPixels, clock);
    }

    /**
     * Decodes the remaining bytes of {@code data}, which is left as it is.
     *
     * @param maxPixels width times height allowed
     * @return the picture, to be closed by the caller; its time is now
     * @throws VideoException TOO_LARGE, UNSUPPORTED or BROKEN
     */
    public static DecodedFrame decode(ByteBuffer data, long maxPixels, MediaClock clock) throws VideoException {
        PictureHeader header = PictureHeader.read(data);
        if ((long) header.width() * header.height() > maxPixels) {
            throw new VideoException(
                    TOO_LARGE,
                    "picture: " + header.width() + "x" + header.height() + " pixels, allowed are " + maxPixels
                            + " in all; send a smaller one");
        }
        check(header, data);
        FfmpegLog.install();
        ByteBuffer content = header.kind() == PictureHeader.Kind.PNG ? essentialChunks(data.slice()) : data.slice();
        AVPacket packet = packet(content);
        try (var pool = new FramePool(1)) {
            DecodedFrame frame = pool.take();
            try {
                decode(header, packet, frame, maxPixels);
            } catch (VideoException | RuntimeException | Error e) {
                frame.close();
                throw e;
            }
            frame.filledWithSquarePixels(new FrameTime(clock.nanos(), clock.wall()));
            return frame;
        } finally {
            avcodec.av_packet_free(packet);
            Natives.freed(Natives.Kind.PACKET);
        }
    }

    /** What a header of an allowed size can still cost. */
    private static void check(PictureHeader header, ByteBuffer data) throws VideoException {
        if (header.decodedBytes() > MOST_DECODED_BYTES) {
            throw new VideoException(
                    TOO_LARGE,
                    "picture: decoding " + header.width() + "x" + header.height() + " pixels of this kind takes "
                            + (header.decodedBytes() >> 20) + " MiB, allowed are " + (MOST_DECODED_BYTES >> 20)
                            + "; send a smaller one, or a baseline JPEG");
        }
        long pixels = (long) header.width() * header.height();
        if (header.kind() == PictureHeader.Kind.JPEG && JpegScans.tooMany(data.slice(), pixels)) {
            throw new VideoException(
                    TOO_LARGE,
                    "picture: the JPEG has more scans than any encoder makes; save it again as a baseline JPEG");
        }
    }

    private static AVPacket packet(ByteBuffer content) throws VideoException {
        AVPacket packet = avcodec.av_packet_alloc();
        Natives.born(Natives.Kind.PACKET);
        if (avcodec.av_new_packet(packet, content.remaining()) < 0) {
            avcodec.av_packet_free(packet);
            Natives.freed(Natives.Kind.PACKET);
            throw new VideoException(
                    TOO_LARGE,
                    "picture: there is no native memory for " + (content.remaining() >> 20)
                            + " MiB of data; send a smaller one");
        }
        packet.data().capacity(content.remaining()).asByteBuffer().put(content);
        packet.flags(avcodec.AV_PKT_FLAG_KEY);
        return packet;
    }

    private static void decode(PictureHeader header, AVPacket packet, DecodedFrame frame, long maxPixels)
            throws VideoException {
        int codecId = switch (header.kind()) {
            case JPEG -> avcodec.AV_CODEC_ID_MJPEG;
            case PNG -> avcodec.AV_CODEC_ID_PNG;
            case WEBP -> avcodec.AV_CODEC_ID_WEBP;
            case BMP -> avcodec.AV_CODEC_ID_BMP;
        };
        var codec = avcodec.avcodec_find_decoder(codecId);
        if (codec == null) {
            throw new VideoException(UNSUPPORTED, "picture: this FFmpeg has no decoder for " + header.kind());
        }
        AVCodecContext context = avcodec.avcodec_alloc_context3(codec);
        Natives.born(Natives.Kind.CODEC);
        try {
            context.thread_count(1);
            // A second size, deeper in the file, is held to the same limit.
            context.max_pixels(maxPixels);
            int rc = avcodec.avcodec_open2(context, codec, (AVDictionary) null);
            if (rc >= 0) {
                rc = avcodec.avcodec_send_packet(context, packet);
            }
            if (rc >= 0) {
                avcodec.avcodec_send_packet(context, null);
                rc = avcodec.avcodec_receive_frame(context, frame.av());
            }
            if (rc < 0) {
                String why = rc == avutil.AVERROR_EOF ? "no picture inside" : Failures.text(rc);
                throw new VideoException(BROKEN, "picture: the " + header.kind() + " data is damaged (" + why + ")");
            }
        } finally {
            avcodec.avcodec_free_context(context);
            Natives.freed(Natives.Kind.CODEC);
        }
    }

    private static ByteBuffer essentialChunks(ByteBuffer png) {
        ByteBuffer kept = ByteBuffer.allocate(png.remaining());
        kept.put(png.slice(0, PNG_SIGNATURE_BYTES));
        byte[] type = new byte[4];
        long at = PNG_SIGNATURE_BYTES;
        while (at + PNG_CHUNK_FRAME_BYTES <= png.limit()) {
            int start = (int) at;
            long length = PNG_CHUNK_FRAME_BYTES + Integer.toUnsignedLong(png.getInt(start));
            png.get(start + 4, type);
            if (PNG_CHUNKS.contains(new String(type, StandardCharsets.ISO_8859_1))) {
                kept.put(png.slice(start, (int) Math.min(length, png.limit() - at)));
            }
            at += length;
        }
        return kept.flip();
    }
}
