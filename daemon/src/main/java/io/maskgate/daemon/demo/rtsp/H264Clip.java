package io.maskgate.daemon.demo.rtsp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * An H.264 clip in memory.
 *
 * @param sps sequence parameter set, without start code
 * @param pps picture parameter set, without start code
 * @param pictures in decoding order
 * @param duration of all pictures together, in units of 1/90,000 s
 */
public record H264Clip(byte[] sps, byte[] pps, List<Picture> pictures, long duration) {
    /** Ticks a second of RTP time stamps for video (RFC 6184). */
    static final int CLOCK = 90_000;

    /**
     * One access unit.
     *
     * @param units NAL units without start codes or lengths
     * @param decode when it is decoded and sent, ticks of {@link #CLOCK} from the clip's start
     * @param shown when it is shown
     * @param key whether decoding can start here
     */
    public record Picture(List<byte[]> units, long decode, long shown, boolean key) {
        public Picture {
            units = List.copyOf(units);
        }
    }

    public H264Clip {
        sps = sps.clone();
        pps = pps.clone();
        pictures = List.copyOf(pictures);
        if (sps.length < 4 || pps.length < 1) {
            throw new IllegalArgumentException(
                    "parameter sets: expected at least 4 and 1 bytes, found " + sps.length + " and " + pps.length);
        }
        if (pictures.isEmpty() || duration <= 0) {
            throw new IllegalArgumentException("expected at least one picture and a duration above 0, found "
                    + pictures.size() + " and " + duration);
        }
    }

    @Override
    public byte[] sps() {
        return sps.clone();
    }

    @Override
    public byte[] pps() {
        return pps.clone();
    }

    /**
     * Reads the first H.264 track of an MP4 file (not fragmented).
     *
     * @throws IOException where the file is no such MP4, naming the box that is missing or broken
     */
    public static H264Clip ofMp4(byte[] file) throws IOException {
        try {
            var whole = ByteBuffer.wrap(file);
            var movie = Mp4Boxes.require(whole, "moov");
            for (int i = 0; ; i++) {
                var track = Mp4Boxes.child(movie, "trak", i);
                if (track.isEmpty()) {
                    throw new IOException(
                            "MP4: expected a track of H.264 video (avc1), found none in " + i + " tracks");
                }
                var media = Mp4Boxes.require(track.get(), "mdia");
                var samples = Mp4Boxes.require(media, "minf", "stbl");
                var entries = Mp4Boxes.require(samples, "stsd");
                var avc = Mp4Boxes.child(entries.slice(8, entries.limit() - 8), "avc1", 0);
                if (avc.isPresent()) {
                    return track(whole, media, samples, avc.get());
                }
            }
        } catch (IndexOutOfBoundsException broken) {
            throw new IOException("MP4: expected complete sample tables, found one that is cut off", broken);
        }
    }

    private static H264Clip track(ByteBuffer file, ByteBuffer media, ByteBuffer samples, ByteBuffer avc)
            throws IOException {
        // VisualSampleEntry: 78 bytes of fields, then boxes.
        var config = Mp4Boxes.require(avc.slice(78, avc.limit() - 78), "avcC");
        int lengthSize = (config.get(4) & 3) + 1;
        int spsLength = config.getShort(6) & 0xffff;
        int ppsAt = 8 + spsLength + 1;
        var sps = bytes(config, 8, spsLength);
        var pps = bytes(config, ppsAt + 2, config.getShort(ppsAt) & 0xffff);
        var header = Mp4Boxes.require(media, "mdhd");
        long scale = header.getInt(header.get(0) == 1 ? 20 : 12) & 0xffffffffL;
        if (scale == 0) {
            throw new IOException("MP4: mdhd: expected a time scale above 0, found 0");
        }
        var table = SampleTable.read(samples);
        var pictures = new ArrayList<Picture>();
        for (int i = 0; i < table.count(); i++) {
            pictures.add(new Picture(
                    units(file, table.offset(i), table.size(i), lengthSize),
                    table.decode(i) * CLOCK / scale,
                    table.shown(i) * CLOCK / scale,
                    table.key(i)));
        }
        return new H264Clip(sps, pps, pictures, table.decode(table.count()) * CLOCK / scale);
    }

    private static List<byte[]> units(ByteBuffer file, long offset, int size, int lengthSize) throws IOException {
        var units = new ArrayList<byte[]>();
        int at = Math.toIntExact(offset);
        int end = Math.addExact(at, size);
        while (at + lengthSize <= end) {
            int length = 0;
            for (int i = 0; i < lengthSize; i++) {
                length = length << 8 | file.get(at + i) & 0xff;
            }
            at += lengthSize;
            if (length < 1 || length > end - at) {
                throw new IOException(
                        "MP4: NAL unit at byte " + at + ": expected 1 to " + (end - at) + " bytes, found " + length);
            }
            units.add(bytes(file, at, length));
            at += length;
        }
        return units;
    }

    private static byte[] bytes(ByteBuffer from, int at, int length) {
        var bytes = new byte[length];
        from.get(at, bytes);
        return bytes;
    }
}
