package io.maskgate.daemon.demo.rtsp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** A user name and password a client must show, by HTTP's basic or digest scheme (RFC 2617, MD5, without qop). */
public record Login(Scheme scheme, String user, String password) {
    /** How the client proves that it knows the password. */
    public enum Scheme {
        BASIC,
        DIGEST
    }

    private static final String REALM = "maskgate";

    /** The value of WWW-Authenticate. */
    String challenge(String nonce) {
        return switch (scheme) {
            case BASIC -> "Basic realm=\"" + REALM + "\"";
            case DIGEST -> "Digest realm=\"" + REALM + "\", nonce=\"" + nonce + "\"";
        };
    }

    /** Whether the value of an Authorization header is right for a request. */
    boolean admits(String authorization, String method, String nonce) {
        String expected = switch (scheme) {
            case BASIC -> {
                var plain = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
                yield "Basic " + Base64.getEncoder().encodeToString(plain);
            }
            case DIGEST -> {
                String uri = field(authorization, "uri");
                String secret = md5(user + ":" + REALM + ":" + password);
                yield md5(secret + ":" + nonce + ":" + md5(method + ":" + uri));
            }
        };
        String found = scheme == Scheme.BASIC ? authorization : field(authorization, "response");
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), found.getBytes(StandardCharsets.UTF_8));
    }

    private static String field(String header, String name) {
        var matcher = Pattern.compile("\\b" + name + "=\"([^\"]*)\"").matcher(header);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static String md5(String text) {
        try {
            var digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has MD5", missing);
        }
    }

    @Override
    public String toString() {
        return "Login[" + scheme + ", " + user + ", ***]";
    }
}
