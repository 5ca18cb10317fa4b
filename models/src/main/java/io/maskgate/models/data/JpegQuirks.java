package io.maskgate.models.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What writers of JPEGs get wrong beside the pixels: some telephones and cameras leave the last three bytes of a scan's header
 * zero. libjpeg warns of it though every pixel is right, and it tells of a file's first warning only: nobody would hear of
 * damage behind it. So they are put right before it looks (ITU-T T.81, B.1.1 and B.2).
 */
final class JpegQuirks {
    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int APP0 = 0xe0;
    private static final int SOF0 = 0xc0;
    private static final int SOF1 = 0xc1;
    private static final int SOF2 = 0xc2;
    private static final int TEM = 0x01;
    private static final int RST0 = 0xd0;
    private static final int RST7 = 0xd7;
    private static final byte FILL = (byte) 0xff;
    private static final byte[] JFIF = "JFIF\0".getBytes(StandardCharsets.US_ASCII);
    /** Of APP0 of a JFIF file without a thumbnail, its length included. */
    private static final int JFIF_BYTES = 16;
    /** The spectral selection of a sequential scan: from the mean to the last of 64 coefficients, none of them in parts. */
    private static final byte[] WHOLE = {0, 63, 0};

    private final byte[] file;
    private boolean sequential;

    private JpegQuirks(byte[] file) {
        this.file = file;
    }

    static boolean isJpeg(byte[] start) {
        return start.length >= 2 && start[0] == FILL && start[1] == (byte) SOI;
    }

    /** In place; what is no JPEG, and what lies behind the first segment that cannot be, stays as it is. */
    static void mend(byte[] file) {
        if (isJpeg(file)) {
            new JpegQuirks(file).walk();
        }
    }

    private void walk() {
        int at = 2;
        boolean scan = false;
        while (true) {
            int marker = marker(at);
            if (marker < 0 || marker + 3 >= file.length) {
                return;
            }
            if (!scan) {
                // What libjpeg passes over, with a warning; of any number of fill bytes it has none.
                Arrays.fill(file, at, marker, FILL);
            }
            int code = Byte.toUnsignedInt(file[marker + 1]);
            int length = Byte.toUnsignedInt(file[marker + 2]) << 8 | Byte.toUnsignedInt(file[marker + 3]);
            at = marker + 2 + length;
            if (code == EOI || code == SOI || length < 2 || at > file.length) {
                return;
            }
            segment(code, marker + 2, length);
            scan = code == SOS;
        }
    }

    /** Where the next one that a segment comes after begins; negative: nowhere. */
    private int marker(int from) {
        for (int i = from; i + 1 < file.length; i++) {
            int code = Byte.toUnsignedInt(file[i + 1]);
            boolean alone = code == 0 || code == TEM || code >= RST0 && code <= RST7 || code == 0xff;
            if (file[i] == FILL && !alone) {
                return i;
            }
        }
        return -1;
    }

    private void segment(int code, int at, int length) {
        switch (code) {
            case SOF0, SOF1 -> sequential = true;
            case SOF2 -> sequential = false;
            case SOS -> {
                if (sequential && length == 3 + 2 * file[at + 2] + WHOLE.length) {
                    System.arraycopy(WHOLE, 0, file, at + length - WHOLE.length, WHOLE.length);
                }
            }
            case APP0 -> {
                int name = at + 2;
                if (length >= JFIF_BYTES && Arrays.equals(file, name, name + JFIF.length, JFIF, 0, JFIF.length)) {
                    // There is no other major version, whatever is written there.
                    file[name + JFIF.length] = 1;
                }
            }
            default -> {
                // Nothing that it warns of.
            }
        }
    }
}
