package io.maskgate.hw.video;

import java.nio.file.Path;
import java.util.Locale;

/** Who is taken for the camera where its stream comes over TLS ({@code rtsps}, {@code https}). */
public sealed interface Trust {
    /** Whoever answers: nothing is verified. */
    record Anyone() implements Trust {}

    /**
     * Who has a certificate for the URL's host that one of these CAs signed.
     *
     * @param file their certificates in PEM (RFC 7468); read at each opening, so that a renewed one is taken
     */
    record Authority(Path file) implements Trust {}

    /**
     * Who has this very certificate, which it may have signed itself; the names and dates in it do not matter.
     *
     * @param sha256 of the certificate in DER: 64 hex digits, in either case, with or without colons
     */
    record Pinned(String sha256) implements Trust {
        private static final int DIGITS = 64;

        public Pinned {
            sha256 = sha256.replace(":", "").toLowerCase(Locale.ROOT);
            if (sha256.length() != DIGITS || !sha256.matches("[0-9a-f]+")) {
                throw new IllegalArgumentException("sha256: expected 64 hex digits, found " + sha256);
            }
        }
    }
}
