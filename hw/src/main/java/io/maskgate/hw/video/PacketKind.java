package io.maskgate.hw.video;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.bytedeco.ffmpeg.avcodec.AVCodecDescriptor;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.BytePointer;

/** What leaving a packet out would cost. */
@SuppressWarnings("restricted")
enum PacketKind {
    /** Decoding can begin here. */
    KEY,
    /** Later pictures are predicted from it. */
    REFERENCE,
    /** Nothing is predicted from it. */
    DISPOSABLE;

    /** From H.264's nal_unit_type 1 to 5 and H.265's 0 to 31 the unit holds picture data. */
    private static final int H264_LAST_SLICE = 5;

    private static final int HEVC_LAST_SLICE = 31;
    /** H.265, table 7-1: even types below 16 are sub-layer non-reference pictures; FFmpeg leaves out the same. */
    private static final int HEVC_FIRST_IRAP = 16;

    /** How a stream's packets are put together. Immutable. */
    record Format(int codecId, boolean intraOnly, int lengthBytes) {
        /** {@code lengthBytes} is 0 for start codes, else the size of the length before each unit (ISO/IEC 14496-15). */
        static Format of(AVCodecParameters parameters) {
            AVCodecDescriptor descriptor = avcodec.avcodec_descriptor_get(parameters.codec_id());
            boolean intra = descriptor != null && (descriptor.props() & avcodec.AV_CODEC_PROP_INTRA_ONLY) != 0;
            return new Format(parameters.codec_id(), intra, lengthBytes(parameters));
        }

        private static int lengthBytes(AVCodecParameters parameters) {
            int at = parameters.codec_id() == avcodec.AV_CODEC_ID_H264
                    ? 4
                    : parameters.codec_id() == avcodec.AV_CODEC_ID_HEVC ? 21 : Integer.MAX_VALUE;
            BytePointer extra = parameters.extradata();
            if (extra == null || parameters.extradata_size() <= at || extra.get(0) != 1) {
                return 0;
            }
            return (extra.get(at) & 3) + 1;
        }
    }

    static PacketKind of(AVPacket packet, Format format) {
        if (format.intraOnly()) {
            return DISPOSABLE;
        }
        if ((packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0) {
            return KEY;
        }
        BytePointer data = packet.data();
        if (data == null) {
            return REFERENCE;
        }
        return of(MemorySegment.ofAddress(data.address()).reinterpret(packet.size()), format);
    }

    /** By the first unit with picture data; a packet that cannot be understood counts as a reference. */
    static PacketKind of(MemorySegment data, Format format) {
        boolean h264 = format.codecId() == avcodec.AV_CODEC_ID_H264;
        if (!h264 && format.codecId() != avcodec.AV_CODEC_ID_HEVC) {
            return REFERENCE;
        }
        long at = format.lengthBytes() > 0 ? format.lengthBytes() : afterStartCode(data, 0);
        while (at < data.byteSize()) {
            int header = data.get(ValueLayout.JAVA_BYTE, at) & 0xff;
            int type = h264 ? header & 0x1f : header >> 1 & 0x3f;
            if (h264 ? type >= 1 && type <= H264_LAST_SLICE : type <= HEVC_LAST_SLICE) {
                boolean reference = h264 ? (header & 0x60) != 0 : type >= HEVC_FIRST_IRAP || type % 2 == 1;
                return reference ? REFERENCE : DISPOSABLE;
            }
            at = format.lengthBytes() > 0 ? nextByLength(data, at, format.lengthBytes()) : afterStartCode(data, at);
        }
        return REFERENCE;
    }

    private static long nextByLength(MemorySegment data, long unit, int bytes) {
        long length = 0;
        for (long i = unit - bytes; i < unit; i++) {
            length = length << 8 | data.get(ValueLayout.JAVA_BYTE, i) & 0xff;
        }
        return unit + length + bytes;
    }

    private static long afterStartCode(MemorySegment data, long from) {
        for (long i = from; i + 2 < data.byteSize(); i++) {
            if (data.get(ValueLayout.JAVA_BYTE, i) == 0
                    && data.get(ValueLayout.JAVA_BYTE, i + 1) == 0
                    && data.get(ValueLayout.JAVA_BYTE, i + 2) == 1) {
                return i + 3;
            }
        }
        return data.byteSize();
    }
}
