package io.maskgate.models.data;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/** The orientation a camera noted in a JPEG (Exif 2.32, 4.6.4 A, tag 0x0112 of IFD0). */
final class Exif {
    static final int UPRIGHT = 1;

    private static final int SOI = 0xffd8;
    private static final int APP1 = 0xffe1;
    private static final int SOS = 0xffda;
    private static final int ORIENTATION = 0x0112;
    private static final int FILL = 0xff;
    private static final int BYTE = 1;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int SIGNED_BYTE = 6;
    private static final int UNDEFINED = 7;
    private static final int SIGNED_SHORT = 8;
    private static final int SIGNED_LONG = 9;
    private static final int ENTRY_BYTES = 12;
    private static final byte[] SIGNATURE = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

    private Exif() {}

    /** 1 to 8; {@link #UPRIGHT} too where there is none, or the file is no JPEG or damaged: others find that out. */
    static int orientation(Path picture) throws IOException {
        try (var in = new DataInputStream(Files.newInputStream(picture))) {
            if (in.readUnsignedShort() != SOI) {
                return UPRIGHT;
            }
            for (int marker = marker(in); marker >= FILL << 8 && marker != SOS; marker = marker(in)) {
                int length = in.readUnsignedShort() - 2;
                if (length < 0) {
                    return UPRIGHT;
                }
                if (marker != APP1) {
                    in.skipNBytes(length);
                    continue;
                }
                var found = inSegment(in.readNBytes(length));
                if (found.isPresent()) {
                    return found.getAsInt();
                }
            }
            return UPRIGHT;
        } catch (EOFException _) {
            return UPRIGHT;
        }
    }

    /** Any number of bytes 0xff may stand before a marker (ITU-T T.81, B.1.1.2). */
    private static int marker(DataInputStream in) throws IOException {
        int marker = in.readUnsignedShort();
        while (marker == (FILL << 8 | FILL)) {
            marker = FILL << 8 | in.readUnsignedByte();
        }
        return marker;
    }

    private static OptionalInt inSegment(byte[] segment) {
        if (segment.length < SIGNATURE.length + 8
                || ByteBuffer.wrap(segment, 0, SIGNATURE.length).compareTo(ByteBuffer.wrap(SIGNATURE)) != 0) {
            return OptionalInt.empty();
        }
        var tiff = ByteBuffer.wrap(segment, SIGNATURE.length, segment.length - SIGNATURE.length)
                .slice();
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long start = Integer.toUnsignedLong(tiff.getInt(4));
        if (start + 2 > tiff.limit()) {
            return OptionalInt.empty();
        }
        int entries = Short.toUnsignedInt(tiff.getShort((int) start));
        for (int i = 0; i < entries && start + 2 + (i + 1L) * ENTRY_BYTES <= tiff.limit(); i++) {
            int at = (int) start + 2 + i * ENTRY_BYTES;
            if (Short.toUnsignedInt(tiff.getShort(at)) == ORIENTATION) {
                long value = number(tiff, at);
                return value >= 1 && value <= 8 ? OptionalInt.of((int) value) : OptionalInt.empty();
            }
        }
        return OptionalInt.empty();
    }

    /** Exif wants a SHORT; the gateway's decoder takes any whole number, but one only. 0 where it is no such. */
    private static long number(ByteBuffer tiff, int entry) {
        int value = entry + 8;
        if (tiff.getInt(entry + 4) != 1) {
            return 0;
        }
        return switch (tiff.getShort(entry + 2)) {
            case BYTE, SIGNED_BYTE, UNDEFINED -> Byte.toUnsignedInt(tiff.get(value));
            case SHORT, SIGNED_SHORT -> Short.toUnsignedInt(tiff.getShort(value));
            case LONG, SIGNED_LONG -> Integer.toUnsignedLong(tiff.getInt(value));
            default -> 0;
        };
    }
}
