package io.maskgate.daemon.access;

import io.maskgate.daemon.config.WebKeys;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The tokens of one configuration. Immutable. */
final class Tokens {
    private static final int PREFIX = "sha256:".length();

    private record Known(String hash, byte[] digest, Caller caller) {}

    /** @param hash names the token where it itself must not be kept */
    record Match(String hash, Caller caller) {}

    private final List<Known> known;

    Tokens(List<WebKeys.Token> tokens) {
        known = tokens.stream()
                .map(token -> new Known(
                        token.hash(), HexFormat.of().parseHex(token.hash().substring(PREFIX)), Caller.of(token)))
                .toList();
    }

    boolean none() {
        return known.isEmpty();
    }

    /** Every token is compared, whole, whichever fits: the time taken tells nothing. */
    Optional<Match> find(String presented) {
        byte[] digest = Digests.sha256(presented);
        Optional<Match> found = Optional.empty();
        for (Known token : known) {
            if (MessageDigest.isEqual(token.digest(), digest)) {
                found = Optional.of(new Match(token.hash(), token.caller()));
            }
        }
        return found;
    }

    /** Who has the token of this hash now. */
    Optional<Caller> caller(String hash) {
        return known.stream()
                .filter(token -> token.hash().equals(hash))
                .map(Known::caller)
                .findFirst();
    }
}
