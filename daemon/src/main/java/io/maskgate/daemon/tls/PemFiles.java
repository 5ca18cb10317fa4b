package io.maskgate.daemon.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** PEM (RFC 7468) read from files. */
public final class PemFiles {
    private static final Pattern PEM = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]+)-----END");
    /** No chain and no key is longer. */
    private static final int MOST_BYTES = 1 << 20;

    private PemFiles() {}

    /**
     * At least one certificate, in the order of the file.
     *
     * @param name key of the configuration that names the file
     * @throws IllegalArgumentException naming the key, the file, what was expected and what was found
     */
    public static List<X509Certificate> certificates(String name, Path file) throws GeneralSecurityException {
        var in = new ByteArrayInputStream(read(name, file).getBytes(StandardCharsets.ISO_8859_1));
        try {
            var found = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw wrong(name, file, "PEM certificates", "none", "check the file", null);
            }
            return found.stream().map(X509Certificate.class::cast).toList();
        } catch (GeneralSecurityException e) {
            throw wrong(name, file, "PEM certificates", "something else", "check the file", e);
        }
    }

    /**
     * Checks that a certificate is followed by those of the CAs that signed it: Java's TLS takes no others, though other
     * servers and browsers do.
     *
     * @param name key of the configuration that names the file
     * @param chain what is in the file
     * @throws IllegalArgumentException naming the key, the file, what was expected and what was found
     */
    public static void inOrder(String name, Path file, List<X509Certificate> chain) {
        disorder(chain).ifPresent(found -> {
            throw wrong(
                    name,
                    file,
                    "each certificate followed by that of its CA, each once",
                    found,
                    "put the certificate itself first, then that of the CA that signed it, and so on",
                    null);
        });
    }

    private static Optional<String> disorder(List<X509Certificate> chain) {
        var before = new HashSet<X509Certificate>();
        for (var certificate : chain) {
            if (!before.add(certificate)) {
                return Optional.of("that of " + certificate.getSubjectX500Principal() + " twice");
            }
        }
        for (int i = 1; i < chain.size(); i++) {
            var expected = chain.get(i - 1).getIssuerX500Principal();
            var found = chain.get(i).getSubjectX500Principal();
            if (!found.equals(expected)) {
                return Optional.of("as number " + (i + 1) + " that of " + found + " in place of " + expected);
            }
        }
        return Optional.empty();
    }

    /**
     * The first private key of the file, which is not encrypted.
     *
     * @param name key of the configuration that names the file
     * @throws IllegalArgumentException naming the key, the file, what was expected and what was found
     */
    public static PrivateKey privateKey(String name, Path file) throws GeneralSecurityException {
        var pem = PEM.matcher(read(name, file));
        var expected = "a PKCS#8 private key in PEM (BEGIN PRIVATE KEY)";
        var remedy = "convert it: openssl pkcs8 -topk8 -nocrypt -in " + file.getFileName();
        while (pem.find()) {
            var what = pem.group(1);
            if (what.equals("PRIVATE KEY")) {
                return decode(name, file, pem.group(2), expected, remedy);
            }
            if (what.endsWith("PRIVATE KEY")) {
                throw wrong(name, file, expected, "BEGIN " + what, remedy, null);
            }
        }
        throw wrong(name, file, expected, "none", "check the file", null);
    }

    private static PrivateKey decode(String name, Path file, String base64, String expected, String remedy)
            throws GeneralSecurityException {
        var spec = new PKCS8EncodedKeySpec(bytes(name, file, base64, expected));
        for (var algorithm : List.of("RSA", "EC", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException _) {
                // The header does not name the algorithm: the next one is tried.
            }
        }
        throw wrong(name, file, expected + " for RSA, EC or Ed25519", "another algorithm", remedy, null);
    }

    private static byte[] bytes(String name, Path file, String base64, String expected) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw wrong(name, file, expected, "one that is cut short or damaged", "copy the file again", e);
        }
    }

    private static String read(String name, Path file) {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw wrong(name, file, "a readable file", e.getClass().getSimpleName(), "check path and permissions", e);
        }
    }

    /** CRC-32C of as much of a file as would be read. */
    static long sum(Path file) throws IOException {
        var sum = new CRC32C();
        try (var in = Files.newInputStream(file)) {
            sum.update(in.readNBytes(MOST_BYTES));
        }
        return sum.getValue();
    }

    static IllegalArgumentException wrong(
            String name, Path file, String expected, String found, String remedy, @Nullable Exception cause) {
        return new IllegalArgumentException(
                name + ": " + file + ": expected " + expected + ", found " + found + "; " + remedy, cause);
    }
}
