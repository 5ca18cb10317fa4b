package io.maskgate.hw.video;

import static io.maskgate.hw.video.VideoException.Reason.BROKEN;
import static io.maskgate.hw.video.VideoException.Reason.UNSUPPORTED;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Kind and size of a still picture, read from its first bytes without decoding anything.
 *
 * @param width pixels, above 0
 * @param height pixels, above 0
 * @param pixelBytes what decoding takes for each pixel at most, the decoder's own memory included
 */
record PictureHeader(Kind kind, int width, int height, int pixelBytes) {
    /** Formats that are decoded. */
    enum Kind {
        JPEG,
        PNG,
        WEBP,
        BMP
    }

    private static final long PNG_SIGNATURE = 0x89504E470D0A1A0AL;
    private static final int BMP_CORE_HEADER = 12;
    private static final int PROGRESSIVE = 0xc2;
    private static final int PROGRESSIVE_ARITHMETIC = 0xca;
    private static final int VP8L_SIGNATURE = 0x2F;
    /** Lossless and BMP pictures have four bytes a pixel at most. */
    private static final int FOUR_BYTES = 4;

    /** Reads the header of {@code data}, which is left as it is. */
    static PictureHeader read(ByteBuffer data) throws VideoException {
        ByteBuffer bytes = data.slice().order(ByteOrder.BIG_ENDIAN);
        if (bytes.remaining() == 0) {
            throw new VideoException(BROKEN, "picture: empty");
        }
        try {
            if (starts(bytes, 0, "\u00ff\u00d8\u00ff")) {
                return jpeg(bytes);
            }
            if (bytes.remaining() >= Long.BYTES && bytes.getLong(0) == PNG_SIGNATURE) {
                // Up to four channels of 16 bits.
                int depth = bytes.get(24) > Byte.SIZE ? 2 : 1;
                return sized(Kind.PNG, bytes.getInt(16), bytes.getInt(20), FOUR_BYTES * depth);
            }
            if (starts(bytes, 0, "RIFF") && starts(bytes, 8, "WEBP")) {
                return webp(bytes.order(ByteOrder.LITTLE_ENDIAN));
            }
            if (starts(bytes, 0, "BM")) {
                return bmp(bytes.order(ByteOrder.LITTLE_ENDIAN));
            }
        } catch (IndexOutOfBoundsException e) {
            throw new VideoException(BROKEN, "picture: ends within its header, after " + bytes.limit() + " bytes");
        }
        throw new VideoException(UNSUPPORTED, "picture: expected JPEG, PNG, WebP or BMP, found something else");
    }

    private static boolean starts(ByteBuffer bytes, int at, String magic) {
        byte[] wanted = magic.getBytes(StandardCharsets.ISO_8859_1);
        return bytes.limit() >= at + wanted.length
                && bytes.slice(at, wanted.length).equals(ByteBuffer.wrap(wanted));
    }

    /** Memory of the picture decoded, in bytes. */
    long decodedBytes() {
        return (long) width * height * pixelBytes;
    }

    private static PictureHeader sized(Kind kind, int width, int height) throws VideoException {
        return sized(kind, width, height, FOUR_BYTES);
    }

    private static PictureHeader sized(Kind kind, int width, int height, int pixelBytes) throws VideoException {
        if (width <= 0 || height <= 0) {
            throw new VideoException(BROKEN, "picture: " + kind + " header says " + width + "x" + height);
        }
        return new PictureHeader(kind, width, height, pixelBytes);
    }

    /** Walks the segments to the first start-of-frame: length, precision, height, width follow its marker. */
    private static PictureHeader jpeg(ByteBuffer bytes) throws VideoException {
        int at = 2;
        while (true) {
            if ((bytes.get(at) & 0xff) != 0xff) {
                throw new VideoException(BROKEN, "picture: JPEG without a marker at byte " + at);
            }
            int marker = bytes.get(at + 1) & 0xff;
            if (marker == 0xff) {
                at++;
            } else if (marker == 0x01 || marker >= 0xd0 && marker <= 0xd8) {
                at += 2;
            } else if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) {
                int components = Math.clamp(bytes.get(at + 9), 1, 4);
                // A progressive one is kept as coefficients of two bytes until its last scan.
                int each = marker == PROGRESSIVE || marker == PROGRESSIVE_ARITHMETIC ? 1 + Short.BYTES : 1;
                return sized(
                        Kind.JPEG, bytes.getShort(at + 7) & 0xffff, bytes.getShort(at + 5) & 0xffff, components * each);
            } else {
                at += 2 + Math.max(2, bytes.getShort(at + 2) & 0xffff);
            }
        }
    }

    private static PictureHeader webp(ByteBuffer bytes) throws VideoException {
        if (starts(bytes, 12, "VP8X")) {
            return sized(Kind.WEBP, 1 + uint24(bytes, 24), 1 + uint24(bytes, 27));
        }
        if (starts(bytes, 12, "VP8L") && (bytes.get(20) & 0xff) == VP8L_SIGNATURE) {
            int packed = bytes.getInt(21);
            return sized(Kind.WEBP, 1 + (packed & 0x3fff), 1 + (packed >>> 14 & 0x3fff));
        }
        if (starts(bytes, 12, "VP8 ")) {
            return sized(Kind.WEBP, bytes.getShort(26) & 0x3fff, bytes.getShort(28) & 0x3fff);
        }
        throw new VideoException(BROKEN, "picture: WebP without a picture chunk");
    }

    private static int uint24(ByteBuffer bytes, int at) {
        return bytes.getShort(at) & 0xffff | (bytes.get(at + 2) & 0xff) << 16;
    }

    private static PictureHeader bmp(ByteBuffer bytes) throws VideoException {
        if (bytes.getInt(14) == BMP_CORE_HEADER) {
            return sized(Kind.BMP, bytes.getShort(18) & 0xffff, bytes.getShort(20) & 0xffff);
        }
        // A negative height says that the rows run from the top.
        return sized(Kind.BMP, bytes.getInt(18), Math.abs(bytes.getInt(22)));
    }
}
