package io.maskgate.hw.video;

import java.nio.ByteBuffer;

/**
 * How often a JPEG goes over its picture. A progressive one refines it in scans; a scan that says nothing takes a dozen
 * bytes and still costs a walk over all blocks, so that twenty megabytes of them would keep a core busy for half an hour.
 */
final class JpegScans {
    /** Scans times pixels: twenty over the largest picture allowed, where encoders make about ten. */
    static final long MOST_PIXELS = 1_000_000_000L;
    /** Of a small picture. */
    static final int MOST = 200;

    private static final int START_OF_SCAN = 0xda;
    private static final int COMMENT = 0xfe;

    private JpegScans() {}

    /** Whether no encoder in its senses makes so many scans of a picture of this size. */
    static boolean tooMany(ByteBuffer jpeg, long pixels) {
        long most = Math.min(MOST, Math.max(1, MOST_PIXELS / Math.max(1, pixels)));
        return count(jpeg, most + 1) > most;
    }

    /**
     * Start-of-scan markers, wherever they stand outside of application data and comments, as a decoder looks for them.
     *
     * @param enough counting ends there
     */
    private static long count(ByteBuffer jpeg, long enough) {
        long scans = 0;
        int at = jpeg.position();
        while (at + 3 < jpeg.limit() && scans < enough) {
            int marker = jpeg.get(at + 1) & 0xff;
            if ((jpeg.get(at) & 0xff) != 0xff) {
                at++;
            } else if (marker == START_OF_SCAN) {
                scans++;
                at += 2;
            } else if (marker == COMMENT || marker >= 0xe0 && marker <= 0xef) {
                at += 2 + Math.max(2, (jpeg.get(at + 2) & 0xff) << 8 | jpeg.get(at + 3) & 0xff);
            } else {
                at++;
            }
        }
        return scans;
    }
}
