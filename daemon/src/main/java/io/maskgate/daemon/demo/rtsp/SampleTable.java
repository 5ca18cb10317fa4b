package io.maskgate.daemon.demo.rtsp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;

/** Where each sample of an MP4 track lies in the file and when it is due, from the tables of its {@code stbl} box. */
final class SampleTable {
    private static final int MAX_SAMPLES = 1 << 20;

    private final long[] offsets;
    private final int[] sizes;
    private final long[] decode;
    private final long[] shift;
    private final BitSet keys;

    private SampleTable(long[] offsets, int[] sizes, long[] decode, long[] shift, BitSet keys) {
        this.offsets = offsets;
        this.sizes = sizes;
        this.decode = decode;
        this.shift = shift;
        this.keys = keys;
    }

    static SampleTable read(ByteBuffer samples) throws IOException {
        var sizes = sizes(Mp4Boxes.require(samples, "stsz"));
        return new SampleTable(
                offsets(samples, sizes),
                sizes,
                times(Mp4Boxes.require(samples, "stts"), sizes.length),
                shifts(samples, sizes.length),
                keys(samples, sizes.length));
    }

    int count() {
        return sizes.length;
    }

    int size(int i) {
        return sizes[i];
    }

    long offset(int i) {
        return offsets[i];
    }

    /** Decoding time in the track's scale; of {@link #count()} the end of the last sample. */
    long decode(int i) {
        return decode[i];
    }

    long shown(int i) {
        return decode[i] + shift[i];
    }

    boolean key(int i) {
        return keys.get(i);
    }

    private static int[] sizes(ByteBuffer stsz) throws IOException {
        int fixed = stsz.getInt(4);
        int count = stsz.getInt(8);
        if (count < 1 || count > MAX_SAMPLES) {
            throw new IOException("MP4: stsz: expected 1 to " + MAX_SAMPLES + " samples, found " + count);
        }
        var sizes = new int[count];
        for (int i = 0; i < count; i++) {
            sizes[i] = fixed != 0 ? fixed : stsz.getInt(12 + 4 * i);
        }
        return sizes;
    }

    private static long[] offsets(ByteBuffer samples, int[] sizes) throws IOException {
        var wide = Mp4Boxes.find(samples, "co64");
        var chunks = wide.isPresent() ? wide.get() : Mp4Boxes.require(samples, "stco");
        var runs = Mp4Boxes.require(samples, "stsc");
        int chunkCount = chunks.getInt(4);
        int runCount = runs.getInt(4);
        var offsets = new long[sizes.length];
        int sample = 0;
        int run = 0;
        for (int chunk = 0; chunk < chunkCount && sample < sizes.length; chunk++) {
            while (run + 1 < runCount && runs.getInt(8 + 12 * (run + 1)) <= chunk + 1) {
                run++;
            }
            long at = wide.isPresent() ? chunks.getLong(8 + 8 * chunk) : chunks.getInt(8 + 4 * chunk) & 0xffffffffL;
            int inChunk = runs.getInt(8 + 12 * run + 4);
            for (int i = 0; i < inChunk && sample < sizes.length; i++) {
                offsets[sample] = at;
                at += sizes[sample++];
            }
        }
        if (sample < sizes.length) {
            throw new IOException("MP4: stsc: expected chunks for " + sizes.length + " samples, found " + sample);
        }
        return offsets;
    }

    private static long[] times(ByteBuffer stts, int count) throws IOException {
        var times = new long[count + 1];
        int sample = 0;
        for (int entry = 0; entry < stts.getInt(4); entry++) {
            int repeat = stts.getInt(8 + 8 * entry);
            long step = stts.getInt(12 + 8 * entry) & 0xffffffffL;
            for (int i = 0; i < repeat && sample < count; i++) {
                times[sample + 1] = times[sample] + step;
                sample++;
            }
        }
        if (sample < count) {
            throw new IOException("MP4: stts: expected times for " + count + " samples, found " + sample);
        }
        return times;
    }

    private static long[] shifts(ByteBuffer samples, int count) throws IOException {
        var shifts = new long[count];
        var ctts = Mp4Boxes.find(samples, "ctts");
        if (ctts.isEmpty()) {
            return shifts;
        }
        var table = ctts.get();
        int sample = 0;
        for (int entry = 0; entry < table.getInt(4); entry++) {
            int repeat = table.getInt(8 + 8 * entry);
            for (int i = 0; i < repeat && sample < count; i++) {
                shifts[sample++] = table.getInt(12 + 8 * entry);
            }
        }
        return shifts;
    }

    private static BitSet keys(ByteBuffer samples, int count) throws IOException {
        var keys = new BitSet(count);
        var stss = Mp4Boxes.find(samples, "stss");
        if (stss.isEmpty()) {
            keys.set(0, count);
            return keys;
        }
        for (int i = 0; i < stss.get().getInt(4); i++) {
            int number = stss.get().getInt(8 + 4 * i);
            if (number >= 1 && number <= count) {
                keys.set(number - 1);
            }
        }
        return keys;
    }
}
